/** A folder with a repository for each test, the definitions it writes there, and the home that it opens. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createAttemptFiles } from '../../../../adapters/machine/attempt-files.ts';
import type { RecordedEvent } from '../../../../core/event.ts';
import { runId, stepId } from '../../../../core/id.ts';
import type { RunRow } from '../../../../core/run-tables.ts';
import type { Store } from '../../../../core/store.ts';
import { makeFolder, makeRepository, removeFolder, writeFiles } from '../../../rig/ws.ts';
import { aHome, type Home, type HomeSettings } from '../home.ts';

export type Scene = {
  /** A repository; its path has a space. */
  readonly root: () => string;
  /** A folder in no repository. */
  readonly outside: () => string;
  readonly home: (settings?: HomeSettings) => Promise<Home>;
  /** Writes a definition: steps one after another, each a script of its own. */
  readonly define: (scripts: Readonly<Record<string, string>>, more?: object) => void;
  /** Writes the log of an attempt of a run that was written by hand. */
  readonly log: (
    at: { readonly run: string; readonly step: string; readonly attempt: number },
    file: 'stdout' | 'stderr',
    text: string,
  ) => void;
};

/** Sets it up before each test and clears it away. */
export const aScene = (): Scene => {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder('ws clí ');
    makeRepository(join(folder, 'repo'));
  });
  const homes: Home[] = [];
  afterEach(async () => {
    for (const home of homes.splice(0)) await home[Symbol.asyncDispose]();
    removeFolder(folder);
  });
  const root = (): string => join(folder, 'repo');
  return {
    root,
    outside: () => folder,
    home: async (settings = {}) => {
      const home = await aHome(root(), settings);
      homes.push(home);
      return home;
    },
    define: (scripts, more = {}) => {
      const ids = Object.keys(scripts);
      const steps = ids.map((id, place) => ({ id, needs: ids.slice(place - 1, place), run: scripts[id] }));
      const document = { version: 1, id: 'example', title: 'An example', steps, ...more };
      writeFiles(root(), { 'example.json': document });
    },
    log: ({ run, step, attempt }, file, text) => {
      const paths = createAttemptFiles(join(root(), '.git', 'ws')).paths({
        run: runId(run),
        step: stepId(step),
        attempt,
      });
      writeFiles('/', { [paths[file]]: text });
    },
  };
};

/** The newest run; throws where there is none. */
export const newest = async (store: Store): Promise<RunRow> => {
  const [run] = await store.runs({ statuses: null, workstream: null, limit: 1 });
  if (run === undefined) throw new Error('there is no run');
  return run;
};

export const runCount = async (store: Store): Promise<number> =>
  (await store.runs({ statuses: null, workstream: null, limit: 1000 })).length;

/** All events of a run. */
export const eventsOf = async (store: Store, run: string): Promise<readonly RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.events(runId(run), 0)) events.push(event);
  return events;
};

export const typesOf = async (store: Store, run: string): Promise<readonly string[]> =>
  (await eventsOf(store, run)).map(({ type }) => type);

/** The signals that wait for a run. */
export const signalsOf = async (store: Store, run: string): Promise<readonly unknown[]> =>
  (await store.signals(runId(run))).map(({ signal }) => signal);

/** The definition that {@link Scene.define} wrote, as text. */
export const definition = (root: string): string => readFileSync(join(root, 'example.json'), 'utf8');
