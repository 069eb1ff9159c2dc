/** `ws answer`: what a person says of a step that waits. */
import { stepId } from '../../../core/id.ts';
import type { Json } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Answer, Wait } from '../../../core/attempt.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import { complain, invalid } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { House, Refusal } from '../../house/house.ts';
import { splitPair } from '../../house/inputs.ts';
import type { Command } from '../session.ts';
import { userName } from '../user-name.ts';
import { withRun } from '../with-house.ts';

export type AnswerArgs = {
  readonly run: string;
  readonly step: string;
  readonly answer: string;
  /** `name=value` each; a value that is JSON is taken as such. */
  readonly outputs: readonly string[];
};

const answers: readonly Answer[] = ['accept', 'again', 'skip', 'reject'];

const valueOf = (text: string): Json => {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
};

const outputsOf = (pairs: readonly string[]): Result<Readonly<Record<string, Json>>, Refusal> => {
  const outputs = new Map<string, Json>();
  for (const pair of pairs) {
    const split = splitPair(pair);
    if (split === null) return err(invalid(`--output "${pair}" is not of the form name=value`));
    outputs.set(split[0], valueOf(split[1]));
  }
  return ok(Object.fromEntries(outputs));
};

/** The question a step waits with; refuses where it does not wait. */
const questionOf = async (house: House, run: RunRow, step: string): Promise<Result<Wait, Refusal>> => {
  const rows = await house.store.steps(run.id);
  if (rows.find((row) => row.step === step)?.status !== 'waiting') {
    const waiting = rows.filter((row) => row.status === 'waiting').map((row) => row.step);
    const hint = waiting.length === 0 ? `No step of it does: ws status ${run.id}` : `These do: ${waiting.join(', ')}`;
    return err(invalid(`step "${step}" of run ${run.id} does not wait for an answer`, hint));
  }
  let wait: Wait | null = null;
  for await (const event of house.store.events(run.id, 0)) {
    if (event.type === 'step.parked' && event.step === step) wait = event.wait;
  }
  return wait === null ? err(invalid(`step "${step}" of run ${run.id} asks nothing`)) : ok(wait);
};

/** Leaves the answer for the driver of the run; without one it counts from the next `ws resume`. */
export const answer: Command<AnswerArgs> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    const { screen } = session;
    const question = await questionOf(house, run, args.step);
    if (!question.ok) return complain(screen, question.error);
    const { choices } = question.value;
    const chosen = answers.find((known) => known === args.answer);
    if (chosen === undefined || !choices.includes(chosen)) {
      return complain(screen, invalid(`"${args.answer}" is no answer to this`, `Choose one of: ${choices.join(', ')}`));
    }
    const outputs = outputsOf(args.outputs);
    if (!outputs.ok) return complain(screen, outputs.error);
    const by = userName(session.env);
    const step = stepId(args.step);
    const signal = { kind: 'answer', step, answer: chosen, by, outputs: outputs.value } as const;
    await house.store.sendSignal(run.id, house.clock.now(), signal);
    const isDriven = await house.isDriven(run.id);
    if (session.json) screen.line(JSON.stringify({ run: run.id, step, answer: chosen, driven: isDriven }));
    else screen.line(`answered "${chosen}"${isDriven ? '' : `; go on with: ws resume ${run.id}`}`);
    return exitCode.ok;
  });
