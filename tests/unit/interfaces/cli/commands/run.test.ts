/** `ws run`: what it prints, starts and exits with. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitOfDrive } from '../../../../../interfaces/cli/exit-code.ts';
import type { DriveEnd } from '../../../../../interfaces/house/driving.ts';
import { err } from '../../../../../core/result.ts';
import type { Store } from '../../../../../core/store.ts';
import { git } from '../../../../rig/ws.ts';
import { ws } from '../command-line.ts';
import { aScene, eventsOf, newest, runCount } from '../scene.ts';

const { root, home, define } = aScene();
const chain = { fetch: 'true', build: 'echo built > built.txt', ship: 'true' };

describe('run', () => {
  test('prints every event as one JSON line with the keys of the contract, the last one run.succeeded', async () => {
    define(chain);
    const said = await ws(['run', 'example.json', '--json'], await home());
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
    define(chain);
    const at = await home();
    const said = await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    expect(said.out).toMatch(new RegExp(`An example succeeded in \\S+ {2}run ${id}`));
    for (const part of ['✔ fetch', `ws/example/${id}`, `ws diff ${id}`, `ws merge ${id}`])
      expect(said.out).toContain(part);
    expect(said.err).toMatch(/build {2}succeeded in \S+/);
    expect(at.closed()).toBe(1);
  });

  test('a failure shows which step, why, the last 20 lines of its log and the next commands', async () => {
    define({ build: "seq -f 'line %g' 30; exit 1", ship: 'true' });
    const at = await home();
    const said = await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    expect(said.code).toBe(1);
    expect(said.out).toContain('build failed: exited with code 1: line 30');
    expect(said.out.match(/│ line \d+/g)).toHaveLength(20);
    expect(said.out).toContain('│ line 11\n');
    expect(said.out).not.toContain('│ line 10\n');
    expect(said.out).toContain(`ws logs ${id} build`);
    expect(said.out).toContain(`ws retry ${id}`);
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
  ])('an end %j exits with %i', (end, code) => {
    expect(exitOfDrive(end)).toBe(code);
  });

  test('a run that waits for a person exits with 3, and asks once when it begins to wait and once at its end', async () => {
    define({}, { steps: [{ id: 'write', tool: 'manual', with: { prompt: 'Write the page' } }] });
    const said = await ws(['run', 'example.json'], await home());
    expect(said.code).toBe(3);
    const times = (text: string): number => text.split('Write the page').length - 1;
    expect([times(said.err), times(said.out)]).toEqual([1, 1]);
  });

  test('Ctrl-C says how to go on and exits with 130', async () => {
    define(chain);
    const at = await home();
    const said = await ws(['run', 'example.json'], at, { stop: true });
    const { id } = await newest(at.store);
    expect(said.code).toBe(130);
    expect(said.err).toContain(`stopping; go on with: ws resume ${id}`);
    expect(said.out).toContain(`ws resume ${id}`);
  });

  test.each([
    ['an append says so', () => Promise.resolve(err({ code: 'full', message: 'database or disk is full' } as const))],
    ['a write throws', () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }))],
  ])('a full disk pauses the run although even that cannot be written down: %s', async (_, refuse) => {
    define(chain);
    let isFull = false;
    const through = (store: Store): Store => ({
      ...store,
      append: (run, events) => {
        isFull ||= events.some(({ type }) => type === 'step.succeeded');
        return isFull ? refuse() : store.append(run, events);
      },
    });
    const at = await home({ through });
    const said = await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    expect(said.code).toBe(3);
    expect(said.err).toContain(`the disk is full. Make room, then: ws resume ${id}`);
  });

  test('an invalid definition is told with its place, starts nothing and exits with 2', async () => {
    const at = await home();
    writeFileSync(join(root(), 'bad.json'), '{\n  "stepps": [], "version": 1, "id": "a"}\n');
    const said = await ws(['run', 'bad.json'], at);
    expect(said.code).toBe(2);
    expect(said.err).toContain(
      `${root()}/bad.json:2:3  /stepps  error  unknown key "stepps". Did you mean "steps"? (unknown-key)`,
    );
    expect(await runCount(at.store)).toBe(0);
  });

  test('a dry run shows the plan and starts nothing', async () => {
    define(chain);
    const at = await home();
    const said = await ws(['run', 'example.json', '--dry-run'], at);
    expect(said).toMatchObject({ code: 0 });
    expect(said.out).toContain('critical path (3 steps)  fetch → build → ship');
    expect(await runCount(at.store)).toBe(0);
  });

  test('a plan shows what is inside of composites', async () => {
    const steps = [
      {
        id: 'test',
        foreach: ['a', 'b'],
        steps: [
          { id: 'unit', run: 'true' },
          { id: 'fix', needs: ['unit'], loop: { max: 3 }, run: 'true' },
        ],
      },
    ];
    writeFileSync(join(root(), 'nested.json'), JSON.stringify({ version: 1, id: 'nested', steps }));
    const said = await ws(['plan', 'nested.json'], await home());
    expect(said.out).toContain(
      [
        '  test  [for each of 2: 2 steps as one]',
        '    unit  [shell, beside others]',
        '    fix  [again, at most 3 rounds: shell, beside others]  needs unit',
      ].join('\n'),
    );
  });

  test('inputs, base and concurrency reach the start; --input wins over --inputs', async () => {
    define(chain, { inputs: { name: { type: 'string' }, count: { type: 'number' } } });
    git(root(), 'tag', 'v1');
    writeFileSync(join(root(), 'in.json'), '{"name":"file","count":7}');
    const at = await home();
    const argv = ['run', 'example.json', '-i', 'name=line', '--inputs', 'in.json', '--base', 'v1'];
    await ws([...argv, '--concurrency', '3'], at);
    const [first] = await eventsOf(at.store, (await newest(at.store)).id);
    const options = { inputs: { name: 'line', count: 7 }, base: 'v1', concurrency: 3 };
    expect(first).toMatchObject({ options: { ...options, source: 'example.json' } });
  });

  test.each([
    ['a base that is no commit', {}, ['--base', 'nowhere'], 'there is no commit "nowhere"'],
    ['a secret that is not set', { secrets: ['A_SECRET_OF_NOBODY'] }, [], 'the secret A_SECRET_OF_NOBODY is not set'],
  ])('%s starts nothing and exits with 2', async (_, more, argv, why) => {
    define(chain, more);
    const at = await home();
    const said = await ws(['run', 'example.json', ...argv], at);
    expect(said.code).toBe(2);
    expect(said.err).toContain(why);
    expect(await runCount(at.store)).toBe(0);
  });
});

describe('run --only', () => {
  const idsOf = async (at: Awaited<ReturnType<typeof home>>): Promise<readonly string[]> => {
    const { out } = await ws(['status', '--json'], at);
    return (JSON.parse(out) as { steps: { id: string }[] }).steps.map(({ id }) => id);
  };

  test('runs the step and what it needs, and nothing else', async () => {
    const outputs = { all: '${{ steps.ship.status }}', some: '${{ steps.build.status }}' };
    define(chain, { finally: [{ id: 'last', run: 'false' }], outputs });
    const at = await home();
    const said = await ws(['run', 'example.json', '--only', 'build'], at);
    expect(said.code).toBe(0);
    expect(await idsOf(at)).toEqual(['fetch', 'build']);
    expect(said.out).toMatch(/outputs +some = succeeded/);
  });

  test('a run of some steps is gone on with and retried as one of those', async () => {
    define({ ...chain, build: 'test -e ok' });
    const at = await home();
    expect((await ws(['run', 'example.json', '--only', 'build'], at)).code).toBe(1);
    define({ ...chain, build: 'true', ship: 'false' });
    expect((await ws(['retry'], at)).code).toBe(0);
    expect(await idsOf(at)).toEqual(['fetch', 'build']);
    define({ fetch: 'true' });
    const said = await ws(['retry', '--from', 'build'], at);
    expect(said.code).toBe(2);
    expect(said.err).toContain('there is no step "build"');
  });

  test.each([
    ['biuld', 'there is no step "biuld". Did you mean "build"?'],
    ['last', 'step "last" stands in finally'],
  ])('--only %s starts nothing', async (step, why) => {
    define(chain, { finally: [{ id: 'last', run: 'true' }] });
    const at = await home();
    const said = await ws(['run', 'example.json', '--only', step], at);
    expect(said).toMatchObject({ code: 2 });
    expect(said.err).toContain(why);
    expect(await runCount(at.store)).toBe(0);
  });
});

describe('run --id and --label', () => {
  test('the same id twice is one run, which is gone on with or said to be over', async () => {
    define(chain, { inputs: { name: { default: 'ada' } } });
    const at = await home();
    const argv = ['run', 'example.json', '--id', 'nightly-1'];
    expect((await ws(argv, at, { stop: true })).code).toBe(130);
    expect((await ws(argv, at)).code).toBe(0);
    const again = await ws(argv, at);
    expect(again.code).toBe(0);
    expect(again.err).toContain('run nightly-1 has succeeded already');
    expect((await newest(at.store)).id).toBe('nightly-1');
    expect(await runCount(at.store)).toBe(1);
    const other = await ws([...argv, '-i', 'name=bob'], at);
    expect(other.code).toBe(2);
    expect(other.err).toContain('there is a run nightly-1 already, of another workstream or with other inputs');
  });

  test('an id that no branch can have is refused', async () => {
    define(chain);
    const at = await home();
    for (const id of ['A', 'a..b', '../x', 'a.lock'])
      expect((await ws(['run', 'example.json', '--id', id], at)).code).toBe(2);
    expect(await runCount(at.store)).toBe(0);
  });

  test('labels find a run again, and stand in its status', async () => {
    define(chain);
    const at = await home();
    await ws(['run', 'example.json', '--label', 'ticket=42', '--label', 'who=a=b'], at);
    await ws(['run', 'example.json', '--id', 'other', '--label', 'ticket=43'], at);
    expect((await ws(['list', '--label', 'ticket=43', '-q'], at)).out).toBe('other\n');
    expect((await ws(['list', '--label', 'ticket=42', '--label', 'who=a=b', '--json'], at)).out).not.toContain('other');
    expect((await ws(['list', '--label', 'ticket=4'], at)).err).toContain('no run with --label ticket=4;');
    expect((await ws(['status', 'other'], at)).out).toMatch(/labels +ticket = 43/);
    expect((await ws(['run', 'example.json', '--label', 'ticket'], at)).code).toBe(2);
  });
});
