/** What happens when a step fails: read, decided on, fixed, fallen back from, waited for, asked about, undone. */
import { chmodSync, closeSync, constants, existsSync, openSync, readFileSync, symlinkSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mkfifoSync } from '../rig/fifo.ts';
import { eventsIn, git, makeFolder, makeRepository, removeFolder, startWs, writeFiles, ws, wsJson } from '../rig/ws.ts';

type Step = {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  readonly failures: number;
  readonly checkpoint: string | null;
  readonly outputs: Record<string, unknown> | null;
  readonly failure: {
    readonly code: string;
    readonly plugin: string | null;
    readonly message: string;
    readonly issues: readonly Record<string, unknown>[];
    readonly decision: { readonly kind: string; readonly reason: string };
  } | null;
};
type Status = {
  readonly run: string;
  readonly status: string;
  readonly branch: string;
  readonly worktree: string;
  readonly steps: readonly Step[];
};

let folder = '';
let repository = '';
let env: Record<string, string> = {};
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'répo sitory'), { 'src/a.py': 'import os\n', 'keep.txt': 'k\n' });
  env = { WS_MACHINE_STATE: join(folder, 'machine'), PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
});
afterEach(() => removeFolder(folder));

const SOON = { initial: '1ms', max: '1ms', jitter: 0 };
const define = (workstream: object): void =>
  writeFiles(repository, { 'w.json': { version: 1, id: 'mend', concurrency: 1, ...workstream } });
const run = () => ws(repository, ['run', 'w.json', '--json'], { env });
const statusOf = () => wsJson<Status>(repository, ['status'], { env });
const stepOf = (status: Status, id: string): Step => {
  const found = status.steps.find((step) => step.id === id);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
};
const diary = (): string => (existsSync(join(folder, 'diary')) ? readFileSync(join(folder, 'diary'), 'utf8') : '');
const note = (word: string): string => `echo ${word} >> '${join(folder, 'diary')}'`;
/** A promise that somebody else resolves. */
const signalOnce = (): { readonly promise: Promise<void>; readonly resolve: () => void } => {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
};
const decisionsIn = (stdout: string): readonly unknown[] =>
  eventsIn(stdout).flatMap((event) => ('decision' in event ? [(event.decision as { kind: string }).kind] : []));

/** Stands in for Ruff, which is in no registry at hand: prints what it prints, and fixes as the test says. */
const ruff = (fix: string): void => {
  writeFiles(folder, {
    'bin/ruff': `#!/bin/sh
if [ "$2" = --fix ]; then ${fix}; exit 0; fi
if grep -q '^import os' src/a.py; then
  echo 'src/a.py:1:8: F401 [*] \`os\` imported but unused'; echo 'Found 1 error.'; exit 1
fi`,
  });
  chmodSync(join(folder, 'bin/ruff'), 0o755);
};

