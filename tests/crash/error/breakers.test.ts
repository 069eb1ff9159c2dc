/** Breakers shared by real processes: how soon each sees a change, and what is left where one is killed. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { BreakerRow, BreakerRows } from '../../../core/state/breaker-row.ts';
import { openBreakerRows } from '../../../core/state/sqlite/breaker-rows.ts';
import { aFolder } from '../../unit/core/state/sqlite/scratch.ts';
import { startProgram, type Program } from '../core/state/program.ts';

const name = 'openai';

const aProcess = async (folder: string): Promise<Program> => {
  const program = startProgram('share-breaker', [folder, name]);
  expect(await program.line()).toBe('ready');
  return program;
};

type Line = { readonly word: string; readonly state: string; readonly at: bigint };

const read = async (program: Program): Promise<Line> => {
  const words = (await program.line())?.split(' ') ?? ['ended'];
  return { word: words[0] ?? '', state: words.at(-2) ?? '', at: BigInt(words.at(-1) ?? 0) };
};

/** The next line that begins so; others before it are passed over. */
const waitFor = async (program: Program, word: string): Promise<Line> => {
  for (;;) {
    const line = await read(program);
    if (line.word === word) return line;
    expect(['did', 'saw']).toContain(line.word);
  }
};

describe('three processes that share one breaker', () => {
  // Who does what, and the state that all must see then. 0, 1 and 2 change places each round.
  const round = [
    [0, 'trip', 'OPEN'],
    [1, 'probe', 'HALF_OPEN'],
    [1, 'fails', 'OPEN'],
    [2, 'probe', 'HALF_OPEN'],
    [2, 'works', 'CLOSED'],
  ] as const;

  /** The longest time, in milliseconds, from the beginning of a change to the moment the last process was told of it. */
  const slowest = async (rounds: number): Promise<number> => {
    const folder = aFolder();
    const processes = await Promise.all([0, 1, 2].map(() => aProcess(folder)));
    let worstMs = 0;
    for (let turn = 0; turn < rounds; turn++)
      for (const [who, word, state] of round) {
        const actor = processes[(who + turn) % 3];
        actor?.tell(word);
        const lines = await Promise.all(
          processes.map((each) => (each === actor ? Promise.all([read(each), read(each)]) : read(each))),
        );
        const all = lines.flat();
        const did = all.find((line) => line.word === 'did');
        const saw = all.filter((line) => line.word === 'saw');
        expect(saw.map((line) => line.state)).toEqual([state, state, state]);
        for (const { at } of saw) worstMs = Math.max(worstMs, Number(at - (did?.at ?? 0n)) / 1e6);
      }
    return worstMs;
  };

  test('see one state within 100 ms of its change, thirty times in a row', async () => {
    let worstMs = Infinity;
    // The machine may have been busy with something else: then again, from the start.
    for (let tries = 0; tries < 5 && worstMs >= 100; tries++) worstMs = await slowest(6);
    console.log(`the slowest of 30 changes was seen by all after ${worstMs.toFixed(1)} ms`);
    expect(worstMs).toBeLessThan(100);
  });
});

describe('a process that is killed while its call is the only one let through', () => {
  test('leaves a breaker that the next can try, ten times in a row', async () => {
    const folder = aFolder();
    const other = await aProcess(folder);
    other.tell('trip');
    await waitFor(other, 'did');
    const probers = await Promise.all(Array.from({ length: 10 }, () => aProcess(folder)));
    for (const prober of probers) {
      prober.tell('probe');
      await waitFor(prober, 'did');
      other.tell('probe');
      await waitForRefusal(other);
      await prober.kill();
    }
    other.tell('probe');
    await waitFor(other, 'did');
    other.tell('works');
    await waitFor(other, 'did');
    const [row] = await rowsIn(folder, (rows) => rows.read([name]));
    expect(row?.standing).toEqual({ state: 'CLOSED' });
  });

  test('and one that stands still keeps its right', async () => {
    const folder = aFolder();
    const [prober, other] = [await aProcess(folder), await aProcess(folder)];
    prober.tell('trip');
    await waitFor(prober, 'did');
    prober.tell('probe');
    await waitFor(prober, 'did');
    prober.signal('SIGSTOP');
    other.tell('probe');
    await waitForRefusal(other);
    prober.signal('SIGCONT');
    prober.tell('works');
    await waitFor(prober, 'did');
    other.tell('probe');
    await waitFor(other, 'did');
  });
});

const waitForRefusal = async (program: Program): Promise<void> => {
  for (;;) {
    const line = await read(program);
    if (line.word === 'refused') return;
    expect(line.word).toBe('saw');
  }
};

const rowsIn = async (
  folder: string,
  ask: (rows: BreakerRows) => ReturnType<BreakerRows['read']>,
): Promise<readonly BreakerRow[]> => {
  const opened = await openBreakerRows({ folder, failpoint: () => undefined });
  if (!opened.ok) throw new Error(opened.error);
  await using rows = opened.value;
  const read = await ask(rows);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};

describe('a process that is killed at a failpoint of a write', () => {
  /** What must be the same in every run: all but the moments. */
  const shape = (rows: readonly BreakerRow[]) =>
    rows.map(({ version, turn, standing, tallies }) => ({
      version,
      turn,
      state: standing.state,
      failures: tallies.reduce((sum, tally) => sum + tally.failures, 0),
    }));
  // The program's own output, which is the JSON of rows.
  const parsed = (line: string) => shape(JSON.parse(line) as readonly BreakerRow[]);

  test('leaves the state before the write or the one after it, whole, at every failpoint', async () => {
    const calmLines = await startProgram('write-breaker', [aFolder(), '0']).rest();
    expect(calmLines.at(-1)).toBe('done');
    // Each state once: some calls write nothing.
    const calm = [...new Set(calmLines.slice(0, -1).map((line) => JSON.stringify(parsed(line))))];
    let crashes = 0;
    for (let failpoint = 1; ; failpoint++) {
      const folder = aFolder();
      const said = await startProgram('write-breaker', [folder, String(failpoint)]).rest();
      if (said.at(-1) === 'done') break;
      crashes++;
      const last = calm.indexOf(JSON.stringify(parsed(said.at(-1) ?? '[]')));
      expect(last, `failpoint ${failpoint}`).toBeGreaterThanOrEqual(0);
      const database = new Database(join(folder, 'breakers.db'));
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      database.close();
      // Odd failpoints stand before a commit, even ones after it.
      const left = await rowsIn(folder, (rows) => rows.read(['a', 'b']));
      expect(JSON.stringify(shape(left)), `failpoint ${failpoint}`).toBe(calm[failpoint % 2 === 1 ? last : last + 1]);
      // And the next process goes on with it to the end.
      expect((await startProgram('write-breaker', [folder, '0']).rest()).at(-1)).toBe('done');
    }
    console.log(`${crashes} failpoints, each crashed at once`);
    expect(crashes).toBe(2 * (calm.length - 1));
  });
});
