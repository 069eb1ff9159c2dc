/**
 * Which step takes ws down again and again. What killed it nobody can say afterwards; but a step that was at work at every
 * one of several deaths in a row, at the last one alone, and came to no end in between, is kept from doing it once more.
 */
import type { Recovery } from '../run.ts';

/** So many deaths in a row without an end of the step's own, and it is quarantined. */
const DEATHS_TO_QUARANTINE = 3;

/** Whether the step runs alone from now on, so that the next death has one culprit. */
export const isSuspect = ({ deaths }: Pick<Recovery, 'deaths'>): boolean => deaths >= DEATHS_TO_QUARANTINE - 1;

/** Whether a step with these deaths behind it, the newest included, is started no more. */
export const isPoison = (deaths: number): boolean => deaths >= DEATHS_TO_QUARANTINE;
