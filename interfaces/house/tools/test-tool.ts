/**
 * The contract that every tool must keep, tried on one: with a recorder in the place of its program, so that nobody is asked
 * for anything and nothing is spent.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAttemptFiles } from '../../../adapters/machine/attempt-files.ts';
import { createProcesses } from '../../../adapters/machine/processes.ts';
import { NO_SURROUNDINGS } from '../../../adapters/tools/agent/surroundings.ts';
import { createTools } from '../../../adapters/tools/registry.ts';
import { createShell } from '../../../adapters/tools/shell/shell.ts';
import { runId, stepId, toolId } from '../../../core/id.ts';
import type { JsonObject } from '../../../core/json.ts';
import { ok } from '../../../core/result.ts';
import { ALONE, type ToolAdapter, type ToolCall } from '../../../core/tool.ts';
import type { ProcessCommand } from '../../../core/system.ts';
import { WITHOUT_PROGRAM, type ToolProfile } from '../../../core/tool-profile.ts';
import type { ToolModules } from './tool-modules.ts';
import { checkSchema } from '../../../schema/json-schema.ts';

/** One thing that was tried. `trouble` is null where the tool keeps it. */
export type Kept = { readonly promise: string; readonly trouble: string | null };

/** What must reach a program as it is. */
const HOSTILE = [
  '$(touch planted)',
  '`touch planted`',
  '"; touch planted; "',
  "' && touch planted '",
  '--help',
  '\n\r\t${{ x }}',
];

const RECORDER = `#!/bin/sh
[ "$1" = --wait ] && shift
for word in "$@"; do printf '%s\\0' "$word" >> "$RECORD_ARGUMENTS"; done
cat > "$RECORD_INPUT"
if [ -n "$RECORD_WAIT" ]; then exec sleep 600; fi
`;

/** A module is what its author made of it: while it is tried it reaches nobody, where that can be had. */
const sealedOf = (command: ProcessCommand, { code }: ToolProfile): ProcessCommand =>
  code === null ? command : { ...command, view: { ...command.view, network: 'none' } };

type Bench = AsyncDisposable & {
  readonly tool: ToolAdapter;
  readonly call: (
    over: Partial<ToolCall>,
  ) => Promise<{ readonly ended: Awaited<ReturnType<ToolAdapter['execute']>>; readonly got: string }>;
  readonly isPlanted: () => boolean;
  readonly survivors: () => Promise<number>;
};

