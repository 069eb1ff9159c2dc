/**
 * The mark that a process cannot lose with its environment: a number that the kernel keeps for it and hands to all that it starts.
 *
 * It is the soft limit on how long a realtime thread may run without a pause (RLIMIT_RTTIME). Forks, programs, sessions and new users
 * keep it, next to nothing sets it, and a number of this size (above 146,000 years) limits nobody. The hard limit stays as it is, so
 * that a ws inside of a step can give its own steps numbers of their own.
 */
import { createHash } from 'node:crypto';

/** What says that a limit is a mark at all, above the two halves of it. */
const SIGN = 1n << 62n;
const HALF_BITS = 31n;
const HALF = (1n << HALF_BITS) - 1n;

const SOFT_LIMIT = /^Max realtime timeout +(\d{19}) /m;

/** One `NAME=value` of an environment as half of a number. */
const halfOf = (mark: string): bigint => BigInt(createHash('sha256').update(mark).digest().readUInt32BE(0)) & HALF;

/** The number of whoever has these two in its environment. */
export const kernelMarkOf = (wide: string, narrow: string): string =>
  String(SIGN | (halfOf(wide) << HALF_BITS) | halfOf(narrow));

/** Whether a process with the limits in `limits` (of `/proc/<pid>/limits`) was started with `mark` as either of the two. */
export const isKernelMarked = (limits: string, mark: string): boolean => {
  const digits = SOFT_LIMIT.exec(limits)?.[1];
  if (digits === undefined) return false;
  const number = BigInt(digits);
  const half = halfOf(mark);
  return number >> 62n === 1n && (((number >> HALF_BITS) & HALF) === half || (number & HALF) === half);
};
