/** What the tools that ws ships say they do, without any of them being loaded: planning asks before anything runs. */
import { toolId, type ToolId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import { EVENT_TOOL, FUNCTION_TOOL, MANUAL_TOOL } from '../../core/plain-step.ts';
import { DIALECTS } from './agent/dialects.ts';
import { describeAgent } from './agent/describe-agent.ts';
import type { DescribeTool, ToolDescription } from '../../core/tool.ts';
import type { Profiles, ToolProfile } from '../../core/tool-profile.ts';

/** Also the tool of a step that gives a script and names no tool. */
export const SHELL: ToolId = toolId('shell');
export const MANUAL: ToolId = MANUAL_TOOL;
export const EVENT: ToolId = EVENT_TOOL;
export const SCRIPT: ToolId = FUNCTION_TOOL;
export const READ: ToolId = toolId('read');
export const WRITE: ToolId = toolId('write');
export const HTTP: ToolId = toolId('http');
export const LLM: ToolId = toolId('llm');
export const TALLY: ToolId = toolId('tally');
export const PUBLISH: ToolId = toolId('publish');

// What fails in a script says nothing about the shell; a step names what it depends on by `breaker`.
const shell: ToolDescription = { access: 'shared', sandbox: 'off', breakers: [], script: 'run', isFree: true };
// Whoever works by hand keeps what is there; nothing is put back under their fingers.
const manual: ToolDescription = { access: 'shared', sandbox: 'off', breakers: [], script: null, isFree: true };

/** Of a function that only computes; it is the step that lets it write. */
const script: ToolDescription = { access: 'read', sandbox: 'required', breakers: [], script: null, isFree: true };
// Each provider has a breaker of its own, which the gateway asks. It looks at the worktree where it is told to attach files.
const llm: ToolDescription = { access: 'read', sandbox: 'off', breakers: [], script: null };

/** They are done by ws itself, and start nothing that a sandbox could hold. */
const looks: ToolDescription = { access: 'read', sandbox: 'off', breakers: [], script: null, isFree: true };
const writes: ToolDescription = { access: 'shared', sandbox: 'off', breakers: [], script: null, isFree: true };

// What fails for want of a network says something of all that is pushed.
const publishes: ToolDescription = { ...looks, breakers: ['git-remote'] };

export const describeShell = (_args: JsonObject): ToolDescription => shell;
export const describeScript = (_args: JsonObject): ToolDescription => script;
export const describeRead = (_args: JsonObject): ToolDescription => looks;
export const describeWrite = (_args: JsonObject): ToolDescription => writes;
export const describeHttp = (_args: JsonObject): ToolDescription => looks;
export const describeTally = (_args: JsonObject): ToolDescription => looks;
export const describePublish = (_args: JsonObject): ToolDescription => publishes;
export const describeManual = (_args: JsonObject): ToolDescription => manual;
export const describeEvent = (_args: JsonObject): ToolDescription => looks;
export const describeLlm = (_args: JsonObject): ToolDescription => llm;

const shipped: ReadonlyMap<ToolId, (args: JsonObject) => ToolDescription> = new Map([
  [SHELL, describeShell],
  [MANUAL, describeManual],
  [EVENT, describeEvent],
  [SCRIPT, describeScript],
  [READ, describeRead],
  [WRITE, describeWrite],
  [HTTP, describeHttp],
  [LLM, describeLlm],
  [TALLY, describeTally],
  [PUBLISH, describePublish],
  ...DIALECTS.map((dialect) => [toolId(dialect.id), () => describeAgent(dialect)] as const),
]);

/** The code that there is to do work; what a profile names as its adapter. */
export const ADAPTERS: readonly string[] = [
  'shell',
  'manual',
  'event',
  'exec',
  'script',
  'read',
  'write',
  'http',
  'acp',
  'llm',
  'tally',
  'publish',
  ...DIALECTS.map(({ id }) => id),
];

/** Whether an adapter remembers what it did, and can be told things. */
export const isAgent = (adapter: string): boolean => DIALECTS.some(({ id }) => id === adapter);

/** Whether what an adapter does uses no model, whatever its profile says; of a program or a module of others nobody knows. */
const isFree = (adapter: string): boolean => shipped.get(toolId(adapter))?.({}).isFree === true;

/** What a tool does whose profile this is; only a shell reads scripts. */
export const describeProfile = ({
  access,
  sandbox,
  breakers,
  adapter,
  keys,
  models,
}: ToolProfile): ToolDescription => ({
  ...{ access, sandbox, breakers },
  script: adapter === SHELL ? shell.script : null,
  ...(isFree(adapter) ? { isFree: true } : {}),
  ...(isAgent(adapter) ? { agent: { keys, models } } : {}),
});

/** Says what the tools do that have these profiles; one that is not enabled is none. */
export const describeBy = (profiles: Profiles): DescribeTool => {
  const described = new Map([...profiles].map(([name, profile]) => [name, describeProfile(profile)] as const));
  return (tool) => (profiles.get(tool)?.enabled === true ? (described.get(tool) ?? null) : null);
};

/** Says what a shipped tool does. */
export const describeTool: DescribeTool = (tool, args) => shipped.get(tool)?.(args) ?? null;
