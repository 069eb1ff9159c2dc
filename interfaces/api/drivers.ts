/**
 * Has runs driven, by processes of their own that outlive the server: `ws resume`, whose lock keeps each single.
 *
 *   D1. So many at a time; the others wait as they are, in the order in which they were asked for.
 *   D2. One that finds the run held for a moment, by somebody who only looked, is tried again.
 */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { openOwnToAppend } from '../../adapters/machine/own-folder.ts';
import type { RunId } from '../../core/id.ts';
import type { House } from '../house/house.ts';

export interface Drivers {
  /** Asks for it; who drives it already goes on. `accept`: a change of its file is taken in. */
  drive(run: RunId, wish?: { readonly accept: boolean }): void;
  /** How many are under way. */
  count(): number;
}

export const MOST_DRIVEN = 4;
const HELD = 4;
const TRIES = 5;
const PAUSE_MS = 200;

export type DriverParts = Pick<House, 'stateDirectory' | 'repository' | 'env'> & {
  /** What starts `ws`. */
  readonly program: readonly string[];
};

type Wanted = { readonly run: RunId; readonly accept: boolean; readonly tries: number };

/** Where what a driver says beside its run is kept. */
export const driverLogOf = (stateDirectory: string, run: RunId): string =>
  join(stateDirectory, 'runs', run, 'driver.log');

export const driversOf = ({ stateDirectory, repository, env, program }: DriverParts): Drivers => {
  const under = new Set<RunId>();
  const waiting: Wanted[] = [];
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const next = (): void => {
    while (under.size < MOST_DRIVEN) {
      const wanted = waiting.shift();
      if (wanted === undefined) return;
      start(wanted);
    }
  };
  const ended = ({ run, accept, tries }: Wanted, code: number | null): void => {
    under.delete(run);
    if (code === HELD && tries < TRIES) setTimeout(() => ask({ run, accept, tries: tries + 1 }), PAUSE_MS).unref(); // D2
    next();
  };
  const start = (wanted: Wanted): void => {
    const { run, accept } = wanted;
    const [file = '', ...args] = program;
    const log = openOwnToAppend(stateDirectory, driverLogOf(stateDirectory, run));
    const wish = accept ? ['--accept-changes'] : [];
    const driver = spawn(file, [...args, 'resume', run, '--quiet', ...wish], {
      ...{ cwd: repository.root, env: given, detached: true, stdio: ['ignore', 'ignore', log] },
    });
    closeSync(log);
    under.add(run);
    driver.once('error', () => ended(wanted, null));
    driver.once('exit', (code) => ended(wanted, code));
    driver.unref();
  };
  const ask = (wanted: Wanted): void => {
    if (under.has(wanted.run) || waiting.some(({ run }) => run === wanted.run)) return;
    waiting.push(wanted);
    next(); // D1
  };
  return {
    drive: (run, wish = { accept: false }) => ask({ run, accept: wish.accept, tries: 1 }),
    count: () => under.size,
  };
};