describe('a failing step', () => {
  test('is told of with what was found, and why nothing more is done', async () => {
    ruff('true');
    define({ steps: [{ id: 'lint', run: 'ruff check .', fix: false }] });
    expect((await run()).code).toBe(1);
    expect(stepOf(await statusOf(), 'lint').failure).toEqual({
      code: 'check-failed',
      severity: 'error',
      plugin: 'ruff',
      signature: expect.stringMatching(/^check-failed\/ruff\/[0-9a-f]{12}$/) as unknown,
      message: 'Ruff: src/a.py:1:8 `os` imported but unused (F401)',
      issues: [
        {
          tool: 'ruff',
          path: 'src/a.py',
          line: 1,
          column: 8,
          code: 'F401',
          category: 'lint',
          severity: 'error',
          message: '`os` imported but unused',
        },
      ],
      decision: { kind: 'escalate', reason: 'no failure is forgiven (retry.limit is 0)' },
    });
    const shown = await ws(repository, ['show'], { env });
    expect(shown.stdout).toContain('src/a.py:1:8');
    expect(shown.stdout).toContain('no failure is forgiven');
  });

  test('is judged by what its checks say, not by what its tool talked about before', async () => {
    ruff('true');
    define({
      steps: [
        {
          id: 'code',
          fix: false,
          run: 'echo "lib/old.c:9:9: error: that was fixed long ago"',
          acceptance: [{ run: 'ruff check .' }],
        },
      ],
    });
    expect((await run()).code).toBe(1);
    expect(stepOf(await statusOf(), 'code').failure).toMatchObject({
      code: 'acceptance-failed',
      plugin: 'ruff',
      issues: [{ path: 'src/a.py', line: 1 }],
    });
  });

  test('tells its next attempt what to mend, by file and by expression; its first is told nothing', async () => {
    define({
      steps: [
        {
          id: 'code',
          retry: { limit: 1, backoff: SOON },
          env: { BROKEN: '${{ failure.issues[0].path }}' },
          run: [
            `echo "[\${{ failure.message }}][$BROKEN]" >> '${join(folder, 'diary')}'`,
            `if [ -s "$WS_FAILURE" ]; then cp "$WS_FAILURE" '${join(folder, 'failure.json')}'; exit 0; fi`,
            'echo "src/x.mjs:3:7: error: it is broken" >&2; exit 3',
          ].join('\n'),
        },
      ],
    });
    expect((await run()).code).toBe(0);
    expect(diary()).toBe('[][]\n[file:line:column: src/x.mjs:3:7 it is broken][src/x.mjs]\n');
    expect(JSON.parse(readFileSync(join(folder, 'failure.json'), 'utf8'))).toMatchObject({
      code: 'check-failed',
      attempt: 1,
      issues: [{ path: 'src/x.mjs', line: 3, column: 7, message: 'it is broken' }],
    });
  });

  test('is not tried for ever: the same failure too often ends it at once, and says so', async () => {
    define({
      steps: [
        { id: 'a', retry: { limit: 50, backoff: SOON }, run: `${note('try')}; echo "a.c:1:1: error: no" >&2; exit 1` },
      ],
    });
    expect((await run()).code).toBe(1);
    expect(diary()).toBe('try\n'.repeat(4));
    expect(stepOf(await statusOf(), 'a').failure?.decision.reason).toMatch(/the same failure came 4 times in a row/);
  });

  test('that is forgiven by continueOnError is written down, and the run goes on', async () => {
    define({
      steps: [
        { id: 'a', run: 'exit 1', continueOnError: true },
        { id: 'b', needs: ['a'], run: 'true' },
      ],
    });
    expect((await run()).code).toBe(0);
    expect(stepOf(await statusOf(), 'a').failure?.decision.kind).toBe('log');
  });

  test('waits for a person where it says so, and starts anew when told', async () => {
    define({ steps: [{ id: 'login', onEscalated: 'ask', run: `test -f '${join(folder, 'token')}'` }] });
    expect((await run()).code).toBe(3);
    const waiting = await statusOf();
    expect(stepOf(waiting, 'login')).toMatchObject({ status: 'waiting', failure: { decision: { kind: 'ask' } } });
    writeFiles(folder, { token: 't' });
    await ws(repository, ['answer', waiting.run, 'login', 'again'], { env });
    expect((await ws(repository, ['resume'], { env })).code).toBe(0);
  });

  test('keeps secrets out of what is told of it', async () => {
    define({
      secrets: ['TOKEN'],
      steps: [{ id: 'a', run: 'echo "src/a.py:1:8: error: key $TOKEN refused" >&2; exit 1' }],
    });
    env['TOKEN'] = 'hunter22-hunter22';
    expect((await run()).code).toBe(1);
    const shown = JSON.stringify(await statusOf()) + (await ws(repository, ['events', '--json'], { env })).stdout;
    expect(shown).toContain('refused');
    expect(shown).not.toContain('hunter22');
  });
});

