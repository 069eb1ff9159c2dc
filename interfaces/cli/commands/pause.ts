/** `ws pause`: a wish left for whoever drives the run. */
import { unreachable } from '../../../core/result.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import { pauseRun, type PauseEnd } from '../../house/pause-run.ts';
import { unfinished } from '../../house/pick-run.ts';
import { outcomeWords } from '../../house/refusals.ts';
import { exitCode } from '../exit-code.ts';
import type { Command } from '../session.ts';
import { whoActs } from '../../house/who-acts.ts';
import { withRun } from '../with-house.ts';

export type PauseArgs = { readonly run: string | null };

const words = (end: PauseEnd, run: RunRow): string => {
  switch (end) {
    case 'finished':
      return `run ${run.id} ${outcomeWords(run.status)} already`;
    case 'undriven':
      return `nobody drives run ${run.id}: it stands still already`;
    case 'asked':
      return `run ${run.id} is asked to pause; go on with: ws resume ${run.id}`;
    default:
      return unreachable(end);
  }
};

/** Pauses a run that is being driven; one that nobody drives stands still already. */
export const pause: Command<PauseArgs> = (session, { run: given }) =>
  withRun(
    session,
    given,
    async (house, run) => {
      const end = await pauseRun({ run, by: await whoActs(house.repository.root, session.env) }, house);
      const done = end === 'asked' ? 'asked' : 'nothing';
      session.screen.line(session.json ? JSON.stringify({ run: run.id, done }) : words(end, run));
      return exitCode.ok;
    },
    { preferred: unfinished },
  );
