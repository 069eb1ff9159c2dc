/** What is written down for an attempt, and that it is all the attempt needs. */
import { expect, test } from 'vitest';
import { createAttemptFiles } from '../../../../adapters/machine/attempt-files.ts';
import { createProcesses } from '../../../../adapters/machine/processes.ts';
import { worktreeFiles } from '../../../../adapters/machine/worktree-files.ts';
import { describeTool } from '../../../../adapters/tools/descriptions.ts';
import { createProgram } from '../../../../adapters/tools/process/program.ts';
import { shippedTools } from '../../../../interfaces/house/tools/house-tools.ts';
import { NO_SURROUNDINGS } from '../../../../adapters/tools/agent/surroundings.ts';
import { createTools } from '../../../../adapters/tools/registry.ts';
import { createShell } from '../../../../adapters/tools/shell/shell.ts';
import type { Input } from '../../../../core/engine/decide.ts';
import { LocalDispatcher, type LocalDispatcherParts } from '../../../../core/engine/local-dispatcher.ts';
import { orderAttempt } from '../../../../core/engine/order-attempt.ts';
import { instant, runId, stepId, toolId } from '../../../../core/id.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { createMask } from '../../../../core/masking.ts';
import type { AttemptOrder } from '../../../../core/order.ts';
import { err, ok } from '../../../../core/result.ts';
import type { ToolAdapter } from '../../../../core/tool.ts';
import { beginRun, fold } from '../../../../core/state/fold.ts';
import type { RunState } from '../../../../core/state/run-state.ts';
import type { Step, Workstream } from '../../../../core/workstream.ts';
import { DEFAULT_PLUGIN_SETTINGS, openPlugins } from '../../../../error/engine/plugins/plugin-set.ts';
import { createDiagnose } from '../../../../interfaces/house/diagnose.ts';
import { renderTemplate } from '../../../../schema/liquid.ts';
import { checkJson } from '../../../../schema/json-schema.ts';
import { after } from '../../../rig/run.ts';
import { aPlan, aStep, aWorkstream } from '../../../rig/step.ts';
import { openAt, repositoryAt, temporary } from '../../adapters/git/rig.ts';
import { UNLIMITED } from '../../../../core/usage.ts';

const RUN = runId('r1');
const attempt = { run: RUN, step: stepId('work'), attempt: 1 };

const NAME = { type: 'string', description: null, required: true, default: null, options: [] } as const;

/** A run of a step that needs another, whose outputs it is given. */
const runOf = (over: Partial<Step>, more: Partial<Workstream> = {}, name = 'Ada'): RunState => {
  const plan = aPlan(
    aWorkstream([aStep('before'), aStep('work', ['before'], over)], { inputs: { name: NAME }, ...more }),
  );
  const frame = { run: RUN, at: instant(1), correlationId: RUN, causationId: null };
  const options = { inputs: { name }, concurrency: null, source: null, base: 'HEAD', inherits: null };
  const created = { type: 'run.created', workstream: plan.workstream, planHash: plan.hash, options } as const;
  const run = beginRun({ ...created, ...frame, seq: 1 }, plan);
  const before = { ...frame, step: stepId('before'), attempt: 1 };
  fold(run, { ...frame, type: 'run.started', base: 'b', branch: 'ws/test/r1', seq: 2 });
  fold(run, { ...before, type: 'step.readied', attempt: null, seq: 3 });
  fold(run, { ...before, type: 'step.started', seq: 4 });
  fold(run, { ...before, type: 'step.succeeded', outputs: { n: 3 }, exitCode: 0, checkpoint: null, seq: 5 });
  return run;
};

const WORK: Partial<Step> = {
  with: {
    run: 'echo "n=${{ steps.before.outputs.n }}" >> "$WS_OUTPUT"; test "$WHO" = Ada; test -f "$WS_INPUT"; test "$TOKEN$OTHER" = hush',
  },
  env: { WHO: '${{ inputs.name }}' },
  input: { of: '${{ steps.before.outputs.n }}' },
  access: 'read',
  acceptance: [
    { kind: 'run', script: 'test "$WHO" = "${{ inputs.name }}" && test "$PLACE" = here' },
    { kind: 'file', path: 'a.txt' },
  ],
  outputs: { type: 'object', required: ['n'] },
};