describe('a fix', () => {
  test('that helps is a checkpoint of its own, and the command is run again', async () => {
    ruff("sed -i '/^import os/d' src/a.py");
    define({
      steps: [
        { id: 'lint', access: 'read', run: `${note('lint')}; ruff check .` },
        { id: 'b', needs: ['lint'], run: 'true' },
      ],
    });
    const ended = await run();
    expect(ended.code, ended.stderr).toBe(0);
    expect(decisionsIn(ended.stdout)).toEqual(['fix']);
    const status = await statusOf();
    expect(stepOf(status, 'lint')).toMatchObject({ status: 'succeeded', attempts: 2, failures: 0 });
    expect(diary()).toBe('lint\nlint\n');
    expect(git(repository, 'log', '--format=%s', `main..${status.branch}`)).toBe('ws: Apply the safe fixes of Ruff');
    expect(git(repository, 'show', `${status.branch}:src/a.py`)).toBe('');
  });

  test('that does not help is taken back byte for byte', async () => {
    ruff('echo junk >> src/a.py; chmod +x keep.txt; rm -f left.txt; mkdir -p deep; echo x > deep/new.txt; git add -A');
    define({ steps: [{ id: 'lint', run: `echo left > left.txt; ruff check .` }] });
    expect((await run()).code).toBe(1);
    const { run: id, worktree, steps } = await statusOf();
    expect(steps[0]).toMatchObject({ attempts: 2, failure: { code: 'check-failed', decision: { kind: 'escalate' } } });
    // What its step has left is kept as it was before the fix, and put back in its turn.
    const kept = git(repository, 'diff', '--name-status', `refs/ws/${id}/head`, `refs/ws/${id}/salvage/lint/2`);
    expect(kept).toBe('A\tleft.txt');
    expect(git(worktree, 'status', '--porcelain', '--untracked-files=all')).toBe('');
  });

  test('of work that its checks refused mends that work: the tool is not run again, and its outputs stay', async () => {
    ruff("sed -i '/^import os/d' src/a.py");
    define({
      steps: [
        {
          id: 'code',
          access: 'exclusive',
          run: `${note('code')}; printf 'import os\\nx = 1\\n' > src/a.py; echo n=7 >> "$WS_OUTPUT"`,
          acceptance: [{ run: 'ruff check .' }],
        },
      ],
    });
    const ended = await run();
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const status = await statusOf();
    expect(diary()).toBe('code\n');
    expect(stepOf(status, 'code')).toMatchObject({ status: 'succeeded', attempts: 2, outputs: { n: '7' } });
    expect(git(repository, 'show', `${status.branch}:src/a.py`)).toBe('x = 1');
  });

  test('runs alone, although its step may run beside others', async () => {
    ruff("sed -i '/^import os/d' src/a.py");
    define({
      concurrency: 4,
      steps: [
        { id: 'lint', run: 'ruff check .' },
        ...['p', 'q', 'r'].map((id) => ({ id, run: `for i in 1 2 3 4 5 6; do echo $i > ${id}.txt; done` })),
      ],
    });
    const ended = await run();
    const events = eventsIn(ended.stdout);
    const fixed = events.findIndex(
      ({ type, step, attempt }) => type === 'step.started' && step === 'lint' && attempt === 2,
    );
    expect(ended.code, ended.stderr).toBe(0);
    const running = new Set<string>();
    for (const { type, step = '' } of events.slice(0, fixed)) {
      if (type === 'step.started') running.add(step);
      if (type === 'step.succeeded' || type === 'step.retrying') running.delete(step);
    }
    expect([...running]).toEqual([]);
  });

  test('of the real ESLint mends what it can', async () => {
    const modules = resolve(import.meta.dirname, '../../node_modules');
    writeFiles(repository, {
      'package.json': { name: 'x', type: 'module' },
      'eslint.config.mjs': 'export default [{ rules: { "no-var": "error" } }];\n',
      'src/x.mjs': 'var a = 1;\nexport { a };\n',
      '.gitignore': 'node_modules\n',
    });
    symlinkSync(modules, join(repository, 'node_modules'));
    git(repository, 'add', '-A');
    git(repository, 'commit', '-qm', 'js');
    define({
      steps: [
        { id: 'setup', run: `ln -s '${modules}' node_modules` },
        { id: 'lint', needs: ['setup'], run: 'npx --no-install eslint src' },
      ],
    });
    const ended = await run();
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const status = await statusOf();
    expect(git(repository, 'show', `${status.branch}:src/x.mjs`)).toBe('let a = 1;\nexport { a };');
  });
});

describe('alternatives', () => {
  test('are tried in order, each with its retries, when the step itself has failed for good', async () => {
    define({
      steps: [
        {
          id: 'a',
          retry: { limit: 1, backoff: SOON },
          run: `${note('own')}; exit 1`,
          fallback: [{ run: `${note('first')}; exit 2` }, { run: `${note('second')}; echo by=second >> "$WS_OUTPUT"` }],
        },
      ],
    });
    expect((await run()).code).toBe(0);
    expect(diary()).toBe('own\nown\nfirst\nfirst\nsecond\n');
    expect(stepOf(await statusOf(), 'a')).toMatchObject({ attempts: 5, failures: 4, outputs: { by: 'second' } });
  });

  test('must be tools that there are', async () => {
    define({ steps: [{ id: 'a', run: 'true', fallback: ['no-such-tool'] }] });
    const refused = await run();
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/w\.json:\d+:\d+ .*there is no tool "no-such-tool"/);
  });
});

