/** Answers a step that waits for a person. */
import { ANSWERS, type Answer } from '../../core/attempt.ts';
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
import { checkJson } from '../../schema/json-schema.ts';
import { allowTool } from './tools/allow-tool.ts';
import { refusalOfWritten, secretsOf } from './secret-values.ts';

export type AnswerRequest = {
  readonly run: RunRow;
  readonly step: string;
  readonly answer: string;
  readonly outputs: JsonObject;
  /** What its tool is told, with `reply`; null where nothing is said. */
  readonly says: string | null;
  /** Why, for the log; null where nothing is said. */
  readonly comment: string | null;
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
  /** The file that allows its tool what it wanted from now on, where the answer is `always`; else null. */
  readonly allowedIn: string | null;
  /** Whether somebody drives the run, and hears the answer at once. */
  readonly isDriven: boolean;
};

type Question = NonNullable<StepRow['question']>;
type AnswerParts = Pick<House, 'store' | 'clock' | 'locks' | 'repository' | 'secrets' | 'env' | 'tools'>;

/** Why what is said does not go with an answer; null where it does. */
const unfitWords = (answer: Answer, says: string | null): Refusal | null => {
  const isSaid = says !== null && says.trim() !== '';
  if (answer === 'reply' && !isSaid) return invalid('there is no answer to give', 'Say it: --text "…"');
  if (answer !== 'reply' && says !== null) return invalid(`"${answer}" says nothing more`, 'Only reply takes --text.');
  return null;
};

/** Why these outputs, or this person, cannot accept; null where they can. */
const unfitAnswer = (
  { form, approvers }: Question,
  { outputs, by }: Pick<AnswerRequest, 'outputs' | 'by'>,
): Refusal | null => {
  if (approvers !== undefined && approvers.of.length > 0 && !approvers.of.includes(by))
    return invalid(`${by} is not among those who may accept it: ${approvers.of.join(', ')}`);
  const wrong = form === undefined ? null : checkJson(form, outputs);
  if (wrong === null) return null;
  const hint = 'Say it with --output <name>=<value>, or --outputs with the JSON of all; at a terminal it is asked for.';
  return invalid(
    `the answer does not fit its form:${wrong.pointer === '' ? '' : ` ${wrong.pointer}`} ${wrong.message}`,
    hint,
  );
};

/** `always` is for every run from now on, whatever becomes of this one. */
const allowAlways = async (
  answer: Answer,
  { wants }: Question,
  house: AnswerParts,
): Promise<Result<string | null, Refusal>> => {
  if (answer !== 'always' || wants === undefined) return ok(null);
  const tools = await house.tools();
  if (!tools.ok) return tools;
  const rules = wants.all.map(({ rule }) => rule);
  return allowTool(wants.tool, rules, { tools: tools.value, env: house.env });
};

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
  { run, step: typed, answer, outputs, says, comment, by, question: meant }: AnswerRequest,
  house: AnswerParts,
): Promise<Result<Answered, Refusal>> => {
  const discarded = refusalOfDiscarded(run);
  if (discarded !== null) return err(discarded);
  const names = (await house.store.steps(run.id)).map((row) => row.step);
  const step = pathMeant(typed, names) ?? typed;
  const asked = await questionOf({ run, step, question: meant }, house);
  if (!asked.ok) return asked;
  const { choices, prompt, seq: question } = asked.value;
  const chosen = ANSWERS.find((known) => known === answer);
  if (chosen === undefined || !choices.includes(chosen))
    return err(invalid(`"${answer}" is no answer to this`, `Choose one of: ${choices.join(', ')}`));
  const unfit = unfitWords(chosen, says) ?? (chosen === 'accept' ? unfitAnswer(asked.value, { outputs, by }) : null);
  if (unfit !== null) return err(unfit);
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
      ['what you say', says],
      ['the comment', comment],
    ],
    secrets,
  );
  if (told !== null) return err(told);
  const allowed = await allowAlways(chosen, asked.value, house);
  if (!allowed.ok) return allowed;
  const words = { ...(says === null ? {} : { says }), ...(comment === null ? {} : { comment }) };
  const mine = { kind: 'answer', step: stepId(step), answer: chosen, by, outputs, question, ...words } as const;
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
    allowedIn: allowed.value,
    isDriven: await isDriven(run.id, house),
  });
};
