/** What steps want of pools: of those of their run, and of those of the machine. */
import type { Want } from '../claim.ts';
import type { Step, Workstream } from '../workstream.ts';

/** A mutex is a pool of one. */
const MUTEX = 'mutex ';

const ofMutex = ({ mutex }: Pick<Step, 'mutex'>): readonly Want[] =>
  mutex === undefined ? [] : [{ pool: `${MUTEX}${mutex.name}`, amount: 1, size: 1, overtaking: mutex.strict ? 0 : 1 }];

/** Of what a run has for itself, its mutexes among it: no two of its own steps wait for each other elsewhere. */
export const wantsInRun = (step: Step, { resources }: Pick<Workstream, 'resources'>): readonly Want[] => [
  ...Object.entries(step.resources ?? {}).flatMap(([pool, amount]): readonly Want[] => {
    const size = resources?.[pool];
    return size === undefined ? [] : [{ pool, amount, size, overtaking: size }];
  }),
  ...ofMutex(step),
];

/** Of what all runs of the machine share. */
export const wantsOfMachine = (
  step: Step,
  { resources }: Pick<Workstream, 'resources'>,
  pools: ReadonlyMap<string, number>,
): readonly Want[] => [
  ...Object.entries(step.resources ?? {}).flatMap(([pool, amount]): readonly Want[] => {
    const size = resources?.[pool] === undefined ? pools.get(pool) : undefined;
    return size === undefined ? [] : [{ pool, amount, size, overtaking: size }];
  }),
  ...ofMutex(step),
];
