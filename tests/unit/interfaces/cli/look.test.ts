/** Commands that only look: which run they take, and what they tell of it. */
import { describe, expect, test } from 'vitest';
import { ws } from './command-line.ts';
import { bad, good, half } from './runs.ts';
import { aScene, newest } from './scene.ts';

const { home, define, log } = aScene();

describe('picking a run', () => {
  test('the beginning of an id is enough', async () => {
    const said = await ws(['status', 'ba', '--json'], await home({ runs: [bad, good] }));
    expect(JSON.parse(said.out)).toMatchObject({ run: 'bad01' });
  });

  test('a beginning that several runs share is refused with their names', async () => {
    const runs = [
      { ...good, id: 'aa1' },
      { ...good, id: 'aa2' },
    ];
    const said = await ws(['status', 'aa'], await home({ runs }));
    expect(said.code).toBe(2);
    expect(said.err).toContain('aa2, aa1');
  });

  test('an unknown id is refused', async () => {
    expect((await ws(['status', 'zz'], await home({ runs: [good] }))).code).toBe(2);
  });

  test('without any run the refusal says how to start one', async () => {
    const said = await ws(['status'], await home());
    expect(said.code).toBe(2);
    expect(said.err).toContain('ws run <file>');
  });
});

describe('looking', () => {
  test('status --json has the keys of the contract, and a row for blocked steps too', async () => {
    const said = await ws(['status', '--json'], await home({ runs: [half] }));
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
      'waits',
      'question',
    ];
    expect(document['steps']).toMatchObject([
      { id: 'fetch', status: 'succeeded' },
      { id: 'build', status: 'blocked' },
      { id: 'ship' },
    ]);
    for (const step of document['steps'] as object[]) expect(Object.keys(step)).toEqual(stepKeys);
  });

  test('status says that nobody drives an unfinished run', async () => {
    const said = await ws(['status'], await home({ runs: [half] }));
    expect(said.out).toContain('go on with: ws resume half1');
  });

  test('status of a run that somebody drives says nothing of going on', async () => {
    const at = await home({ runs: [half] });
    await at.hold('half1');
    expect((await ws(['status'], at)).out).not.toContain('ws resume');
  });

  test('list --json is an array, newest first', async () => {
    const said = await ws(['list', '--json'], await home({ runs: [bad, good] }));
    expect(JSON.parse(said.out)).toMatchObject([
      { run: 'good1', status: 'succeeded' },
      { run: 'bad01', status: 'failed' },
    ]);
  });

  test('list filters by status, and --quiet prints ids alone', async () => {
    const said = await ws(['list', '--status', 'failed', '--quiet'], await home({ runs: [bad, good] }));
    expect(said.out).toBe('bad01\n');
  });

  test('events --after prints only what came later', async () => {
    const said = await ws(['events', 'half1', '--after', '2', '--json'], await home({ runs: [half] }));
    expect(
      said.out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { seq: number }).seq),
    ).toEqual([3, 4]);
  });

  test('events --follow ends when nobody drives the run', async () => {
    const said = await ws(['events', 'half1', '-f'], await home({ runs: [half] }));
    expect(said.code).toBe(0);
    expect(said.out).toContain('step.succeeded');
  });

  test('logs of one step are what it wrote, byte for byte', async () => {
    log({ run: 'half1', step: 'fetch', attempt: 1 }, 'stdout', 'größe\n');
    log({ run: 'half1', step: 'fetch', attempt: 1 }, 'stderr', 'warning\n');
    const at = await home({ runs: [half] });
    expect((await ws(['logs', 'half1', 'fetch'], at)).out).toBe('größe\nwarning\n');
    expect((await ws(['logs', 'half1', 'fetch', '--stderr'], at)).out).toBe('warning\n');
  });

  test('logs of an unknown step name the one that was meant', async () => {
    const said = await ws(['logs', 'half1', 'fetsh'], await home({ runs: [half] }));
    expect(said.code).toBe(2);
    expect(said.err).toContain('Did you mean "fetch"?');
  });

  test('logs --follow of a finished step ends', async () => {
    log({ run: 'half1', step: 'fetch', attempt: 1 }, 'stdout', 'done\n');
    const at = await home({ runs: [half] });
    await at.hold('half1');
    const said = await ws(['logs', 'half1', 'fetch', '-f'], at);
    expect(said.out).toBe('done\n');
  });

  test('show tells the story: steps, outputs, checkpoints, the failure and the end of its log', async () => {
    log({ run: 'bad01', step: 'build', attempt: 1 }, 'stderr', 'cannot find module\n');
    const said = await ws(['show', 'bad01'], await home({ runs: [bad] }));
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

  test('diff prints what a step changed', async () => {
    define({ fetch: 'echo one > fetched.txt', build: 'echo "a line" > built.txt' });
    const at = await home();
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    expect((await ws(['diff', id, 'build'], at)).out).toMatch(/^\+a line$/m);
    const stat = (await ws(['diff', id, 'build', '--stat'], at)).out;
    expect(stat).toContain('built.txt | 1 +');
    expect(stat).not.toContain('fetched.txt');
  });

  test('diff of a run without a branch says so', async () => {
    const at = await home({ runs: [{ id: 'new01', happenings: half.happenings.slice(0, 1) }] });
    const said = await ws(['diff', 'new01'], at);
    expect(said.code).toBe(1);
    expect(said.err).toContain('run new01 has no branch yet');
  });
});