/** What a failure is taken for where nobody has set anything. */
const diagnose = createDiagnose({
  clock: { now: () => instant(1_000) },
  plugins: () => openPlugins(DEFAULT_PLUGIN_SETTINGS),
  filesIn: () => () => false,
  severities: {},
  wasOomKilled: () => false,
});

/** The end of an attempt that is made of an order and nothing else. */
const endOf = async (order: AttemptOrder, over: Partial<LocalDispatcherParts> = {}): Promise<Input | undefined> => {
  const root = temporary();
  repositoryAt(root);
  const workspace = await openAt(root, RUN);
  const processes = createProcesses({ graceMs: 100 });
  const shell = createShell(processes);
  const heard: Input[] = [];
  const dispatcher = new LocalDispatcher({
    worktrees: { at: async () => ok(workspace) },
    shell,
    cache: null,
    artifacts: { keep: async () => ok([]), pathOf: () => '/' },
    repository: root,
    holdings: async () => err('nothing is held here'),
    tools: createTools(shippedTools('/').profiles, { shell, processes, surroundings: NO_SURROUNDINGS }),
    runProgram: createProgram(processes),
    inbox: { push: (input) => void heard.push(input) },
    env: { PATH: process.env['PATH'] ?? '', PLACE: 'here' },
    secrets: { TOKEN: 'hush', OTHER: 'of another run' },
    mask: (text) => text,
    secretIn: () => null,
    files: createAttemptFiles(root),
    worktreeFiles,
    checkJson,
    renderText: async (template) => renderTemplate(template),
    failpoint: () => undefined,
    diagnose: () => Promise.reject(new Error('nobody asks what went wrong')),
    breakers: { admit: () => Promise.reject(new Error('nobody guards it')) },
    verdictOf: () => ({ kind: 'unknown' }),
    isOfAccount: () => false,
    digest: (text) => text,
    account: {
      refusal: () => null,
      watch: () => ({ used: () => undefined, setAside: UNLIMITED, end: () => undefined }),
    },
    ...over,
  });
  dispatcher.dispatch(order);
  await dispatcher.idle();
  processes[Symbol.dispose]();
  return heard.findLast(({ kind }) => kind === 'outcome');
};

test('an order names the secrets of all steps and of its own, and no other', () => {
  const order = orderAttempt(
    runOf({ ...WORK, secrets: ['MINE', 'TOKEN'] }, { secrets: ['TOKEN'] }),
    attempt,
    describeTool,
  );
  expect(order.secrets).toEqual(['TOKEN', 'MINE']);
});

test.each([
  ['an output', { word: 'hush-hush-hush' }],
  ['an encoded output', { word: btoa('hush-hush-hush') }],
  ['a name of an output', { 'hush-hush-hush': 1 }],
])('a secret in %s fails the attempt, which names the secret', async (_where, outputs) => {
  const { mask, secretIn } = createMask(['hush-hush-hush'], ['TOKEN']);
  const giving: ToolAdapter = {
    id: toolId('shell'),
    title: 'Gives',
    inputSchema: {},
    describe: () => ({ access: 'read', sandbox: 'off', breakers: [], script: null }),
    check: () => Promise.resolve({ available: true, version: null, hint: '' }),
    execute: () => Promise.resolve(ok({ outputs, exitCode: 0 })),
  };
  const tools = { find: () => giving, all: () => [giving] };
  const end = await endOf(orderAttempt(runOf({}), attempt, describeTool), {
    tools,
    mask,
    secretIn,
    diagnose,
  });
  expect(end).toMatchObject({ outcome: { result: { ok: false, error: { failure: { code: 'bad-output' } } } } });
  expect(JSON.stringify(end)).toContain('holds the value of the secret TOKEN');
  expect(JSON.stringify(end)).not.toContain('hush-hush-hush');
});

