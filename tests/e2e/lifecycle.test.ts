/** A run from its first event to its merge: stopped, cancelled, resumed, answered, retried. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mkfifoSync } from '../rig/fifo.ts';
import {
  eventsIn,
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  startWs,
  writeFiles,
  ws,
  wsJson,
  type StatusJson,
} from '../rig/ws.ts';

/** Opened gates. */
const writers: number[] = [];
let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => {
  for (const writer of writers.splice(0)) closeSync(writer);
  removeFolder(folder);
});

const define = (workstream: object): void =>
  writeFiles(repository, { 'w.json': { version: 1, id: 'life', ...workstream } });
const statusOf = (run: readonly string[] = []): Promise<StatusJson> =>
  wsJson<StatusJson>(repository, ['status', ...run]);
const stepOf = (status: StatusJson, id: string) => status.steps.find((step) => step.id === id);
const lastTypeIn = (stdout: string) => eventsIn(stdout).at(-1)?.type;

/** A step that begins, and then reads a line from a pipe before it ends. */
const gated = (id: string, gate: string, more: object = {}) => ({
  id,
  run: `read -r line < '${gate}'; echo "$line" > ${id}.txt`,
  ...more,
});
const makeGate = (): string => {
  const gate = join(folder, 'gate');
  mkfifoSync(gate);
  return gate;
};
/** Opens the gate for one reader. It stays open until the test is over: what nobody has read goes with the last writer. */
const open = (gate: string): void => {
  const writer = openSync(gate, constants.O_RDWR);
  writers.push(writer);
  writeSync(writer, 'go\n');
};
const isStarted = (line: string, step: string): boolean =>
  line.includes('"step.started"') && line.includes(`"${step}"`);

