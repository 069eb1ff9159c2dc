import { afterEach, expect, test, vi } from 'vitest';
import { instant } from '../../../../core/id.ts';
import { realChance } from '../../../../adapters/machine/chance.ts';
import { realClock } from '../../../../adapters/machine/clock.ts';
import { sha256 } from '../../../../adapters/machine/digest.ts';

afterEach(() => void vi.restoreAllMocks());

test('the clock tells the time of the wall', () => {
  expect(Math.abs(realClock().now() - Date.now())).toBeLessThan(60_000);
});

test('a jump of the wall clock does not reach a running clock', () => {
  const clock = realClock();
  const before = clock.now();
  vi.spyOn(Date, 'now').mockReturnValue(0);
  expect(clock.now()).toBeGreaterThanOrEqual(before);
});

test('a sleep does not end before its time', async () => {
  const clock = realClock();
  const at = instant(clock.now() + 20);
  await clock.sleepUntil(at, new AbortController().signal);
  expect(clock.now()).toBeGreaterThanOrEqual(at);
});

test('a sleep of years goes on until it is aborted', async () => {
  const clock = realClock();
  const controller = new AbortController();
  let ended = false;
  const asleep = clock.sleepUntil(instant(clock.now() + 2 ** 40), controller.signal).then(() => (ended = true));
  // A timer beyond the limit of setTimeout would have fired by the next millisecond.
  await clock.sleepUntil(instant(clock.now() + 10), new AbortController().signal);
  expect(ended).toBe(false);
  controller.abort();
  await asleep;
});

test('a sleep that is aborted before it starts ends at once', async () => {
  const clock = realClock();
  await clock.sleepUntil(instant(clock.now() + 2 ** 40), AbortSignal.abort());
});

test('ids are ten lower-case letters and digits, begin with a letter, and differ', () => {
  const chance = realChance();
  const ids = Array.from({ length: 1_000 }, () => chance.id());
  expect(ids.filter((id) => !/^[a-z][a-z0-9]{9}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(1_000);
});

test('the digest is SHA-256 of UTF-8 in hex', () => {
  expect(sha256('ö')).toBe('6dbd11fd012e225b28a5d94a9b432bc491344f3e92158661be2ae5ae2b8b1ad8');
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
