/** The tape that stands between a run and all that it calls: none, one that keeps the calls, or one that gives them. */
import { createPatches } from '../../../adapters/git/patch/patches.ts';
import { openCassette, type Cassette } from '../../../adapters/tools/cassette/read.ts';
import { createMissing, createPlayer } from '../../../adapters/tools/cassette/player.ts';
import { createRecorder } from '../../../adapters/tools/cassette/recorder.ts';
import { tapedProgram, tapedShell, tapedTools, type Tape } from '../../../adapters/tools/cassette/taped.ts';
import { FORMAT } from '../../../adapters/tools/cassette/kept-call.ts';
import { writeCassette } from '../../../adapters/tools/cassette/write.ts';
import type { Breakers } from '../../../core/breakers.ts';
import type { Equipment } from '../../../core/engine/parts.ts';
import { toolId } from '../../../core/id.ts';
import type { Run } from '../../../core/run.ts';
import type { Profiles } from '../../../core/tool-profile.ts';
import type { Workstream } from '../../../core/workstream.ts';
import type { House } from '../house.ts';
import { versionsOf } from '../tools/versions-of.ts';
import { version } from '../version.ts';
import { recordedBy, replayedFrom } from './places.ts';

/** What of its equipment a run calls, and what is kept out of what it says. */
export type Called = Pick<Equipment, 'tools' | 'shell' | 'runProgram' | 'mask' | 'secretIn'>;

type TapeParts = Pick<House, 'repository' | 'stateDirectory' | 'env' | 'clock' | 'failpoint'> & {
  readonly workstream: Workstream;
  readonly profiles: Profiles;
  readonly tell: (line: string) => void;
};

type Taped = Pick<Equipment, 'tools' | 'shell' | 'runProgram' | 'choice' | 'breakers'>;

const recorderOf = (run: string, { mask, secretIn }: Called, parts: TapeParts): Tape => {
  const { workstream, clock, stateDirectory, repository, failpoint, tell } = parts;
  return createRecorder({
    writer: writeCassette(stateDirectory, recordedBy(run, parts)),
    head: () => ({
      ...{ format: FORMAT, ws: version, workstream: workstream.id, run },
      at: new Date(clock.now()).toISOString(),
    }),
    ...{ mask, secretIn, failpoint, tell, patches: createPatches(repository), versionOf: versionsOf(parts) },
    now: () => performance.now(),
  });
};

/** Nobody is called, so nobody is asked whether he may be, and nothing is learned of him. */
const OPEN: Pick<Breakers, 'admit'> = {
  admit: async () => ({ kind: 'admitted', leave: { settle: async () => undefined } }),
};

/** Who did it when it was recorded. */
const choiceOf =
  ({ calls }: Pick<Cassette, 'calls'>): NonNullable<Taped['choice']> =>
  ({ id }) => {
    const kept = [...calls.values()].find(({ call }) => call.kind === 'tool' && call.step === id && call.tries === 0);
    if (kept === undefined) return null;
    const why = `${kept.call.tool} did it when it was recorded`;
    return { tool: toolId(kept.call.tool), why, timeoutMs: null, retry: null, fallback: null };
  };

const on = (
  tape: Tape,
  { tools, shell, runProgram }: Called,
  profiles: Profiles,
): Pick<Called, 'tools' | 'shell' | 'runProgram'> => ({
  tools: tapedTools(tools, profiles, tape),
  shell: tapedShell(shell, tape),
  runProgram: tapedProgram(runProgram, tape),
});

const replayed = (digest: string, called: Called, parts: TapeParts): Taped => {
  const opened = openCassette(replayedFrom(digest, parts));
  if (!opened.ok || opened.value.digest !== digest) {
    const why = opened.ok ? 'its files were changed since the run began' : opened.error;
    const tape = createMissing(`the cassette of the run cannot be had: ${why}`);
    return { ...on(tape, called, parts.profiles), breakers: OPEN, choice: () => null };
  }
  const tape = createPlayer(opened.value, {
    ...{ mask: called.mask, failpoint: parts.failpoint, patches: createPatches(parts.repository) },
  });
  return { ...on(tape, called, parts.profiles), breakers: OPEN, choice: choiceOf(opened.value) };
};

/** null where the run has none. */
export const tapeOf = (run: Pick<Run, 'id' | 'options'>, called: Called, parts: TapeParts): Taped | null => {
  const { tape } = run.options;
  if (tape === undefined) return null;
  if (tape.kind === 'replay') return replayed(tape.cassette, called, parts);
  return on(recorderOf(run.id, called, parts), called, parts.profiles);
};
