/** What failed for good, and what can be learned of failures. */
import { expect, test } from 'vitest';
import { runId, stepId } from '../../../../core/id.ts';
import type { Home, WrittenRun } from '../home.ts';
import { ws } from './command-line.ts';
import { workstreamOf } from './example.ts';
import { aScene } from './scene.ts';
import * as script from './script.ts';

const chain = workstreamOf({ build: [], ship: ['build'] });
const { created, started, begun, failed, retrying, runFailed, skipped } = script;

const bad: WrittenRun = {
  id: 'bad01',
  happenings: [
    created(chain),
    started,
    begun('build'),
    retrying('build', 1, script.start),
    begun('build', 2),
    failed('build', 2),
    skipped('ship'),
    runFailed('build'),
  ],
};
const going: WrittenRun = { id: 'go001', happenings: [created(chain), started, begun('build'), failed('build')] };
const again: WrittenRun = {
  id: 'again',
  happenings: [created(chain, { inherits: { run: runId('bad01'), steps: [] } }), started],
};
const { home } = aScene();
const house = (...runs: readonly WrittenRun[]): Promise<Home> => home({ runs });

test('ws failures lists what failed for good, and what to do next', async () => {
  const said = await ws(['failures'], await house(bad, going));
  expect(said.code).toBe(0);
  expect(said.out).toMatch(
    /^RUN +STEP +WHEN +CODE +PLUGIN +MESSAGE\nbad01 +build +\S+ \S+ +tool-exit +The command ended/,
  );
  expect(said.out).not.toContain('go001');
  expect(said.out).toContain('ws retry bad01');
  expect(said.out).toContain('ws diagnostics bad01');
});

test('ws failures forgets a run that another has taken up; --all remembers everything', async () => {
  const said = await ws(['failures'], await house(bad, again));
  expect([said.out, said.err]).toEqual(['', expect.stringContaining('no open failures')]);
  const all = JSON.parse((await ws(['failures', '--all', '--json'], await house(bad, again))).out) as object[];
  expect(all).toMatchObject([
    { run: 'bad01', decision: 'escalate', retriedBy: 'again' },
    { run: 'bad01', decision: 'retry', retriedBy: 'again' },
  ]);
  expect((await ws(['failures', '--run', 'bad', '--all'], await house(bad, again))).out).toContain('taken up by again');
  expect((await ws(['failures', '--run', 'nobody'], await house(bad))).code).toBe(2);
  expect((await ws(['failures', '--since', 'soon'], await house(bad))).code).toBe(2);
});

const why =
  'read-only-violated: a.txt changed while nobody was at work that may write; with access: read there were build';
const found = { left: [], salvaged: 'refs/ws/x', unexplained: ['a.txt'], readers: [stepId('build')], trouble: null };
const violated: WrittenRun = {
  id: 'bad01',
  happenings: [
    ...[created(workstreamOf({ build: [] })), started, begun('build'), script.succeeded('build')],
    ...[{ type: 'run.tidied', upTo: 4, ...found } as const, { type: 'run.failed', failed: [], message: why } as const],
  ],
};

test('a run that failed though no step did is listed by who only read, and its status says why', async () => {
  expect((await ws(['failures'], await house(violated))).out).toMatch(
    /\nbad01 +build +\S+ \S+ +read-only-violated +read/,
  );
  expect((await ws(['failures'], await house(violated, again))).err).toContain('no open failures');
  expect((await ws(['status', 'bad01'], await house(violated))).out).toContain(why);
});

test('ws stats errors counts them', async () => {
  const said = await ws(['stats', 'errors'], await house(bad, going), { columns: 120 });
  expect(said.out).toMatch(/^3 failures of 2 steps in 2 runs/);
  expect(said.out).toMatch(/understood +0 % +0 of 3/);
  expect(said.out).toMatch(/fixes helped +– +0 of 0 tried/);
  expect(said.out).toMatch(/escalated +100 % +2 of 2/);
  expect(said.out).toMatch(/tool-exit +3 +2/);
  expect(said.out).toMatch(/example +build +3 +2/);
  expect(said.out).toMatch(/SIGNATURE[^\n]*\ntool-exit +3 +2 .* yes /);
  const document: unknown = JSON.parse((await ws(['stats', 'errors', '--json'], await house(bad))).out);
  expect(document).toMatchObject({
    ...{ failures: 2, matchRate: 0, fixRate: null, escalationRate: 1, signatureTtlMs: 86_400_000 },
    repeats: [{ signature: 'tool-exit', count: 2, isFresh: true }],
  });
});

test('ws stats errors says so where there is nothing to count', async () => {
  const said = await ws(['stats', 'errors'], await house());
  expect([said.code, said.out, said.err]).toEqual([0, '', 'no failures in the last 30d\n']);
});

test('ws status says in short what was decided, ws show tells each failure', async () => {
  const status = await ws(['status', 'bad01'], await house(bad));
  expect(status.out).toContain(
    '✖ build  The command ended with exit code 1.\n      escalate: no failure is forgiven\n',
  );
  const show = await ws(['show', 'bad01'], await house(bad));
  expect(show.out).toMatch(/↻ build {2}attempt 1: exit 1\n.*\n *→ try again at once, because: failure 1 of 3\n/);
  expect(show.out).toMatch(/✖ build {2}attempt 2: exit 1\n.*\n *→ give up: it is for people now, because: no failure/);
});
