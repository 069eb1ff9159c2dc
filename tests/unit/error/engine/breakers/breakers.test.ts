/** What one verdict makes of one breaker. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { BreakerVerdict } from '../../../../../core/breakers.ts';
import { instant } from '../../../../../core/id.ts';
import type { BreakerRow, BreakerStanding } from '../../../../../core/state/breaker-row.ts';
import { DEFAULT_BREAKER_SETTINGS as settings } from '../../../../../error/engine/breakers/breaker-settings.ts';
import { heard, isDue } from '../../../../../error/engine/breakers/breakers.ts';

const now = instant(1_700_000_000_000);
const slice = settings.windowMs / 10;

const works: BreakerVerdict = { kind: 'works' };
const unknown: BreakerVerdict = { kind: 'unknown' };
const fails: BreakerVerdict = { kind: 'fails', until: null, isLasting: false };
const lasts = (until: number | null): BreakerVerdict => ({
  kind: 'fails',
  until: until === null ? null : instant(until),
  isLasting: true,
});

const aRow = (standing: BreakerStanding, failures = 0, successes = 0, from: number = now): BreakerRow => ({
  name: 'aider',
  version: 7,
  turn: 3,
  standing,
  tallies: failures + successes === 0 ? [] : [{ from: instant(from), failures, successes }],
});
const closed: BreakerStanding = { state: 'CLOSED' };
const open: BreakerStanding = { state: 'OPEN', openedAt: instant(now - 10), reopensAt: instant(now + 10_000) };
const halfOpen: BreakerStanding = { state: 'HALF_OPEN', openedAt: instant(now - 100), reopensAt: instant(now - 1) };

const after = (row: BreakerRow, verdict: BreakerVerdict, isProbe = false): Promise<BreakerRow | null> =>
  heard(row, { verdict, isProbe, settings, now });
const openUntil = (at: number) => ({ turn: 4, standing: { state: 'OPEN', openedAt: now, reopensAt: instant(at) } });
const cooled = now + settings.coolDownMs;

describe('a closed breaker', () => {
  test.each([
    // failures and successes before, and whether one failure more opens it
    [3, 0, false],
    [4, 0, true],
    [4, 5, true],
    [4, 6, false],
    [6, 7, true],
    [6, 8, false],
    [0, 100, false],
  ])(
    'with %i failures and %i successes, hearing of one failure more, opens: %s',
    async (failures, successes, opens) => {
      const row = await after(aRow(closed, failures, successes), fails);
      expect(row?.standing.state).toBe(opens ? 'OPEN' : 'CLOSED');
      expect(row?.tallies.reduce((sum, tally) => sum + tally.failures, 0)).toBe(failures + 1);
      if (opens) expect(row).toMatchObject(openUntil(cooled));
      else expect(row?.turn).toBe(3);
    },
  );

  test('forgets what ended before the window', async () => {
    const old = aRow(closed, 4, 0, now - settings.windowMs);
    const row = await after(old, fails);
    expect(row?.standing).toEqual(closed);
    expect(row?.tallies).toEqual([{ from: now - (now % slice), failures: 1, successes: 0 }]);
    expect((await after(aRow(closed, 4, 0, now - settings.windowMs + 1), fails))?.standing.state).toBe('OPEN');
  });

  test('counts what a process whose clock runs a little ahead has written', async () => {
    expect((await after(aRow(closed, 4, 0, now + 5), fails))?.standing.state).toBe('OPEN');
  });

  test('keeps ten slices at most, however many calls end', async () => {
    let row = aRow(closed);
    for (let call = 0; call < 500; call++)
      row = (await heard(row, { verdict: works, isProbe: false, settings, now: instant(now + call * 977) })) ?? row;
    expect(row.tallies.length).toBeLessThanOrEqual(10);
    expect(row.standing).toEqual(closed);
  });

  test('opens at once for a failure that lasts, for as long as was said', async () => {
    expect(await after(aRow(closed, 0, 50), lasts(now + 3_600_000))).toMatchObject(openUntil(now + 3_600_000));
    expect(await after(aRow(closed), lasts(now + 5))).toMatchObject(openUntil(now + 5));
    expect(await after(aRow(closed), lasts(null))).toMatchObject(openUntil(cooled));
    expect(await after(aRow(closed), lasts(now - 5))).toMatchObject(openUntil(cooled));
  });

  test('learns nothing from a call that was cut short', async () => {
    expect(await after(aRow(closed, 4), unknown)).toBeNull();
  });
});

describe('an open breaker', () => {
  test('is not closed by a call that was let through before it opened, nor kept open longer', async () => {
    for (const verdict of [works, unknown, fails, lasts(null), lasts(now + 9_999)])
      expect(await after(aRow(open, 5), verdict)).toBeNull();
  });

  test('stays open longer when such a call is told that it will take longer', async () => {
    const row = await after(aRow(open, 5), lasts(now + 10_001));
    expect(row).toEqual(aRow({ ...open, reopensAt: instant(now + 10_001) }, 5));
  });

  test('is due when its time has come, or when the clock was put back since', () => {
    expect(isDue(open, instant(now + 9_999))).toBe(false);
    expect(isDue(open, instant(now + 10_000))).toBe(true);
    expect(isDue(open, instant(now - 30_000))).toBe(false);
    expect(isDue(open, instant(now - 3_600_000))).toBe(true);
  });
});

describe('a half-open breaker', () => {
  test('closes when the probe works, and what it did before is forgotten', async () => {
    expect(await after(aRow(halfOpen, 9), works, true)).toEqual({ ...aRow(closed), turn: 4 });
  });

  test('opens again when the probe fails, even for the first time', async () => {
    expect(await after(aRow(halfOpen), fails, true)).toMatchObject(openUntil(cooled));
    expect(await after(aRow(halfOpen), lasts(now + 77_000), true)).toMatchObject(openUntil(now + 77_000));
  });

  test('may be probed at once when nothing is known of the probe', async () => {
    const row = await after(aRow(halfOpen, 5), unknown, true);
    expect(row).toEqual({ ...aRow({ ...halfOpen, state: 'OPEN' }, 5), turn: 4 });
    expect(row?.standing.state === 'OPEN' && isDue(row.standing, now)).toBe(true);
  });

  test('listens to nobody but the probe', async () => {
    for (const verdict of [works, unknown, fails, lasts(null), lasts(now + 77_000)])
      expect(await after(aRow(halfOpen, 5), verdict)).toBeNull();
  });
});

test('opossum leaves no timer behind, and so no late change of mind', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  for (const verdict of [works, fails, lasts(null)]) {
    await after(aRow(closed, 4), verdict);
    await after(aRow(halfOpen, 4), verdict, true);
    expect(vi.getTimerCount()).toBe(0);
  }
});
