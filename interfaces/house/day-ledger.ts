/** What all runs of this machine have spent today: a file for each day (UTC) in the state of the machine, a line for each word. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { appendOwn, ownFolder, readOwn } from '../../adapters/machine/own-folder.ts';
import { machineStateFolder } from '../../adapters/machine/machine-state.ts';
import { NO_DAY, type DayLedger, type Spent } from '../../core/day-ledger.ts';
import { isJsonObject, type Json } from '../../core/json.ts';
import { tokensOf } from '../../core/usage.ts';
import type { House } from './house.ts';

const KEPT_DAYS = 31;

const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

const documentOf = (line: string): Json => {
  try {
    // JSON.parse gives JSON and nothing else.
    return JSON.parse(line) as Json;
  } catch {
    return null;
  }
};

const numberOf = (value: Json | undefined): number => (typeof value === 'number' && value > 0 ? value : 0);

/** The last word of each attempt counts; a line that its writer was killed over says nothing. */
const spentIn = (text: string): Spent => {
  const last = new Map<string, Spent>();
  for (const line of text.split('\n')) {
    const said = documentOf(line);
    if (!isJsonObject(said) || typeof said['of'] !== 'string') continue;
    last.set(said['of'], { costMicroUsd: numberOf(said['costMicroUsd']), tokens: numberOf(said['tokens']) });
  }
  let [costMicroUsd, tokens] = [0, 0];
  for (const spent of last.values()) {
    costMicroUsd += spent.costMicroUsd;
    tokens += spent.tokens;
  }
  return { costMicroUsd, tokens };
};

const forget = (folder: string): void => {
  const days = readdirSync(folder).filter((name) => /^\d{4}-\d\d-\d\d\.ndjson$/.test(name));
  for (const name of days.toSorted().slice(0, -KEPT_DAYS)) rmSync(join(folder, name), { force: true });
};

/** Opens it; where the machine keeps nothing, nothing is held. */
export const openDayLedger = (
  { env, clock, stateDirectory }: Pick<House, 'env' | 'clock' | 'stateDirectory'>,
  budget: DayLedger['budget'],
): DayLedger => {
  const machine = machineStateFolder(env);
  if (!machine.ok) return NO_DAY;
  const folder = join(machine.value, 'spent');
  const fileOf = (): string => join(folder, `${dayOf(clock.now())}.ndjson`);
  return {
    budget,
    spent: () => spentIn(readOwn(fileOf())),
    note: ({ run, step, attempt }, used) => {
      const said = { costMicroUsd: used.costMicroUsd, tokens: tokensOf(used) };
      // Runs of two repositories may have one name.
      const of = JSON.stringify([stateDirectory, run, step, attempt]);
      try {
        ownFolder(machine.value, folder);
        if (readOwn(fileOf()) === '') forget(folder);
        appendOwn(machine.value, fileOf(), `${JSON.stringify({ of, ...said })}\n`);
      } catch {
        // It is counted less; the work is done all the same.
      }
    },
  };
};
