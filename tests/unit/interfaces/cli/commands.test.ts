/** Every command against a fake house: what it prints, asks for and exits with. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DriveEnd } from '../../../../interfaces/house/house.ts';
import { ws } from './command-line.ts';
import { planOf, workstreamOf } from './example.ts';
import { fakeHouse, homeless, type FakeRun, type FakeSettings } from './fake-house.ts';
import * as script from './script.ts';

// fetch → build → ship
const chain = workstreamOf({ fetch: [], build: ['fetch'], ship: ['build'] });
const { created, started, readied, begun, succeeded, failed, skipped, parked, runSucceeded, runFailed } = script;

const whole = ['fetch', 'build', 'ship'].flatMap((step) => [readied(step), begun(step), succeeded(step)]);
const good: FakeRun = { id: 'good1', happenings: [created(chain), started, ...whole, runSucceeded] };
const bad: FakeRun = {
  id: 'bad01',
  happenings: [
    created(chain),
    started,
    begun('fetch'),
    succeeded('fetch'),
    begun('build'),
    failed('build'),
    skipped('ship'),
    runFailed('build'),
  ],
};
const half: FakeRun = { id: 'half1', happenings: [created(chain), started, begun('fetch'), succeeded('fetch')] };
const asking: FakeRun = {
  id: 'ask01',
  happenings: [created(chain), started, begun('fetch'), parked('fetch'), { type: 'run.waiting' }],
};

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ws-cli-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const home = (settings: Omit<FakeSettings, 'root'> = {}) => fakeHouse({ root, ...settings });
const log = (step: string, attempt: number, file: 'stdout' | 'stderr', text: string): void => {
  mkdirSync(join(root, '.ws', 'logs', `${step}-${attempt}`), { recursive: true });
  writeFileSync(join(root, '.ws', 'logs', `${step}-${attempt}`, `${file}.log`), text);
};

describe('usage', () => {
  test('an unknown command names the one that was meant and exits with 2', async () => {
    const said = await ws(['stauts'], home().composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain('Did you mean one of stats, status?');
    expect(said.out).toBe('');
  });

  test.each([
    [['run'], 'name a workstream file'],
    [['run', 'x.json', '--concurrency', '0'], 'whole number from 1 on'],
    [['gc', '--older-than', 'soon'], 'duration such as'],
    [['graph', 'x.json', '--format', 'png'], 'Allowed choices'],
    [['status', '--nonsense'], 'unknown option'],
    [['list', '--status', 'sleeping'], 'Allowed choices'],
  ])('wrong usage %j exits with 2', async (argv, why) => {
    const said = await ws(argv, home().composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain(why);
  });

  test('help goes to stdout, tells the exit codes and exits with 0', async () => {
    const said = await ws(['--help'], home().composer);
    expect(said.code).toBe(0);
    expect(said.out).toContain('130');
    expect(said.err).toBe('');
  });

  test('outside a repository the refusal says what to do and exits with 2', async () => {
    const said = await ws(['list'], homeless(home().composer));
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toContain('not in a git repository');
    expect(said.err).toContain('git init');
  });
});

describe('run', () => {
  const plan = planOf(chain);
  const end: DriveEnd = { kind: 'finished', status: 'succeeded' };

  test('prints every event as one JSON line with the keys of the contract, the last one run.succeeded', async () => {
    const { composer } = home({ plan, drive: { happenings: [started, ...whole, runSucceeded], end } });
    const said = await ws(['run', 'example.json', '--json'], composer);
    const events = said.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(said.code).toBe(0);
    expect(events.map((event) => event['seq'])).toEqual([...events.keys()].map((place) => place + 1));
    for (const event of events)
      expect(Object.keys(event).slice(0, 6)).toEqual(['seq', 'at', 'type', 'run', 'step', 'attempt']);
    expect(events[0]).toMatchObject({ type: 'run.created', step: null, attempt: null });
    expect(events.at(-1)).toMatchObject({ type: 'run.succeeded' });
  });

  test('ends with a summary: steps, branch, how to look and how to merge', async () => {
    const { composer, asked } = home({ plan, drive: { happenings: [started, ...whole, runSucceeded], end } });
    const said = await ws(['run', 'example.json'], composer);
    expect(said.out).toMatch(/An example succeeded in \d+s {2}run n3w1/);
    for (const part of ['✔ fetch', 'ws/example/k3f9', 'ws diff n3w1', 'ws merge n3w1'])
      expect(said.out).toContain(part);
    expect(said.err).toContain('build  succeeded in 1.0s');
    expect(asked.closed).toBe(1);
  });

  test('a failure shows which step, why, the last 20 lines of its log and the next commands', async () => {
    log('build', 1, 'stdout', Array.from({ length: 30 }, (_, line) => `line ${line + 1}`).join('\n'));
    const happenings = [started, begun('build'), failed('build'), skipped('ship'), runFailed('build')];
    const { composer } = home({ plan, drive: { happenings, end: { kind: 'finished', status: 'failed' } } });
    const said = await ws(['run', 'example.json'], composer);
    expect(said.code).toBe(1);
    expect(said.out).toContain('build failed: The command ended with exit code 1.');
    expect(said.out.match(/│ line \d+/g)).toHaveLength(20);
    expect(said.out).toContain('│ line 11\n');
    expect(said.out).not.toContain('│ line 10\n');
    expect(said.out).toContain('ws logs n3w1 build');
    expect(said.out).toContain('ws retry n3w1');
  });

  test.each<[DriveEnd, number]>([
    [{ kind: 'finished', status: 'succeeded' }, 0],
    [{ kind: 'finished', status: 'failed' }, 1],
    [{ kind: 'finished', status: 'cancelled' }, 1],
    [{ kind: 'waiting' }, 3],
    [{ kind: 'paused', reason: 'request' }, 3],
    [{ kind: 'paused', reason: 'disk-full' }, 3],
    [{ kind: 'stopped' }, 130],
    [{ kind: 'held' }, 4],
    [{ kind: 'broken', message: 'the database is damaged' }, 1],
  ])('an end %j exits with %i', async (ended, code) => {
    const { composer } = home({ plan, drive: { happenings: [started], end: ended } });
    expect((await ws(['run', 'example.json'], composer)).code).toBe(code);
  });

  test('Ctrl-C says how to go on and exits with 130', async () => {
    const { composer } = home({ plan, drive: { happenings: [started, ...whole], end } });
    const said = await ws(['run', 'example.json'], composer, { stop: true });
    expect(said.code).toBe(130);
    expect(said.err).toContain('stopping; go on with: ws resume n3w1');
    expect(said.out).toContain('ws resume n3w1');
  });

  test('an invalid definition is told with its place, starts nothing and exits with 2', async () => {
    const { composer, asked } = home();
    const said = await ws(['run', 'bad.json'], composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain(
      '/repo/bad.json:2:3  /stpes  error  no key "stpes". Did you mean "steps"? (unknown-key)',
    );
    expect(asked.started).toEqual([]);
  });

  test('a dry run shows the plan and starts nothing', async () => {
    const { composer, asked } = home({ plan });
    const said = await ws(['run', 'example.json', '--dry-run'], composer);
    expect(said).toMatchObject({ code: 0 });
    expect(said.out).toContain('critical path (3 steps)  fetch → build → ship');
    expect(asked.started).toEqual([]);
  });

  test('inputs, base and concurrency reach the start; --input wins over --inputs', async () => {
    const none = { description: null, required: false, default: null, options: [] } as const;
    const inputs = { name: { type: 'string', ...none }, count: { type: 'number', ...none } } as const;
    writeFileSync(join(root, 'in.json'), '{"name":"file","count":7}');
    const { composer, asked } = home({ plan: planOf({ ...chain, inputs }), drive: { happenings: [], end } });
    const argv = ['run', 'e.json', '-i', 'name=line', '--inputs', 'in.json', '--base', 'v1', '--concurrency', '3'];
    await ws(argv, composer, { cwd: root });
    expect(asked.started).toMatchObject([
      { inputs: { name: 'line', count: 7 }, base: 'v1', concurrency: 3, source: join(root, 'e.json') },
    ]);
  });
});

describe('resume and retry', () => {
  test('resume goes on with the latest unfinished run, not with the latest', async () => {
    const { composer, asked } = home({ runs: [half, good], drive: { happenings: [], end: { kind: 'stopped' } } });
    await ws(['resume'], composer);
    expect(asked.calls).toEqual(['drive half1']);
  });

  test('resume --json tells only what happens from now on', async () => {
    const drive = { happenings: [runSucceeded], end: { kind: 'finished', status: 'succeeded' } } as const;
    const said = await ws(['resume', '--json'], home({ runs: [half], drive }).composer);
    expect(said.out.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(said.out)).toMatchObject({ seq: 5, type: 'run.succeeded' });
  });

  test('a run that somebody drives is left alone, exit 4', async () => {
    const { composer } = home({ runs: [half], driven: ['half1'], drive: { happenings: [], end: { kind: 'held' } } });
    const said = await ws(['resume'], composer);
    expect(said).toMatchObject({ code: 4, out: '' });
    expect(said.err).toContain('driven by another process');
  });

  test.each([
    ['good1', 0],
    ['bad01', 1],
  ])('resume of the finished run %s drives nothing and exits with %i', async (id, code) => {
    const { composer, asked } = home({ runs: [good, bad] });
    expect((await ws(['resume', id], composer)).code).toBe(code);
    expect(asked.calls).toEqual([]);
  });

  const change = { kind: 'changed', before: 'a: 1\nb: 2\n', after: 'a: 1\nb: 3\n', objections: [] } as const;

  test('a changed definition is refused with a diff', async () => {
    const { composer, asked } = home({ runs: [half], change });
    const said = await ws(['resume'], composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain('-b: 2\n+b: 3');
    expect(said.err).toContain('--accept-changes');
    expect(asked.calls).toEqual([]);
  });

  test('a changed definition of a run that somebody drives is not the point: exit 4', async () => {
    const { composer, asked } = home({ runs: [half], change, driven: ['half1'] });
    expect((await ws(['resume', '--accept-changes'], composer)).code).toBe(4);
    expect(asked.calls).toEqual([]);
  });

  test('--accept-changes takes the change in and drives', async () => {
    const { composer, asked } = home({ runs: [half], change, drive: { happenings: [], end: { kind: 'stopped' } } });
    await ws(['resume', '--accept-changes'], composer);
    expect(asked.calls).toEqual(['amend half1', 'drive half1']);
  });

  test('--accept-changes does not help where finished steps are concerned', async () => {
    const objections = ['step "fetch" has succeeded, and its script changed'];
    const { composer, asked } = home({ runs: [half], change: { ...change, objections } });
    const said = await ws(['resume', '--accept-changes'], composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain(objections[0]);
    expect(asked.calls).toEqual([]);
  });

  test('retry drives the new run', async () => {
    const { composer, asked } = home({ runs: [bad], drive: { happenings: [], end: { kind: 'stopped' } } });
    await ws(['retry', '--from', 'build'], composer);
    expect(asked.calls).toEqual(['retry bad01 build', 'drive r3tr']);
  });

  test('retry from a step that is none names the one that was meant', async () => {
    const { composer, asked } = home({ runs: [bad] });
    const said = await ws(['retry', '--from', 'biuld'], composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain('Did you mean "build"?');
    expect(asked.calls).toEqual([]);
  });

  test('retry of an unfinished run points to resume', async () => {
    const said = await ws(['retry'], home({ runs: [half] }).composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain('ws resume half1');
  });
});

describe('picking a run', () => {
  test('the beginning of an id is enough', async () => {
    const said = await ws(['status', 'ba', '--json'], home({ runs: [bad, good] }).composer);
    expect(JSON.parse(said.out)).toMatchObject({ run: 'bad01' });
  });

  test('a beginning that several runs share is refused with their names', async () => {
    const runs = [
      { ...good, id: 'aa1' },
      { ...good, id: 'aa2' },
    ];
    const said = await ws(['status', 'aa'], home({ runs }).composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain('aa1, aa2');
  });

  test('an unknown id is refused', async () => {
    expect((await ws(['status', 'zz'], home({ runs: [good] }).composer)).code).toBe(2);
  });

  test('without any run the refusal says how to start one', async () => {
    const said = await ws(['status'], home().composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain('ws run <file>');
  });
});

describe('looking', () => {
  test('status --json has the keys of the contract, and a row for blocked steps too', async () => {
    const said = await ws(['status', '--json'], home({ runs: [half] }).composer);
    const document = JSON.parse(said.out) as Record<string, unknown>;
    const keys = ['run', 'workstream', 'status', 'branch', 'worktree', 'startedAt', 'finishedAt', 'steps'];
    expect(Object.keys(document)).toEqual(expect.arrayContaining(keys));
    const stepKeys = [
      'id',
      'status',
      'attempts',
      'failures',
      'exitCode',
      'startedAt',
      'finishedAt',
      'checkpoint',
      'outputs',
      'failure',
    ];
    expect(document['steps']).toMatchObject([
      { id: 'fetch', status: 'succeeded' },
      { id: 'build', status: 'blocked' },
      { id: 'ship' },
    ]);
    for (const step of document['steps'] as object[]) expect(Object.keys(step)).toEqual(stepKeys);
  });

  test('status says that nobody drives an unfinished run', async () => {
    const said = await ws(['status'], home({ runs: [half] }).composer);
    expect(said.out).toContain('go on with: ws resume half1');
  });

  test('list --json is an array, newest first', async () => {
    const said = await ws(['list', '--json'], home({ runs: [bad, good] }).composer);
    expect(JSON.parse(said.out)).toMatchObject([
      { run: 'good1', status: 'succeeded' },
      { run: 'bad01', status: 'failed' },
    ]);
  });

  test('list filters by status, and --quiet prints ids alone', async () => {
    const said = await ws(['list', '--status', 'failed', '--quiet'], home({ runs: [bad, good] }).composer);
    expect(said.out).toBe('bad01\n');
  });

  test('events --after prints only what came later', async () => {
    const said = await ws(['events', 'half1', '--after', '2', '--json'], home({ runs: [half] }).composer);
    expect(
      said.out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { seq: number }).seq),
    ).toEqual([3, 4]);
  });

  test('events --follow ends when nobody drives the run', async () => {
    const said = await ws(['events', 'half1', '-f'], home({ runs: [half] }).composer);
    expect(said.code).toBe(0);
    expect(said.out).toContain('step.succeeded');
  });

  test('logs of one step are what it wrote, byte for byte', async () => {
    log('fetch', 1, 'stdout', 'größe\n');
    log('fetch', 1, 'stderr', 'warning\n');
    const { composer } = home({ runs: [half] });
    expect((await ws(['logs', 'half1', 'fetch'], composer)).out).toBe('größe\nwarning\n');
    expect((await ws(['logs', 'half1', 'fetch', '--stderr'], composer)).out).toBe('warning\n');
  });

  test('logs of an unknown step name the one that was meant', async () => {
    const said = await ws(['logs', 'half1', 'fetsh'], home({ runs: [half] }).composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain('Did you mean "fetch"?');
  });

  test('logs --follow of a finished step ends', async () => {
    log('fetch', 1, 'stdout', 'done\n');
    const said = await ws(['logs', 'half1', 'fetch', '-f'], home({ runs: [half], driven: ['half1'] }).composer);
    expect(said.out).toBe('done\n');
  });

  test('show tells the story: steps, outputs, checkpoints, the failure and the end of its log', async () => {
    log('build', 1, 'stderr', 'cannot find module\n');
    const said = await ws(['show', 'bad01'], home({ runs: [bad] }).composer);
    for (const part of [
      'fetch  succeeded',
      'files = 3',
      `checkpoint ${'c'.repeat(40)}`,
      'build failed',
      '│ cannot find module',
    ]) {
      expect(said.out).toContain(part);
    }
  });

  test('diff prints what the house gives', async () => {
    const { composer, asked } = home({ runs: [good] });
    expect((await ws(['diff', 'good1', 'build', '--stat'], composer)).out).toBe('+a line\n');
    expect(asked.calls).toEqual(['diff good1 build stat']);
  });
});

describe('steering', () => {
  test('cancel asks the driver', async () => {
    const { composer, asked } = home({ runs: [half], driven: ['half1'] });
    expect((await ws(['cancel'], composer)).code).toBe(0);
    expect(asked.signals).toEqual([{ run: 'half1', signal: { kind: 'cancel', by: 'ada', compensate: false } }]);
    expect(asked.calls).toEqual([]);
  });

  test('cancel of a run that nobody drives does it here and exits with 0', async () => {
    const happenings = [{ type: 'run.cancelling', by: 'ada', compensate: false }, { type: 'run.cancelled' }] as const;
    const drive = { happenings, end: { kind: 'finished', status: 'cancelled' } } as const;
    const { composer, asked } = home({ runs: [half], drive });
    expect((await ws(['cancel'], composer)).code).toBe(0);
    expect(asked.calls).toEqual(['drive half1']);
  });

  const cancelling = { type: 'run.cancelling', by: 'ada', compensate: false } as const;
  const undoing = { type: 'run.compensating', cause: 'failed' } as const;

  test('cancel can still ask for undoing while the run is being cancelled', async () => {
    const run: FakeRun = { id: 'half1', happenings: [...half.happenings, cancelling] };
    const { composer, asked } = home({ runs: [run], driven: ['half1'] });
    const said = await ws(['cancel', '--compensate'], composer);
    expect(said).toMatchObject({ code: 0, out: 'run half1 is asked to cancel, and to undo what succeeded\n' });
    expect(asked.signals).toMatchObject([{ signal: { kind: 'cancel', compensate: true } }]);
  });

  test.each([
    ['that was cancelled', [cancelling, { type: 'run.cancelled' } as const], 'can no longer be undone'],
    ['whose undoing is being cancelled', [undoing, cancelling], 'cannot be taken up again'],
  ] as const)('cancel refuses to undo a run %s', async (_, happenings, why) => {
    const run: FakeRun = { id: 'half1', happenings: [...half.happenings, ...happenings] };
    const { composer, asked } = home({ runs: [run], driven: ['half1'] });
    const said = await ws(['cancel', 'half1', '--compensate'], composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain(why);
    expect(asked.signals).toEqual([]);
  });

  test('cancel finds nothing to do where the run has been undone', async () => {
    const happenings = [...half.happenings, undoing, { type: 'run.failed', failed: [], message: 'm' } as const];
    const { composer } = home({ runs: [{ id: 'half1', happenings }] });
    expect((await ws(['cancel', 'half1', '--compensate'], composer)).code).toBe(0);
  });

  test('pause leaves no signal behind where nobody drives', async () => {
    const { composer, asked } = home({ runs: [half] });
    expect((await ws(['pause'], composer)).code).toBe(0);
    expect(asked.signals).toEqual([]);
  });

  test('an answer is left for the driver with its outputs', async () => {
    const { composer, asked } = home({ runs: [asking] });
    const said = await ws(['answer', 'ask', 'fetch', 'accept', '-o', 'n=3', '-o', 'why=all good'], composer);
    expect(said.code).toBe(0);
    const signal = { kind: 'answer', step: 'fetch', answer: 'accept', by: 'ada', outputs: { n: 3, why: 'all good' } };
    expect(asked.signals).toEqual([{ run: 'ask01', signal }]);
  });

  test.each([
    ['an answer that is not offered', ['answer', 'ask01', 'fetch', 'skip'], 'accept, reject'],
    ['an answer that is none', ['answer', 'ask01', 'fetch', 'maybe'], 'accept, reject'],
    ['a step that does not wait', ['answer', 'ask01', 'build', 'accept'], 'These do: fetch'],
    ['an output without a name', ['answer', 'ask01', 'fetch', 'accept', '-o', '=3'], 'name=value'],
  ])('%s is refused and leaves nothing', async (_, argv, why) => {
    const { composer, asked } = home({ runs: [asking] });
    const said = await ws(argv, composer);
    expect(said.code).toBe(2);
    expect(said.err).toContain(why);
    expect(asked.signals).toEqual([]);
  });

  test('merge refuses what has not succeeded, unless forced', async () => {
    const { composer, asked } = home({ runs: [bad] });
    expect((await ws(['merge'], composer)).code).toBe(1);
    expect(asked.calls).toEqual([]);
    expect((await ws(['merge', '--force', '--squash'], composer)).out).toContain('into main: 2 files');
    expect(asked.calls).toEqual(['merge bad01 squash']);
  });

  test('gc hands its policy on', async () => {
    const { composer, asked } = home();
    const said = await ws(['gc', '--older-than', '1d', '--keep', '0', '--dry-run'], composer);
    expect(asked.calls).toEqual([`collect ${JSON.stringify({ olderThanMs: 86_400_000, keep: 0, dryRun: true })}`]);
    expect(said.err).toContain('1 run would be removed');
  });

  test('audit verify exits with 1 where a chain is broken', async () => {
    expect((await ws(['audit', 'verify'], home({ runs: [good] }).composer)).code).toBe(0);
    const said = await ws(['audit', 'verify'], home({ runs: [good], auditProblem: 'event 3 was edited' }).composer);
    expect(said.code).toBe(1);
    expect(said.out).toContain('event 3 was edited');
  });
});

describe('files', () => {
  test('validate --json gives a document for every file and exits with 2', async () => {
    const said = await ws(['validate', 'a.json', 'b.yaml', '--json'], home().composer);
    expect(said.code).toBe(2);
    const diagnostic = { code: 'unknown-key', severity: 'error', line: 2, column: 3, pointer: '/stpes' };
    expect(JSON.parse(said.out)).toMatchObject({
      files: [
        { file: 'a.json', valid: false, diagnostics: [diagnostic] },
        { file: 'b.yaml', valid: false },
      ],
    });
  });

  test('validate of a good file exits with 0', async () => {
    const said = await ws(['validate', 'a.json'], home({ plan: planOf(chain) }).composer);
    expect(said).toMatchObject({ code: 0, out: '' });
    expect(said.err).toContain('a.json: 3 steps\n');
  });

  test('validate counts what is there to undo steps apart from them', async () => {
    const said = await ws(['validate', 'a.json'], home({ plan: { ...planOf(chain), ownCount: 2 } }).composer);
    expect(said.err).toContain('a.json: 2 steps and 1 compensation\n');
  });

  test('plan --json is the document of the contract', async () => {
    const said = await ws(['plan', 'a.json', '--json'], home({ plan: planOf(chain) }).composer);
    expect(JSON.parse(said.out)).toEqual({
      hash: 'a'.repeat(64),
      order: ['fetch', 'build', 'ship'],
      waves: [['fetch'], ['build'], ['ship']],
      criticalPath: ['fetch', 'build', 'ship'],
      compensations: [],
    });
  });

  test.each([
    ['mermaid', 's0 --> s1'],
    ['dot', '"fetch" -> "build";'],
    ['json', '"from": "fetch"'],
  ])('graph draws in %s', async (format, edge) => {
    expect((await ws(['graph', 'a.json', '--format', format], home({ plan: planOf(chain) }).composer)).out).toContain(
      edge,
    );
  });

  test('init writes the starter and never over a file that is there', async () => {
    const { composer } = home();
    expect((await ws(['init', 'x/hello.yaml'], composer, { cwd: root })).code).toBe(0);
    writeFileSync(join(root, 'x', 'hello.yaml'), 'mine');
    const said = await ws(['init', 'x/hello.yaml'], composer, { cwd: root });
    expect(said.code).toBe(2);
    expect(readFileSync(join(root, 'x', 'hello.yaml'), 'utf8')).toBe('mine');
  });

  test('-C is where relative files are looked for', async () => {
    const { composer } = home();
    await ws(['-C', root, 'init', 'hello.yaml'], composer, { cwd: '/' });
    expect(readFileSync(join(root, 'hello.yaml'), 'utf8')).toContain('version: 1');
  });
});

describe('doctor', () => {
  test('checks this machine and says how to mend what is missing', async () => {
    const said = await ws(['doctor', '--json'], home().composer);
    const { checks } = JSON.parse(said.out) as { checks: { name: string; state: string; mend: string | null }[] };
    expect(checks.map((check) => check.name)).toEqual(
      expect.arrayContaining([
        'ws',
        'node',
        'git',
        'sqlite',
        'sandbox',
        'starters',
        'sweep',
        'limits',
        'breakers',
        'repository',
        'state',
        'disk',
      ]),
    );
    for (const check of checks) expect(check.mend === null).toBe(check.state === 'ok');
  });

  test('a binding that cannot be loaded is a failure, and the repository is not opened', async () => {
    const { composer } = home();
    const broken = { ...composer, sqliteVersion: async () => ({ ok: false, error: 'no binary' }) as const };
    const said = await ws(['doctor'], broken);
    expect(said.code).toBe(1);
    expect(said.out).toContain('npm rebuild better-sqlite3');
    expect(said.out).not.toContain('repository');
  });
});
