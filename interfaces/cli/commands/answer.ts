/** `ws answer`: what a person says of a step that waits. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import { answerStep, type Answered, type AnswerRequest } from '../../house/answer-step.ts';
import type { House } from '../../house/house.ts';
import { splitPair } from '../../house/inputs.ts';
import type { Refusal } from '../../house/refusal.ts';
import { invalid } from '../../house/refusals.ts';
import { canAsk, typedLine } from '../ask.ts';
import { complain } from '../complaint.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { goOn } from '../go-on.ts';
import type { Command, Session } from '../session.ts';
import { whoActs } from '../../house/who-acts.ts';
import { letThroughWords } from '../view/waits.ts';
import { withRun } from '../with-house.ts';

export type AnswerArgs = {
  /** null: the latest that waits. */
  readonly run: string | null;
  readonly step: string;
  /** null: it is asked for. */
  readonly answer: string | null;
  /** All outputs as JSON; null where they come one by one. */
  readonly whole: string | null;
  readonly comment: string | null;
  /** What its tool is told; null where nothing is said. */
  readonly text: string | null;
  /** `name=value` each; a value that is JSON is taken as such. */
  readonly outputs: readonly string[];
  /** The question that is meant; null for what the step asks now. */
  readonly question: number | null;
  /** Whether the run is gone on with at once. */
  readonly resume: boolean;
};

const valueOf = (text: string): Json => {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
};

const outputsOf = (pairs: readonly string[], whole: string | null): Result<JsonObject, Refusal> => {
  const all = whole === null ? {} : valueOf(whole);
  if (!isJsonObject(all)) return err(invalid('--outputs is no JSON object, such as {"verdict":"good"}'));
  const outputs = new Map<string, Json>(Object.entries(all));
  for (const pair of pairs) {
    const split = splitPair(pair);
    if (split === null) return err(invalid(`--output "${pair}" is not of the form name=value`));
    outputs.set(split[0], valueOf(split[1]));
  }
  return ok(Object.fromEntries(outputs));
};

const toldLine = ({ answer: chosen, replaces, letsThrough }: Answered): string => {
  const instead = replaces === null ? '' : ` in place of "${replaces}"`;
  const goesOn = chosen === 'skip' ? `: ${letThroughWords(letsThrough)}` : '';
  return `answered "${chosen}"${instead}${goesOn}`;
};

const isWanted = async (session: Session): Promise<boolean> => {
  session.screen.complain('Go on with the run now? [Y/n]');
  return ['', 'y', 'yes'].includes((await typedLine(session)).toLowerCase());
};

/** Asks for what a form asks, one by one; what is left empty is what the form says, or left out. */
const filledIn = async (form: JsonObject | undefined, ask: (words: string) => Promise<string>): Promise<JsonObject> => {
  const properties = form?.['properties'];
  const outputs: Record<string, Json> = {};
  for (const [name, property] of Object.entries(isJsonObject(properties) ? properties : {})) {
    const { description, enum: options, default: standard } = isJsonObject(property) ? property : {};
    const about = [
      typeof description === 'string' ? description : '',
      options === undefined ? '' : JSON.stringify(options),
    ];
    const typed = await ask([name, ...about].filter((part) => part !== '').join('  '));
    if (typed !== '') outputs[name] = valueOf(typed);
    else if (standard !== undefined) outputs[name] = standard;
  }
  return outputs;
};

/** The answer and its words: as they were given, or as they are typed where somebody is there to be asked. */
const saidIn = async (
  session: Session,
  house: House,
  run: RunRow,
  { step, answer: given, text, outputs: pairs, whole }: AnswerArgs,
): Promise<Result<Pick<AnswerRequest, 'answer' | 'says' | 'outputs'>, Refusal>> => {
  const outputs = outputsOf(pairs, whole);
  if (!outputs.ok) return outputs;
  const row = (await house.store.steps(run.id)).find((each) => each.step === step);
  const question = row?.status === 'waiting' ? row.question : null;
  const ask = async (words: string): Promise<string> => {
    session.screen.complain(words);
    return await typedLine(session);
  };
  const isThere = canAsk(session);
  if (given === null && (!isThere || question === null)) {
    const choices = question === null ? '' : `: ${question.choices.join(', ')}`;
    return err(
      invalid(`say what the answer is${choices} (see: ws answer --help)`, `ws answer ${run.id} ${step} <answer>`),
    );
  }
  const answer = given ?? (await ask(`${question?.prompt ?? ''}\n[${question?.choices.join('|') ?? ''}]`));
  const isWordless = answer === 'reply' && text === null;
  const says = isWordless && isThere ? await ask('What do you say?') : text;
  const isForm = isThere && answer === 'accept' && Object.keys(outputs.value).length === 0;
  return ok({ answer, says, outputs: isForm ? await filledIn(question?.form, ask) : outputs.value });
};

/** Leaves the answer for the driver of the run; without one it counts once somebody goes on, which can be at once. */
export const answer: Command<AnswerArgs> = (session, args) => {
  const act = async (house: House, run: RunRow): Promise<ExitCode> => {
    const { screen, json } = session;
    const { step, question } = args;
    const by = await whoActs(house.repository.root, session.env);
    const said = await saidIn(session, house, run, args);
    if (!said.ok) return complain(screen, said.error);
    const request = { run, step, ...said.value, comment: args.comment, by, question };
    const answered = await answerStep(request, house);
    if (!answered.ok) return complain(screen, answered.error);
    const { isDriven: driven, answer: chosen, prompt, replaces, letsThrough, allowedIn } = answered.value;
    if (allowedIn !== null) screen.note(`allowed from now on in ${allowedIn}`);
    const goesOn = args.resume && !driven;
    if (!json) screen.line(toldLine(answered.value));
    else if (!goesOn) {
      const asked = { question: answered.value.question, prompt };
      screen.line(JSON.stringify({ run: run.id, step, ...asked, answer: chosen, replaces, letsThrough, driven }));
    }
    if (driven) return exitCode.ok;
    if (goesOn || (canAsk(session) && (await isWanted(session))))
      return await goOn(session, house, { run, isAccepted: false, isPatient: false, before: async () => undefined });
    if (!json) screen.line(`go on with: ws resume ${run.id}`);
    return exitCode.ok;
  };
  return withRun(session, args.run, act, { preferred: ['waiting', 'running', 'paused'], reach: 'own' });
};