describe('a circuit breaker', () => {
  const refused = 'echo "curl: (7) Failed to connect to 127.0.0.1 port 1: Connection refused" >&2; exit 7';

  test('that opens lets the step wait without losing a retry, and wakes it when it closes', async () => {
    const up = join(folder, 'up');
    define({
      steps: [
        {
          id: 'call',
          breaker: 'api',
          retry: { limit: 5, backoff: SOON },
          run: `${note('call')}; if [ -f '${up}' ]; then exit 0; fi; ${refused}`,
        },
      ],
    });
    const opened = signalOnce();
    const driven = startWs(repository, ['run', 'w.json', '--json'], {
      env,
      onLine: (line) => {
        if (line.includes('"breaker-open"')) opened.resolve();
      },
    });
    await opened.promise;
    const list = await wsJson<readonly { name: string; state: string }[]>(repository, ['breakers', 'list'], { env });
    expect(list).toMatchObject([{ name: 'api', state: 'OPEN', failures: 5 }]);
    writeFiles(folder, { up: '' });
    await ws(repository, ['breakers', 'reset', 'api'], { env });
    const ended = await driven.ended;
    expect(ended.code, ended.stderr).toBe(0);
    // Five failures opened it; the sixth call came only after it was closed.
    expect(diary()).toBe('call\n'.repeat(6));
    expect(stepOf(await statusOf(), 'call')).toMatchObject({ status: 'succeeded', failures: 5 });
  });

  test('that is open is gone round where there is an alternative', async () => {
    await ws(repository, ['breakers', 'trip', 'api', '--for', '10m'], { env });
    define({ steps: [{ id: 'call', breaker: 'api', run: note('never'), fallback: [{ run: note('other') }] }] });
    expect((await run()).code).toBe(0);
    expect(diary()).toBe('other\n');
    expect(stepOf(await statusOf(), 'call')).toMatchObject({ failures: 0, attempts: 2 });
  });
});

