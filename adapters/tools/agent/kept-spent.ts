/** What the attempts of a step have spent so far, written down beside its home so that the death of ws forgets nothing. */
import { replaceAnew } from '../../../core/state/sqlite/own-file.ts';
import { readOwn } from '../../machine/own-folder.ts';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { documentOf, numberIn, textIn } from './json-of-line.ts';
import { usageSource } from '../../../core/usage.ts';
import type { AgentUsage } from './event.ts';
import { NOTHING_SPENT, type Spent } from './meter.ts';

const fileOf = (home: string, dialect: string): string => `${home}.${dialect}.spent.json`;

const usageIn = (value: JsonObject): AgentUsage => ({
  ...{ model: textIn(value, 'model') || null, input: numberIn(value, 'input'), output: numberIn(value, 'output') },
  ...{ cached: numberIn(value, 'cached'), reasoning: numberIn(value, 'reasoning') },
  costUsd: numberIn(value, 'costUsd'),
});

/** As it was written before ws counted anything itself, too. */
const sourceIn = (value: JsonObject): Spent['source'] =>
  usageSource(value['source']) ?? (value['isComputed'] === true ? 'computed' : 'reported');

/** Nothing where no attempt was before, or it cannot be read. */
export const loadSpent = (home: string, dialect: string): Spent => {
  const value = documentOf(readOwn(fileOf(home, dialect)));
  if (value === null) return NOTHING_SPENT;
  const session = isJsonObject(value['session']) ? usageIn(value['session']) : null;
  return {
    ...{ ...usageIn(value), tokens: numberIn(value, 'tokens') },
    ...{ calls: numberIn(value, 'calls') ?? 0, source: sourceIn(value), session },
  };
};

/** Best effort: what cannot be written is counted once less, and the work goes on. */
export const saveSpent = (home: string, dialect: string, spent: Spent): void => {
  const file = fileOf(home, dialect);
  try {
    replaceAnew(file, JSON.stringify(spent));
  } catch {
    // A full disk ends the work soon enough.
  }
};
