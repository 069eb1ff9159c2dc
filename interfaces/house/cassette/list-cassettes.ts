/** What the cassettes of a repository hold, for who looks at them. */
import type { KeptCall } from '../../../adapters/tools/cassette/kept-call.ts';
import { openCassette, type Cassette } from '../../../adapters/tools/cassette/read.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import type { House } from '../house.ts';
import { recordingRuns } from './find-cassette.ts';
import { recordedBy } from './places.ts';

/** One cassette in a list; `problem` says why it cannot be replayed, null where it can. */
export type ListedCassette = {
  readonly run: string;
  readonly workstream: string | null;
  readonly at: string | null;
  readonly ws: string | null;
  readonly calls: number;
  readonly problem: string | null;
};

/** By run. */
export const listCassettes = (house: Pick<House, 'stateDirectory'>): readonly ListedCassette[] =>
  recordingRuns(house).map((run) => {
    const opened = openCassette(recordedBy(run, house));
    if (!opened.ok) return { run, workstream: null, at: null, ws: null, calls: 0, problem: opened.error };
    const { workstream, at, ws } = opened.value.head;
    const isWhole = [...opened.value.calls.values()].every(({ unkept }) => unkept === null);
    const problem = isWhole ? null : 'some of its calls could not be recorded';
    return { run, workstream, at, ws, calls: opened.value.calls.size, problem };
  });

/** One call as it is shown. */
export type ShownCall = {
  readonly step: string;
  /** Counts from 1. */
  readonly try: number;
  readonly kind: KeptCall['call']['kind'];
  readonly tool: string;
  readonly version: string | null;
  readonly model: string | null;
  readonly isOk: boolean;
  /** The code of its failure, or why it was not kept; null where it is well. */
  readonly why: string | null;
  readonly files: readonly string[];
  readonly tookMs: number;
  /** What was asked: its script, prompt or words. */
  readonly asked: string;
};

const textIn = (given: JsonObject, key: string): string | null => {
  const value: Json = given[key] ?? null;
  return typeof value === 'string' ? value : null;
};

const askedOf = ({ with: given }: KeptCall['call']): string => {
  const argv = given['argv'];
  if (Array.isArray(argv)) return argv.join(' ');
  return textIn(given, 'prompt') ?? textIn(given, 'run') ?? JSON.stringify(given);
};

const shown = ({ call, result, unkept, version, files, tookMs }: KeptCall): ShownCall => ({
  ...{ step: call.step, try: call.tries + 1, kind: call.kind, tool: call.tool, version, model: call.model },
  ...{ isOk: result.ok && unkept === null, files: files.map(({ path }) => path), tookMs, asked: askedOf(call) },
  why: unkept ?? (result.ok ? null : (textIn(result.failure, 'code') ?? 'failed')),
});

const KINDS = ['tool', 'program', 'shell'] as const;

/** By step and try; what a step did stands before the checks on it. */
export const callsOf = ({ calls }: Pick<Cassette, 'calls'>): readonly ShownCall[] =>
  [...calls.values()]
    .map(shown)
    .toSorted(
      (one, other) =>
        one.step.localeCompare(other.step) ||
        one.try - other.try ||
        KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind),
    );