describe('ws run', () => {
  test('prints its events as they are committed and ends with the one that says how it ended', async () => {
    define({
      steps: [
        { id: 'a', run: 'echo n=5 >> "$WS_OUTPUT"' },
        { id: 'b', needs: ['a'], run: 'test "${{ steps.a.outputs.n }}" = 5' },
      ],
      outputs: { n: '${{ steps.a.outputs.n }}' },
    });
    const ended = await ws(repository, ['run', 'w.json', '--json']);
    expect(ended.code, ended.stderr).toBe(0);
    const events = eventsIn(ended.stdout);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    expect(events.map(({ type }) => type)).toEqual([
      ...['run.created', 'run.started', 'step.readied', 'step.started', 'step.succeeded'],
      ...['step.readied', 'step.started', 'step.succeeded', 'run.succeeded'],
    ]);
    expect(events.at(-1)).toMatchObject({ outputs: { n: '5' } });
  });

  test('exits 1 when a step fails, and says which, why, and what to do', async () => {
    define({
      steps: [
        { id: 'a', run: 'echo the reason >&2; exit 3' },
        { id: 'b', needs: ['a'], run: 'true' },
      ],
    });
    const ended = await ws(repository, ['run', 'w.json']);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/a failed[\s\S]*the reason[\s\S]*ws retry/);
    const status = await statusOf();
    expect(stepOf(status, 'a')).toMatchObject({ status: 'failed', exitCode: 3, failure: { code: 'tool-exit' } });
    expect(stepOf(status, 'b')).toMatchObject({ status: 'skipped', attempts: 0 });
  });

  test('retries as often as it is told', async () => {
    define({
      steps: [{ id: 'a', retry: { limit: 2, backoff: { initial: '1ms', max: '1ms' } }, run: 'test "$WS_ATTEMPT" = 3' }],
    });
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(0);
    expect(stepOf(await statusOf(), 'a')).toMatchObject({ status: 'succeeded', attempts: 3, failures: 2 });
  });

  test.each([
    ['a step that takes too long', { run: 'sleep 1000', timeout: '100ms' }, 'timeout'],
    [
      'outputs that do not fit their schema',
      { run: 'echo n=x >> "$WS_OUTPUT"', outputs: { type: 'object', properties: { n: { const: 'y' } } } },
      'bad-output',
    ],
    [
      'an acceptance command that fails',
      { run: 'true', acceptance: [{ run: 'test -e made.txt' }] },
      'acceptance-failed',
    ],
    ['an acceptance file that is missing', { run: 'true', acceptance: [{ file: 'made.txt' }] }, 'acceptance-failed'],
    [
      'a folder that leads out of the worktree',
      { run: 'ln -s / out; true', acceptance: [{ file: 'out/etc/passwd' }] },
      'acceptance-failed',
    ],
    ['a command that does not exist', { run: 'no-such-command-anywhere' }, 'tool-missing'],
    ['a step killed by a signal', { run: 'kill -9 $$' }, 'tool-signal'],
  ])('fails %s', async (_, step, code) => {
    define({ steps: [{ id: 'a', ...step }] });
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(1);
    expect(stepOf(await statusOf(), 'a')?.failure?.code).toBe(code);
  });

  test('takes inputs, hands values to scripts byte for byte, and runs none of them', async () => {
    define({
      inputs: { name: { type: 'string' } },
      steps: [{ id: 'a', run: 'printf %s "${{ inputs.name }}" > "got"; echo ${{ inputs.name }} > "split"' }],
    });
    const hostile = `$(touch pwned) \`touch pwned\` "; touch pwned; ' \\ * ü`;
    expect((await ws(repository, ['run', 'w.json', '--input', `name=${hostile}`])).code).toBe(0);
    const { branch } = await statusOf();
    expect(git(repository, 'show', `${branch}:got`)).toBe(hostile);
    expect(git(repository, 'ls-tree', '--name-only', branch)).not.toContain('pwned');
    const missing = await ws(repository, ['run', 'w.json']);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('--input name=');
  });

  test('keeps secrets out of every file it writes', async () => {
    const secret = 'canary-5f0c9a7e-secret-value';
    define({
      secrets: ['TOKEN'],
      steps: [
        {
          id: 'a',
          run: 'echo "got $TOKEN"; printf %s "$TOKEN" | base64; echo "t=$TOKEN" >> "$WS_OUTPUT"; echo "$TOKEN" >&2',
        },
        { id: 'b', needs: ['a'], run: 'echo "${{ steps.a.outputs.t }}"; exit 1' },
      ],
    });
    const ended = await ws(repository, ['run', 'w.json', '--json'], { env: { TOKEN: secret } });
    expect(ended.code).toBe(1);
    const found = execFileSync('grep', ['-rale', 'got', join(repository, '.git/ws')], { encoding: 'utf8' });
    expect(found).toContain('stdout.log');
    for (const needle of [secret, Buffer.from(secret).toString('base64').slice(0, 20)])
      expect(() => execFileSync('grep', ['-ralFe', needle, join(repository, '.git/ws')]), needle).toThrow();
    expect(ended.stdout + ended.stderr).not.toContain(secret);
    const unset = await ws(repository, ['run', 'w.json']);
    expect(unset.code).toBe(2);
    expect(unset.stderr).toContain('TOKEN');
  });

  test('passes on nothing of the environment that could run code', async () => {
    define({ steps: [{ id: 'a', run: 'env > env.txt' }] });
    await ws(repository, ['run', 'w.json'], {
      env: { NODE_OPTIONS: '--no-warnings', LD_PRELOAD: '', GIT_DIR: '/nowhere', OTHER_KEY: 'x' },
    });
    const seen = git(repository, 'show', `${(await statusOf()).branch}:env.txt`);
    expect(seen).not.toMatch(/^(NODE_OPTIONS|LD_PRELOAD|GIT_DIR|OTHER_KEY)=/m);
    expect(seen).toMatch(/^WS_RUN_ID=/m);
  });
});

