/**
 * Undoes a dialect in one section of a text, in WebAssembly (undo.wat).
 *
 *   SCRATCH the section and what follows it │ 8 KiB as it reads │ 16 KiB its units, until 48 KiB
 */
import { remembered } from '../remembered.ts';
import type { Dialect } from './dialects.ts';
import { DIGIT, SCRATCH, theMachine } from './machine.ts';
import { UNDO } from './undo-code.ts';

/** A section ends here, or where what begins before ends. */
export const SECTION = 4096;
/** More than the longest thing that is read has, so that its end is the end of the text only where it is. */
const BEHIND = 2560;
const READS = SCRATCH + 8 * 1024;
const UNITS = SCRATCH + 16 * 1024;
/** For each unit: its place in the reading, how many bytes it is there, and its start and end in the text. */
export const UNIT = 4;

/** A section of a text without a dialect. */
export type Section = {
  /** Where the next one begins. */
  readonly until: number;
  /** Whether the text ends before it is known what stands there. */
  readonly isCut: boolean;
  /** As it reads; good until the next call. */
  readonly bytes: Uint8Array;
  /** How many places read differently. */
  readonly count: number;
  /** What those are, counted from the start of the section and of its reading. */
  readonly units: () => Int32Array;
};

/** Where the reading and its units go, and whether what the end cuts off is kept. */
type Targets = readonly [reads: number, units: number, keeps: number];

/** What undo.wat exports. */
type Code = {
  readonly undo: (...where: readonly [sign: number, at: number, until: number, end: number, ...to: Targets]) => number;
  readonly written: () => number;
  readonly units: () => number;
};

const only = remembered(1, (_name: 'undo') => {
  const machine = theMachine();
  // The cast cannot lie: undo.wat exports these.
  return { machine, code: machine.load(UNDO) as Code };
});

/** Reads the section of a text that begins at `at`. */
export const undo = (text: Uint8Array, at: number, { sign, isDropped }: Dialect, isLast: boolean): Section => {
  const { machine, code } = only('undo');
  const memory = machine.memory();
  const seen = text.subarray(at, at + SECTION + BEHIND);
  memory.set(seen, SCRATCH);
  memory[SCRATCH + seen.length] = DIGIT;
  const [until, end] = [SCRATCH + Math.min(SECTION, seen.length), SCRATCH + seen.length];
  const keeps = isLast && !isDropped ? 1 : 0;
  const stopped = code.undo(sign, SCRATCH, until, end, READS, UNITS, keeps);
  const isCut = stopped < 0;
  const units = (): Int32Array => {
    const all = new Int32Array(memory.buffer, UNITS, (code.units() - UNITS) / 4).slice();
    for (let unit = 0; unit < all.length; unit += UNIT) {
      all[unit] = (all[unit] ?? 0) - READS;
      all[unit + 2] = (all[unit + 2] ?? 0) - SCRATCH;
      all[unit + 3] = (all[unit + 3] ?? 0) - SCRATCH;
    }
    return all;
  };
  return {
    until: at + (isCut ? stopped + 1 + end : stopped) - SCRATCH,
    isCut,
    bytes: memory.subarray(READS, code.written()),
    count: (code.units() - UNITS) / 16,
    units,
  };
};
