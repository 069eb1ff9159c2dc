/** A tool as its profile has it: its name, what steps leave out, its environment, and the scripts around it. */
import type { Json, JsonObject } from '../../core/json.ts';
import { err, type Result } from '../../core/result.ts';
import type { AttemptReport } from '../../core/system.ts';
import type { ToolAdapter, ToolCall, ToolFailure } from '../../core/tool.ts';
import type { ProfileHooks, ToolProfile } from '../../core/tool-profile.ts';
import { describeProfile } from './descriptions.ts';

type Ended = Awaited<ReturnType<ToolAdapter['execute']>>;

const hasHooks = (hooks: ProfileHooks): boolean => Object.values(hooks).some((script) => script !== null);

/** Runs the script of a hook, if there is one; the failure says which it was. */
const runHook = async (
  name: keyof ProfileHooks,
  { profile, shell }: { readonly profile: ToolProfile; readonly shell: ToolAdapter },
  call: ToolCall,
  report: AttemptReport,
): Promise<Result<void, ToolFailure>> => {
  const run = profile.hooks[name];
  if (run === null) return { ok: true, value: undefined };
  const ended = await shell.execute({ ...call, with: { run } }, report);
  if (ended.ok) return { ok: true, value: undefined };
  const { failure, evidence } = ended.error;
  const message = `the hook ${name} of the tool ${profile.name}: ${failure.message}`;
  return err({ failure: failure.code === 'interrupted' ? failure : { ...failure, message }, evidence });
};

const isParked = (ended: Ended): boolean => ended.ok && 'wait' in ended.value;

/** The first thing that failed is the failure of the attempt; `after` is run whatever came before. */
const hooked = async (
  base: ToolAdapter,
  parts: { readonly profile: ToolProfile; readonly shell: ToolAdapter },
  call: ToolCall,
  report: AttemptReport,
): Promise<Ended> => {
  const before = await runHook('before', parts, call, report);
  const ended: Ended = before.ok ? await base.execute(call, report) : before;
  if (call.signal.aborted || isParked(ended)) return ended;
  const judged = await runHook(ended.ok ? 'onSuccess' : 'onFailure', parts, call, report);
  const after = await runHook('after', parts, call, report);
  if (!ended.ok) return ended;
  if (!judged.ok) return judged;
  return after.ok ? ended : after;
};

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** What a step says goes before what its profile says; what each of them allows is allowed. */
const withSettings = (settings: JsonObject, given: JsonObject): JsonObject => {
  const [ofProfile, ofStep] = [settings['allowedTools'], given['allowedTools']];
  const isBoth = isList(ofProfile) && isList(ofStep);
  return { ...settings, ...given, ...(isBoth ? { allowedTools: [...ofProfile, ...ofStep] } : {}) };
};

/** Makes the tool that a profile says of an adapter. */
export const profiled = (base: ToolAdapter, profile: ToolProfile, shell: ToolAdapter): ToolAdapter => {
  const { name, title, settings, env, hooks } = profile;
  const description = describeProfile(profile);
  const isHooked = hasHooks(hooks);
  return {
    id: name,
    title,
    inputSchema: base.inputSchema,
    describe: () => description,
    ...(base.examine === undefined ? {} : { examine: (args) => base.examine?.(args) ?? [] }),
    ...(base.gives === undefined ? {} : { gives: (args) => base.gives?.(args) ?? { types: {}, isAll: false } }),
    check: () => base.check(),
    execute: (given, report) => {
      const call = { ...given, with: withSettings(settings, given.with), env: { ...given.env, ...env } };
      return isHooked ? hooked(base, { profile, shell }, call, report) : base.execute(call, report);
    },
  };
};