test('an order is JSON, and comes to the same end wherever it has been', async () => {
  const order = orderAttempt(runOf(WORK, { secrets: ['TOKEN'] }), attempt, describeTool);
  // That it compiles says that an order holds nothing but JSON.
  const document: JsonObject = order;
  const again = JSON.parse(JSON.stringify(document)) as AttemptOrder;
  expect(again).toEqual(order);
  const end = await endOf(order);
  expect(end).toMatchObject({ outcome: { result: { ok: true, value: { outputs: { n: '3' } } } } });
  expect(await endOf(again)).toEqual(end);
});

test('an order names secrets and holds no value of one', () => {
  const order = orderAttempt(runOf(WORK, { secrets: ['PATH'] }), attempt, describeTool);
  expect(order.secrets).toEqual(['PATH']);
  const text = JSON.stringify(order);
  expect(text).not.toContain(process.env['PATH']);
});

test.each<[string, Partial<Step>, JsonObject]>([
  ['what its tool says of itself', { access: null }, { access: 'shared', sandbox: 'off' }],
  ['what its step says', { access: 'read', sandbox: 'required' }, { access: 'read', sandbox: 'required' }],
])('an attempt goes by %s', (_, over, bounds) => {
  expect(orderAttempt(runOf(over), attempt, describeTool).work).toMatchObject(bounds);
});

test('a step that has fallen back is ordered as its alternative, and guarded by the breakers of both sayings', () => {
  const fallback = [{ tool: aStep('x').tool, with: { run: 'b' }, breakers: ['own'] }];
  const run = runOf({ with: { run: 'a' }, fallback });
  const step = run.steps[1];
  if (step !== undefined) step.recovery = { ...step.recovery, alternative: 1 };
  const ordered = orderAttempt(run, attempt, (tool, args) => {
    const described = describeTool(tool, args);
    return described === null ? null : { ...described, breakers: ['of the tool'] };
  });
  expect(ordered.breakers).toEqual(['own', 'of the tool']);
  expect(ordered.work).toMatchObject({ filled: { ok: true, value: { with: { run: 'b' } } } });
});

test('an order whose expressions cannot be worked out says why, and is an order all the same', () => {
  const { work } = orderAttempt(runOf(WORK, {}, 'Ada\0'), attempt, describeTool);
  expect(work).toMatchObject({ filled: { ok: false, error: { code: 'bad-input', pointer: '/env/WHO' } } });
});

test('the step that puts the branch back orders a rollback, and no tool', () => {
  const undoing = { type: 'run.compensating', cause: 'failed', order: 'success' } as const;
  const run = after(runOf({}, { onFailure: 'rollback' }), [undoing]);
  const order = orderAttempt(run, { ...attempt, step: stepId('ws.rollback') }, describeTool);
  expect(order.work).toEqual({ kind: 'rollback' });
});

test('the evidence that a tool gives with its failure is read for when to come again, and its secrets are masked', async () => {
  const failing: ToolAdapter = {
    id: toolId('shell'),
    title: 'A model',
    inputSchema: {},
    describe: () => ({ access: 'read', sandbox: 'off', breakers: [], script: null }),
    check: () => Promise.resolve({ available: true, version: null, hint: '' }),
    execute: () => {
      const failure = { code: 'tool-exit', status: 1, message: 'the model gave no answer' } as const;
      const http = { status: 429, headers: { 'Retry-After': '7' }, body: 'rate limit of key hush exceeded' };
      return Promise.resolve(err({ failure, evidence: { http, thrown: undefined } }));
    },
  };
  const end = await endOf(orderAttempt(runOf({}), attempt, describeTool), {
    tools: { find: () => failing, all: () => [failing] },
    mask: (text) => text.replaceAll('hush', '***'),
    diagnose,
  });
  const diagnosis = { code: 'rate-limited', retryAt: 8_000, message: 'HTTP 429: rate limit of key *** exceeded' };
  expect(end).toMatchObject({ outcome: { result: { ok: false, error: { diagnosis } } } });
});