describe('ws resume', () => {
  test('goes on after Ctrl-C, which costs the step no failure', async () => {
    const gate = makeGate();
    define({ steps: [{ id: 'a', run: 'echo a > a.txt' }, gated('b', gate, { needs: ['a'] })] });
    const running = startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line, child) => void (isStarted(line, 'b') && child.kill('SIGINT')),
    });
    const stopped = await running.ended;
    expect(stopped.code, stopped.stderr).toBe(130);
    expect((await statusOf()).status).toBe('paused');
    const resumed = startWs(repository, ['resume', '--json'], {
      onLine: (line) => void (isStarted(line, 'b') && open(gate)),
    });
    expect((await resumed.ended).code).toBe(0);
    expect(stepOf(await statusOf(), 'b')).toMatchObject({ status: 'succeeded', attempts: 2, failures: 0 });
    expect(stepOf(await statusOf(), 'a')).toMatchObject({ attempts: 1 });
  });

  test('asks before it repeats a step that says so', async () => {
    const gate = makeGate();
    define({ steps: [gated('deploy', gate, { onInterrupted: 'ask' })] });
    await startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line, child) => void (isStarted(line, 'deploy') && child.kill('SIGKILL')),
    }).ended;
    const asked = await ws(repository, ['resume', '--json']);
    expect(asked.code).toBe(3);
    expect(lastTypeIn(asked.stdout)).toBe('run.waiting');
    const { run } = await statusOf();
    expect((await ws(repository, ['answer', run, 'deploy', 'maybe'])).code).toBe(2);
    expect((await ws(repository, ['answer', run, 'deploy', 'skip'])).code).toBe(0);
    expect((await ws(repository, ['resume'])).code).toBe(0);
    expect(stepOf(await statusOf(), 'deploy')).toMatchObject({ status: 'skipped' });
  });

  test('refuses a changed definition with a diff, and takes it in where no finished step is concerned', async () => {
    const gate = makeGate();
    const of = (first: string, second: string) => ({
      steps: [{ id: 'a', run: first }, gated('b', gate, { needs: ['a'] }), { id: 'c', needs: ['b'], run: second }],
    });
    define(of('true', 'echo old > c.txt'));
    await startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line, child) => void (isStarted(line, 'b') && child.kill('SIGKILL')),
    }).ended;
    define(of('true', 'echo new > c.txt'));
    const refused = await ws(repository, ['resume']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/-.*echo old[\s\S]*\+.*echo new/);
    define(of('echo changed', 'echo new > c.txt'));
    const blocked = await ws(repository, ['resume', '--accept-changes']);
    expect(blocked.code).toBe(2);
    expect(blocked.stderr).toContain('"a" has finished');
    define(of('true', 'echo new > c.txt'));
    const accepted = startWs(repository, ['resume', '--accept-changes', '--json'], {
      onLine: (line) => void (isStarted(line, 'b') && open(gate)),
    });
    expect((await accepted.ended).code).toBe(0);
    expect(git(repository, 'show', `${(await statusOf()).branch}:c.txt`)).toBe('new');
    expect((await ws(repository, ['audit', 'verify'])).code).toBe(0);
  });

  test('keeps what a lost attempt left under a salvage ref', async () => {
    const gate = makeGate();
    define({
      steps: [
        { id: 'a', run: `echo half > half.txt; read -r line < '${gate}'; echo whole > whole.txt; rm -f half.txt` },
      ],
    });
    await startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line, child) =>
        void (isStarted(line, 'a') && killWhen(join(folder, '.local/state/ws/worktrees'), child)),
    }).ended;
    const resumed = startWs(repository, ['resume', '--json'], {
      onLine: (line) => void (isStarted(line, 'a') && open(gate)),
    });
    expect((await resumed.ended).code).toBe(0);
    const { run, branch } = await statusOf();
    expect(git(repository, 'show', `refs/ws/${run}/salvage/a/1:half.txt`)).toBe('half');
    expect(git(repository, 'show', `${branch}:whole.txt`)).toBe('whole');
  });
});

/** Kills once the step has left its half-done file. */
const killWhen = (worktrees: string, child: { kill: (signal: 'SIGKILL') => boolean }): void => {
  const isThere = readdirSync(worktrees, { recursive: true }).some((path) => String(path).endsWith('/half.txt'));
  if (isThere) child.kill('SIGKILL');
  else setImmediate(() => killWhen(worktrees, child));
};

