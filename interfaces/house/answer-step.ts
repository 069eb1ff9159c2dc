/** Answers a step that waits for a person. */
import type { Answer, Wait } from '../../core/attempt.ts';
import { stepId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { refusalOfDiscarded } from './discarded.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refuse } from './refusals.ts';
import { goneWorktree } from './run-site.ts';

export type AnswerRequest = {
  readonly run: RunRow;
  readonly step: string;
  readonly answer: string;
  readonly outputs: JsonObject;
  /** Who answers, for the log. */
  readonly by: string;
};

const answers: readonly Answer[] = ['accept', 'again', 'skip', 'reject'];

/** The question a step waits with; refuses where it does not wait. */
const questionOf = async (run: RunRow, step: string, store: House['store']): Promise<Result<Wait, Refusal>> => {
  const rows = await store.steps(run.id);
  if (rows.find((row) => row.step === step)?.status !== 'waiting') {
    const waiting = rows.filter((row) => row.status === 'waiting').map((row) => row.step);
    const hint = waiting.length === 0 ? `No step of it does: ws status ${run.id}` : `These do: ${waiting.join(', ')}`;
    return err(invalid(`step "${step}" of run ${run.id} does not wait for an answer`, hint));
  }
  let wait: Wait | null = null;
  for await (const event of store.events(run.id, 0)) {
    if (event.type === 'step.parked' && event.step === step) wait = event.wait;
  }
  return wait === null ? err(invalid(`step "${step}" of run ${run.id} asks nothing`)) : ok(wait);
};

/** Leaves the answer for the driver of the run; where nobody drives it, it counts from the next resume. */
export const answerStep = async (
  { run, step, answer, outputs, by }: AnswerRequest,
  house: Pick<House, 'store' | 'clock' | 'locks' | 'repository'>,
): Promise<Result<{ readonly answer: Answer; readonly isDriven: boolean }, Refusal>> => {
  const discarded = refusalOfDiscarded(run);
  if (discarded !== null) return err(discarded);
  const question = await questionOf(run, step, house.store);
  if (!question.ok) return question;
  const { choices } = question.value;
  const chosen = answers.find((known) => known === answer);
  if (chosen === undefined || !choices.includes(chosen))
    return err(invalid(`"${answer}" is no answer to this`, `Choose one of: ${choices.join(', ')}`));
  const gone = chosen === 'accept' ? goneWorktree(house.repository, run) : null;
  if (gone !== null) {
    const hint = `Put the folder back. Or have it made again from ${run.branch ?? 'the branch'}, do the work there and answer then: ws resume ${run.id}`;
    return refuse('findings', `the worktree ${gone} is gone, and with it what was done by hand`, hint);
  }
  const signal = { kind: 'answer', step: stepId(step), answer: chosen, by, outputs } as const;
  await house.store.sendSignal(run.id, house.clock.now(), signal);
  return ok({ answer: chosen, isDriven: await isDriven(run.id, house) });
};
