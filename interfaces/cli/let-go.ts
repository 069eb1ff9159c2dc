/** Lets a process of its own drive a run, and says how to find it again. */
import { resolve } from 'node:path';
import type { RunId } from '../../core/id.ts';
import { driveAway, driverLogOf } from '../house/drive-away.ts';
import { eventJson } from '../house/event-json.ts';
import type { House } from '../house/house.ts';
import { observeRun } from '../house/observe-run.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import type { Session } from './session.ts';
import { tailLines } from './tail.ts';

/** What ends a driving within its first moments and is no fault of it: the run is over, or waits. */
const WELL_ENDED: ReadonlySet<number | null> = new Set([exitCode.ok, exitCode.failed, exitCode.waiting]);

/** This program, as it was started. */
export const ownProgram = (): readonly string[] => [process.execPath, resolve(process.argv[1] ?? '')];

/** Comes back once the driver has done something, or has ended. It stays with steps that are parked for hours: nobody waits for it. */
export const letGo = async ({ screen, json }: Session, house: House, run: RunId): Promise<ExitCode> => {
  const row = await house.store.run(run);
  const driver = driveAway({ run, options: ['--wait'], program: ownProgram() }, house);
  // Until it has begun, this process waits for it.
  driver.ref();
  const begun = new AbortController();
  const ended = new Promise<number | null>((done) => {
    driver.once('exit', done);
    driver.once('error', () => done(null));
  });
  const hasBegun = async (): Promise<'begun'> => {
    for await (const _ of observeRun({ run, after: row?.seq ?? 0, signal: begun.signal }, house)) break;
    return 'begun';
  };
  const first = await Promise.race([ended, hasBegun()]);
  begun.abort();
  driver.unref();
  if (first !== 'begun' && !WELL_ENDED.has(first)) {
    for (const line of tailLines(driverLogOf(house.stateDirectory, run), 20)) screen.complain(line);
    return first === exitCode.held ? exitCode.held : exitCode.usage;
  }
  if (json) for await (const event of house.store.events(run, 0)) screen.line(eventJson(event));
  else {
    screen.line(run);
    screen.note(`it goes on by itself. Watch it: ws attach ${run}; stop it: ws pause ${run}`);
  }
  return exitCode.ok;
};
