/** Puts a tape between the engine and all that it calls: the tools that steps name, the shell of checks, programs of fixes. */
import type { JsonObject } from '../../../core/json.ts';
import { err, type Result } from '../../../core/result.ts';
import type { AttemptReport } from '../../../core/system.ts';
import type { Parked } from '../../../core/attempt.ts';
import type { RunProgram, ToolAdapter, ToolFailure, ToolOutcome, Tools } from '../../../core/tool.ts';
import type { Profiles } from '../../../core/tool-profile.ts';
import type { MadeCall } from './identity.ts';

export type Ended = Result<ToolOutcome | Parked, ToolFailure>;

/** What a tape gets to hear of a call, and what it would come to. */
export type TapedCall = MadeCall & {
  readonly report: AttemptReport;
  /** Makes the call. */
  readonly make: (report: AttemptReport) => Promise<Ended>;
};

/** Makes the call and keeps it, or gives what was kept. */
export type Tape = (taped: TapedCall) => Promise<Ended>;

const SILENT: AttemptReport = {
  message: () => undefined,
  tool: () => undefined,
  error: () => undefined,
  usage: () => undefined,
  file: () => undefined,
};

const tapedTool = (tool: ToolAdapter, settings: JsonObject, tape: Tape): ToolAdapter => ({
  ...tool,
  execute: (call, report) =>
    tape({
      ...{ kind: 'tool', tool: tool.id, with: { ...settings, ...call.with }, call, report },
      make: (told) => tool.execute(call, told),
    }),
});

/** The same tools on a tape; people are asked themselves. */
export const tapedTools = (tools: Tools, profiles: Profiles, tape: Tape): Tools => {
  const on = (tool: ToolAdapter): ToolAdapter => {
    const profile = profiles.get(tool.id);
    return profile?.adapter === 'manual' ? tool : tapedTool(tool, profile?.settings ?? {}, tape);
  };
  return {
    find: (id) => {
      const tool = tools.find(id);
      return tool === null ? null : on(tool);
    },
    all: () => tools.all().map(on),
  };
};

/** The shell on a tape, as checks and the setup of a worktree call it. */
export const tapedShell = (shell: ToolAdapter, tape: Tape): ToolAdapter => ({
  ...shell,
  execute: (call, report) =>
    tape({
      ...{ kind: 'shell', tool: shell.id, with: call.with, call, report },
      make: (told) => shell.execute(call, told),
    }),
});

/** Programs on a tape, as fixes call them. */
export const tapedProgram =
  (runProgram: RunProgram, tape: Tape): RunProgram =>
  async (argv, call) => {
    const ended = await tape({
      ...{ kind: 'program', tool: argv[0], with: { argv: [...argv] }, call, report: SILENT },
      make: async () => {
        const ran = await runProgram(argv, call);
        return ran.ok ? ran : err({ failure: ran.error, evidence: null });
      },
    });
    if (!ended.ok) return err(ended.error.failure);
    return 'wait' in ended.value ? { ok: true, value: { outputs: {}, exitCode: 0 } } : { ok: true, value: ended.value };
  };