describe('compensation', () => {
  const steps = (last: string) => [
    { id: 'a', run: 'echo a > a.txt', compensate: `${note('undo-a')}; rm a.txt` },
    {
      id: 'b',
      needs: ['a'],
      run: 'echo b > b.txt',
      compensate: { run: `${note('undo-b')}; exit 1`, retry: { limit: 1, backoff: SOON } },
    },
    { id: 'c', needs: ['b'], run: 'echo c > c.txt', compensate: `${note('undo-c')}; rm c.txt` },
    { id: 'skipped', needs: ['c'], if: 'false', run: 'true', compensate: note('undo-skipped') },
    { id: 'd', needs: ['c'], run: last },
  ];

  test('undoes what succeeded, backwards; one that fails is told of, and the rest go on', async () => {
    define({ steps: steps('exit 1') });
    const ended = await run();
    expect(ended.code).toBe(1);
    expect(diary()).toBe('undo-c\nundo-b\nundo-b\nundo-a\n');
    const status = await statusOf();
    expect(status.status).toBe('failed');
    expect(stepOf(status, 'b.compensate')).toMatchObject({
      status: 'failed',
      failure: { decision: { kind: 'escalate' } },
    });
    expect(stepOf(status, 'a.compensate')).toMatchObject({ status: 'succeeded' });
    expect(git(repository, 'ls-tree', '--name-only', status.branch)).toBe('b.txt\nkeep.txt\nsrc');
    expect(eventsIn(ended.stdout).at(-1)).toMatchObject({ type: 'run.failed', failed: ['d'] });
    expect((await ws(repository, ['show'], { env })).stdout).toContain('skipped: there is nothing to undo');
    const planned = (await ws(repository, ['plan', 'w.json'], { env })).stdout;
    expect(planned).toMatch(/5 steps[^]*something to undo  skipped.compensate → c.compensate/);
  });

  test('begins with what succeeded last, wherever that stands in the plan', async () => {
    // a↶ ends after b↶ → c, which it waits for in the only way that no plan knows of
    const gate = join(folder, 'gate');
    mkfifoSync(gate);
    define({
      concurrency: 2,
      steps: [
        { id: 'a', access: 'read', run: `read -r line < '${gate}'`, compensate: note('undo-a'), timeout: '60s' },
        { id: 'b', access: 'read', run: 'true', compensate: note('undo-b') },
        { id: 'c', access: 'read', needs: ['b'], run: `echo go > '${gate}'` },
        { id: 'd', needs: ['a', 'c'], run: 'exit 1' },
      ],
    });
    expect((await run()).code).toBe(1);
    expect(diary()).toBe('undo-a\nundo-b\n');
  });

  test('goes on where it stood after kill -9', async () => {
    define({ steps: steps('exit 1') });
    const driven = startWs(repository, ['run', 'w.json', '--json'], {
      env,
      onLine: (line, child) => {
        if (line.includes('"step.succeeded"') && line.includes('"c.compensate"')) child.kill('SIGKILL');
      },
    });
    expect((await driven.ended).signal).toBe('SIGKILL');
    expect((await ws(repository, ['resume'], { env })).code).toBe(1);
    expect(
      diary()
        .split('\n')
        .filter((word) => word === 'undo-c'),
    ).toHaveLength(1);
    expect(stepOf(await statusOf(), 'a.compensate').status).toBe('succeeded');
  });

  test('of a cancelled run is done where it is asked for, and only there', async () => {
    for (const [wish, expected] of [
      [[], ''],
      [['--compensate'], 'undo-c\nundo-b\nundo-b\nundo-a\n'],
    ] as const) {
      define({ steps: steps('exec sleep 60') });
      const begun = signalOnce();
      const driven = startWs(repository, ['run', 'w.json', '--json'], {
        env,
        onLine: (line) => {
          if (line.includes('"step.started"') && line.includes('"d"')) begun.resolve();
        },
      });
      await begun.promise;
      await ws(repository, ['cancel', ...wish], { env });
      await driven.ended;
      expect((await statusOf()).status).toBe('cancelled');
      expect(diary()).toBe(expected);
    }
  });

  test('is done where it is asked for only while the run is being cancelled', async () => {
    const gate = join(folder, 'gate');
    mkfifoSync(gate);
    const last = { id: 'z', run: `read -r line < '${gate}'`, timeout: '60s' };
    define({ steps: steps('exec sleep 60'), finally: [last] });
    const begun = signalOnce();
    const finishing = signalOnce();
    const heard = signalOnce();
    const driven = startWs(repository, ['run', 'w.json', '--json'], {
      env,
      onLine: (line) => {
        if (line.includes('"step.started"') && line.includes('"d"')) begun.resolve();
        if (line.includes('"step.started"') && line.includes('"z"')) finishing.resolve();
        if (line.includes('"run.cancelling"') && line.includes('"compensate":true')) heard.resolve();
      },
    });
    await begun.promise;
    await ws(repository, ['cancel'], { env });
    await finishing.promise;
    expect((await ws(repository, ['cancel', '--compensate'], { env })).code).toBe(0);
    await heard.promise;
    const writer = openSync(gate, constants.O_RDWR);
    writeSync(writer, 'go\n');
    await driven.ended;
    closeSync(writer);
    expect((await statusOf()).status).toBe('cancelled');
    expect(diary()).toBe('undo-c\nundo-b\nundo-b\nundo-a\n');
    expect((await ws(repository, ['cancel', '--compensate'], { env })).code).toBe(0);
  });

  test('is followed by a rollback where the workstream asks for it; the work stays under a ref, and retry does it again', async () => {
    const token = join(folder, 'token');
    define({
      onFailure: 'rollback',
      steps: [
        { id: 'a', run: `${note('a')}; echo a > a.txt`, compensate: note('undo-a') },
        { id: 'b', needs: ['a'], run: `test -f '${token}'` },
      ],
    });
    expect((await run()).code).toBe(1);
    const status = await statusOf();
    expect(git(repository, 'rev-parse', status.branch)).toBe(git(repository, 'rev-parse', 'main'));
    expect(git(repository, 'log', '--format=%s', `main..refs/ws/${status.run}/rolled-back`)).toBe('ws: a');
    expect(stepOf(status, 'ws.rollback').status).toBe('succeeded');
    writeFiles(folder, { token: '' });
    expect((await ws(repository, ['retry'], { env })).code).toBe(0);
    expect(diary()).toBe('a\nundo-a\na\n');
    expect(git(repository, 'show', `${(await statusOf()).branch}:a.txt`)).toBe('a');
  });
});

test('the user’s own checkout is the same after all of it', async () => {
  ruff("sed -i '/^import os/d' src/a.py");
  const before = git(repository, 'status', '--porcelain');
  define({
    onFailure: 'rollback',
    steps: [
      { id: 'lint', run: 'ruff check .', compensate: 'true' },
      { id: 'b', needs: ['lint'], run: 'exit 1' },
    ],
  });
  await run();
  expect(readFileSync(join(repository, 'src/a.py'), 'utf8')).toBe('import os\n');
  expect(git(repository, 'status', '--porcelain').replace('?? w.json', '').trim()).toBe(before);
  expect(dirname(repository)).toBe(folder);
});
