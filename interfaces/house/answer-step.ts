/** Answers a step that waits for a person. */
import type { Answer } from '../../core/attempt.ts';
import { pathMeant } from '../../core/state/children.ts';
import { stepId, type StepId } from '../../core/id.ts';
import { isTooDeep, TOO_DEEP, type JsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RunRow, StepRow } from '../../core/run-tables.ts';
import { hearingOf } from './answer-heard.ts';
import { definitionOf } from './definition-of.ts';
import { refusalOfDiscarded } from './discarded.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refuse } from './refusals.ts';
import { letThrough } from './let-through.ts';
import { goneWorktree } from './run-site.ts';
import { refusalOfWritten, secretsOf } from './secret-values.ts';

export type AnswerRequest = {
  readonly run: RunRow;
  readonly step: string;
  readonly answer: string;
  readonly outputs: JsonObject;
  /** Who answers, for the log. */
  readonly by: string;
  /** The `seq` of the question that is meant; null for the one the step asks now. */
  readonly question: number | null;
};

export type Answered = {
  readonly answer: Answer;
  /** What was asked. */
  readonly prompt: string;
  readonly question: number;
  /** An answer to the same question that nobody had taken yet, and that does not count any more. */
  readonly replaces: Answer | null;
  /** The steps that go on without this one, where the answer is `skip`. */
  readonly letsThrough: readonly StepId[];
  /** Whether somebody drives the run, and hears the answer at once. */
  readonly isDriven: boolean;
};

type Question = NonNullable<StepRow['question']>;
type AnswerParts = Pick<House, 'store' | 'clock' | 'locks' | 'repository' | 'secrets'>;

const answers: readonly Answer[] = ['accept', 'again', 'skip', 'reject'];

/** What was said of a step that does not wait any more; null where nothing was. */
const takenAnswer = async (run: RunRow, step: string, { store }: AnswerParts): Promise<string | null> => {
  let taken: string | null = null;
  for await (const event of store.events(run.id, 0))
    if (event.type === 'step.answered' && event.step === step) taken = `"${event.answer}" by ${event.by}`;
  return taken;
};

/** The question a step waits with; refuses where it does not wait, or with another one than is meant. */
const questionOf = async (
  { run, step, question }: Pick<AnswerRequest, 'run' | 'step' | 'question'>,
  house: AnswerParts,
): Promise<Result<Question, Refusal>> => {
  const rows = await house.store.steps(run.id);
  const row = rows.find((each) => each.step === step);
  if (row?.status !== 'waiting') {
    const waiting = rows.filter((each) => each.status === 'waiting').map((each) => each.step);
    const hint = waiting.length === 0 ? `No step of it does: ws status ${run.id}` : `These do: ${waiting.join(', ')}`;
    const taken = row === undefined ? null : await takenAnswer(run, step, house);
    const why = taken === null ? 'does not wait for an answer' : `waits no more: it was answered ${taken}`;
    return err(invalid(`step "${step}" of run ${run.id} ${why}`, hint));
  }
  if (row.question === null) return err(invalid(`step "${step}" of run ${run.id} asks nothing`));
  if (question !== null && question !== row.question.seq) {
    const asks = `step "${step}" of run ${run.id} does not ask question ${question} any more, but ${row.question.seq}`;
    return err(invalid(asks, `Look at it first: ws status ${run.id}`));
  }
  return ok(row.question);
};

/**
 * Leaves the answer for the driver of the run; where nobody drives it, it counts from the next resume, and a later one
 * replaces it until then.
 */
export const answerStep = async (
  { run, step: typed, answer, outputs, by, question: meant }: AnswerRequest,
  house: AnswerParts,
): Promise<Result<Answered, Refusal>> => {
  const discarded = refusalOfDiscarded(run);
  if (discarded !== null) return err(discarded);
  const names = (await house.store.steps(run.id)).map((row) => row.step);
  const step = pathMeant(typed, names) ?? typed;
  const asked = await questionOf({ run, step, question: meant }, house);
  if (!asked.ok) return asked;
  const { choices, prompt, seq: question } = asked.value;
  const chosen = answers.find((known) => known === answer);
  if (chosen === undefined || !choices.includes(chosen))
    return err(invalid(`"${answer}" is no answer to this`, `Choose one of: ${choices.join(', ')}`));
  const gone = chosen === 'accept' ? goneWorktree(house.repository, run) : null;
  if (gone !== null) {
    const hint = `Put the folder back. Or have it made again from ${run.branch ?? 'the branch'}, do the work there and answer then: ws resume ${run.id}`;
    return refuse('findings', `the worktree ${gone} is gone, and with it what was done by hand`, hint);
  }
  const deep = Object.entries(outputs).find(([, value]) => isTooDeep(value));
  if (deep !== undefined) return err(invalid(`the output ${deep[0]} cannot be kept: ${TOO_DEEP}`));
  const workstream = await definitionOf(house.store, run.id);
  const secrets = workstream === null ? {} : secretsOf(workstream, house.secrets);
  const told = refusalOfWritten(
    [
      ...Object.entries(outputs).flatMap(([name, value]) => [
        ['the name of an output', name] as const,
        [`the output ${name}`, value] as const,
      ]),
      ['the name of who answers', by],
    ],
    secrets,
  );
  if (told !== null) return err(told);
  const mine = { kind: 'answer', step: stepId(step), answer: chosen, by, outputs, question } as const;
  const id = await house.store.sendSignal(run.id, house.clock.now(), mine);
  const { replaces, beatenBy, isDropped } = await hearingOf({ run: run.id, id, mine }, house);
  if (isDropped)
    return err(
      invalid(`"${chosen}" came too late: step "${step}" of run ${run.id} waits no more`, `See: ws status ${run.id}`),
    );
  if (beatenBy !== null) {
    const told = `"${beatenBy.answer}" by ${beatenBy.by} came in the same moment, and counts`;
    return err(
      invalid(`"${chosen}" does not count for step "${step}" of run ${run.id}: ${told}`, `See: ws status ${run.id}`),
    );
  }
  const letsThrough = chosen !== 'skip' || workstream === null ? [] : letThrough(workstream, stepId(step));
  return ok({
    answer: chosen,
    prompt,
    question,
    replaces: replaces?.answer ?? null,
    letsThrough,
    isDriven: await isDriven(run.id, house),
  });
};