const readOr = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const openBench = (profile: ToolProfile, modules: ToolModules): Bench => {
  const root = mkdtempSync(join(tmpdir(), 'ws-tool-'));
  const worktree = join(root, 'tree');
  mkdirSync(worktree);
  const recorder = join(root, 'recorder');
  writeFileSync(recorder, RECORDER);
  chmodSync(recorder, 0o755);
  const [argumentsFile, inputFile] = [join(worktree, 'recorded-arguments'), join(worktree, 'recorded-input')];
  const processes = createProcesses({ graceMs: 200 });
  const noHooks = { before: null, after: null, onSuccess: null, onFailure: null };
  const recorded = { ...profile, enabled: true, command: recorder, hooks: noHooks };
  const sealing = { ...processes, run: (command: ProcessCommand) => processes.run(sealedOf(command, profile)) };
  const tools = createTools(new Map([[profile.name, recorded]]), {
    ...{ shell: createShell(sealing), processes: sealing, surroundings: NO_SURROUNDINGS, modules },
  });
  const tool = tools.find(toolId(profile.name));
  if (tool === null) throw new Error(`invariant: ${profile.name} is there`);
  const files = createAttemptFiles(join(root, 'state'));
  const run = runId(`tool-test-${process.pid}`);
  let attempts = 0;
  return {
    tool,
    call: async (over) => {
      const attempt = { run, step: stepId('test'), attempt: ++attempts };
      const paths = await files.open(attempt, { input: null, failure: null });
      if (!paths.ok) throw new Error(`invariant: ${paths.error.message}`);
      for (const file of [argumentsFile, inputFile]) rmSync(file, { force: true });
      const env = { PATH: '/usr/local/bin:/usr/bin:/bin', RECORD_ARGUMENTS: argumentsFile, RECORD_INPUT: inputFile };
      const ended = await tool.execute(
        {
          ...{
            attempt,
            origin: ALONE,
            with: {},
            cwd: worktree,
            worktree,
            paths: paths.value,
            timeoutMs: 20_000,
            limits: null,
          },
          ...{
            sandbox: profile.code === null ? 'off' : 'auto',
            access: 'shared',
            outputs: null,
            signal: new AbortController().signal,
            changed: async () => ok([]),
            ...over,
            env: { ...env, ...over.env },
          },
        },
        files.report(attempt),
      );
      const prompt = readOr(join(paths.value.home, 'prompt.txt'));
      return { ended, got: `${readOr(argumentsFile)}\0${readOr(inputFile)}\0${prompt}` };
    },
    isPlanted: () => readOr(join(worktree, 'planted')) !== '' || readOr(join(root, 'planted')) !== '',
    survivors: () => processes.sweep(run),
    [Symbol.asyncDispose]: async () => {
      processes[Symbol.dispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
};

/** The inputs that are texts: those that its schema names, and a prompt, which nearly all take. */
const inputsOf = ({ inputSchema }: ToolAdapter, value: string): JsonObject => {
  const { properties } = inputSchema;
  const named = typeof properties === 'object' && properties !== null ? Object.entries(properties) : [];
  const texts = named.filter(
    ([, part]: [string, unknown]) =>
      JSON.stringify(part).includes('"type":"string"') && !JSON.stringify(part).includes('"array"'),
  );
  return Object.fromEntries([...texts.map(([key]) => [key, value] as const), ['prompt', value] as const]);
};

const passesOn = async (bench: Bench): Promise<string | null> => {
  for (const text of HOSTILE) {
    const { got } = await bench.call({ with: inputsOf(bench.tool, text) });
    if (!got.includes(text)) return `${JSON.stringify(text)} did not reach the program as it is`;
    if (bench.isPlanted()) return `${JSON.stringify(text)} was executed`;
  }
  return null;
};

const endsWhenStopped = async (bench: Bench): Promise<string | null> => {
  const stop = new AbortController();
  const running = bench.call({ with: inputsOf(bench.tool, 'x'), env: { RECORD_WAIT: '1' }, signal: stop.signal });
  setTimeout(() => stop.abort('cancel'), 100);
  const { ended } = await running;
  if (ended.ok || ended.error.failure.code !== 'interrupted') return 'it did not say that it was interrupted';
  const left = await bench.survivors();
  return left === 0 ? null : `${left} processes outlived it`;
};

/** A module may give or refuse what it will, as long as it says so as every tool does. */
const givesAnEnd = async (bench: Bench): Promise<string | null> => {
  for (const text of HOSTILE) {
    const { ended } = await bench.call({ with: inputsOf(bench.tool, text) });
    if (!ended.ok && ended.error.failure.code === 'bad-output') return ended.error.failure.message;
    if (!ended.ok && ended.error.failure.message.includes('before it gave a result'))
      return ended.error.failure.message;
    if (bench.isPlanted()) return `${JSON.stringify(text)} was executed`;
  }
  return null;
};

/** One that is quick may be done before it is stopped; nothing of it stays. */
const leavesNothing = async (bench: Bench): Promise<string | null> => {
  const stop = new AbortController();
  const running = bench.call({ with: inputsOf(bench.tool, 'x'), signal: stop.signal });
  setTimeout(() => stop.abort('cancel'), 100);
  const { ended } = await running;
  const left = await bench.survivors();
  if (left > 0) return `${left} processes outlived it`;
  const isEnded = ended.ok || ended.error.failure.code === 'interrupted' || !stop.signal.aborted;
  return isEnded ? null : `it was stopped, and said: ${ended.error.failure.message}`;
};

const saysTheSame = ({ tool }: Bench): string | null => {
  const [first, second] = [tool.describe({ a: 1 }), tool.describe({ a: 1 })].map((each) => JSON.stringify(each));
  return first === second ? null : 'it says something else when it is asked again';
};

/** Tries everything; tools that start no program of their own are only asked what they are. */
export const testTool = async (profile: ToolProfile, modules: ToolModules = new Map([])): Promise<readonly Kept[]> => {
  await using bench = openBench(profile, modules);
  const asked: Kept[] = [
    { promise: 'says what it does, and the same when it is asked again', trouble: saysTheSame(bench) },
    { promise: 'says by a JSON Schema what it takes', trouble: checkSchema(bench.tool.inputSchema)?.message ?? null },
  ];
  if (WITHOUT_PROGRAM.includes(profile.adapter)) return asked;
  if (profile.code !== null)
    return [
      ...asked,
      {
        promise: 'gives outputs or a failure, and executes none of what it is given',
        trouble: await givesAnEnd(bench),
      },
      { promise: 'ends when it is stopped, and leaves no process', trouble: await leavesNothing(bench) },
    ];
  return [
    ...asked,
    { promise: 'passes what it is given on as it is, and executes none of it', trouble: await passesOn(bench) },
    { promise: 'ends when it is stopped, and leaves no process', trouble: await endsWhenStopped(bench) },
  ];
};