describe('ws cancel and ws pause', () => {
  test('cancel ends a run that another process drives, and its finally steps still run', async () => {
    const gate = makeGate();
    define({
      steps: [gated('a', gate), { id: 'b', needs: ['a'], run: 'true' }],
      finally: [{ id: 'z', run: 'echo bye > bye.txt' }],
    });
    const asked: Promise<unknown>[] = [];
    const running = startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line) => void (isStarted(line, 'a') && asked.push(ws(repository, ['cancel']))),
    });
    const ended = await running.ended;
    await Promise.all(asked);
    expect(ended.code).toBe(1);
    expect(lastTypeIn(ended.stdout)).toBe('run.cancelled');
    const status = await statusOf();
    expect(status.steps.map(({ id, status: kind }) => `${id} ${kind}`)).toEqual([
      'a cancelled',
      'b cancelled',
      'z succeeded',
    ]);
  });

  /** up → test, with steps of every condition behind it; `test` waits at a gate, and `bad` fails where it is there. */
  const tearDowns = (gate: string) => [
    { id: 'up', run: 'echo up > up.txt' },
    gated('test', gate, { needs: ['up'] }),
    ...['always', 'cancelled', 'success', 'failure'].map((word) => ({
      id: word,
      needs: ['test'],
      if: `${word}()`,
      run: `echo ${word} > ${word}.txt`,
    })),
    { id: 'plain', needs: ['test'], run: 'echo plain > plain.txt' },
  ];
  const howEnded = async () => (await statusOf()).steps.map(({ id, status: kind }) => `${id} ${kind}`);

  test('cancel tears down by always() and cancelled(), after what it ended, and by nothing else', async () => {
    const gate = makeGate();
    define({ steps: tearDowns(gate) });
    const asked: Promise<unknown>[] = [];
    const running = startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line) => void (isStarted(line, 'test') && asked.push(ws(repository, ['cancel']))),
    });
    const ended = await running.ended;
    await Promise.all(asked);
    expect([ended.code, lastTypeIn(ended.stdout)]).toEqual([1, 'run.cancelled']);
    expect(await howEnded()).toEqual([
      'up succeeded',
      'test cancelled',
      'always succeeded',
      'cancelled succeeded',
      'success cancelled',
      'failure cancelled',
      'plain cancelled',
    ]);
    const files = git(repository, 'ls-tree', '--name-only', `${(await statusOf()).branch}`).split('\n');
    expect(files).toEqual(['README.md', 'always.txt', 'cancelled.txt', 'up.txt']);
  });

  test('failFast tears down by always(), cancelled() and failure(), and by nothing else', async () => {
    const gate = makeGate();
    const bad = {
      id: 'bad',
      needs: ['up'],
      access: 'read',
      run: `while ! test -s '${join(folder, 'begun')}'; do :; done; exit 1`,
    };
    const [up, ...rest] = tearDowns(gate);
    define({ failFast: true, concurrency: 4, steps: [up, bad, ...rest] });
    const running = startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line) => void (isStarted(line, 'test') && writeFiles(folder, { begun: 'yes' })),
    });
    const ended = await running.ended;
    expect([ended.code, lastTypeIn(ended.stdout)]).toEqual([1, 'run.failed']);
    expect(await howEnded()).toEqual([
      'up succeeded',
      'bad failed',
      'test cancelled',
      'always succeeded',
      'cancelled succeeded',
      'success cancelled',
      'failure succeeded',
      'plain cancelled',
    ]);
  });

  test('pause lets what runs come to its end and starts nothing more', async () => {
    const gate = makeGate();
    define({ steps: [gated('a', gate), { id: 'b', needs: ['a'], run: 'true' }] });
    const asked: Promise<unknown>[] = [];
    const running = startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line) => {
        if (isStarted(line, 'a')) asked.push(ws(repository, ['pause']));
        if (line.includes('"run.paused"')) open(gate);
      },
    });
    expect((await running.ended).code).toBe(3);
    expect((await statusOf()).steps.map(({ id, status: kind }) => `${id} ${kind}`)).toEqual([
      'a succeeded',
      'b blocked',
    ]);
    expect((await ws(repository, ['resume'])).code).toBe(0);
  });

  test('cancel ends a run that nobody drives', async () => {
    const gate = makeGate();
    define({ steps: [gated('a', gate)] });
    await startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line, child) => void (isStarted(line, 'a') && child.kill('SIGKILL')),
    }).ended;
    expect((await ws(repository, ['cancel'])).code).toBe(0);
    expect((await statusOf()).status).toBe('cancelled');
  });
});

describe('ws retry', () => {
  test('makes a new run that takes over what succeeded', async () => {
    define({
      steps: [
        { id: 'a', run: 'echo "$WS_RUN_ID" > a.txt; echo x=1 >> "$WS_OUTPUT"' },
        { id: 'b', needs: ['a'], run: 'test "${{ steps.a.outputs.x }}" = 2' },
      ],
    });
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(1);
    const first = await statusOf();
    define({
      steps: [
        { id: 'a', run: 'echo "$WS_RUN_ID" > a.txt; echo x=1 >> "$WS_OUTPUT"' },
        { id: 'b', needs: ['a'], run: 'test "${{ steps.a.outputs.x }}" = 1' },
      ],
    });
    expect((await ws(repository, ['retry', first.run])).code).toBe(0);
    const second = await statusOf();
    expect(second.run).not.toBe(first.run);
    expect(stepOf(second, 'a')).toMatchObject({ status: 'succeeded', attempts: 0 });
    expect(git(repository, 'show', `${second.branch}:a.txt`)).toBe(first.run);
    expect((await statusOf([first.run])).status).toBe('failed');
  });

  test('--from runs a step and what depends on it again', async () => {
    define({
      steps: [
        { id: 'a', run: 'echo "$WS_RUN_ID" > a.txt' },
        { id: 'b', needs: ['a'], run: 'echo "$WS_RUN_ID" > b.txt' },
        { id: 'c', needs: ['b'], run: 'true' },
      ],
    });
    await ws(repository, ['run', 'w.json']);
    const first = await statusOf();
    expect((await ws(repository, ['retry', first.run])).code).toBe(2);
    expect((await ws(repository, ['retry', first.run, '--from', 'b'])).code).toBe(0);
    const second = await statusOf();
    expect(second.steps.map(({ attempts }) => attempts)).toEqual([0, 1, 1]);
    expect(git(repository, 'show', `${second.branch}:a.txt`)).toBe(first.run);
    expect(git(repository, 'show', `${second.branch}:b.txt`)).toBe(second.run);
  });
});
