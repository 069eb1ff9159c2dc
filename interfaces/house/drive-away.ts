/** Has a run driven by a process of its own, which outlives who asks: `ws resume`, whose lock keeps it single. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { openOwnToAppend } from '../../adapters/machine/own-folder.ts';
import type { RunId } from '../../core/id.ts';
import type { House } from './house.ts';

export type DrivingAway = {
  readonly run: RunId;
  /** More of what `ws resume` is given. */
  readonly options: readonly string[];
  /** What starts `ws`: a program and its first arguments. */
  readonly program: readonly string[];
};

/** Where what a driver says beside its run is kept. */
export const driverLogOf = (stateDirectory: string, run: RunId): string =>
  join(stateDirectory, 'runs', run, 'driver.log');

/** Gives the process, which holds nobody up that ends before it. Its output goes to the log of the driver; it exits as `ws resume` does. */
export const driveAway = (
  { run, options, program }: DrivingAway,
  { stateDirectory, repository, env }: Pick<House, 'stateDirectory' | 'repository' | 'env'>,
): ChildProcess => {
  const [file = '', ...args] = program;
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const log = openOwnToAppend(stateDirectory, driverLogOf(stateDirectory, run));
  const driver = spawn(file, [...args, 'resume', run, '--quiet', ...options], {
    ...{ cwd: repository.root, env: given, detached: true, stdio: ['ignore', 'ignore', log] },
  });
  closeSync(log);
  driver.unref();
  return driver;
};
