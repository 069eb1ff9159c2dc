/** `ws answer`: what a person says of a step that waits. */
import type { Json, JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { answerStep } from '../../house/answer-step.ts';
import { splitPair } from '../../house/inputs.ts';
import type { Refusal } from '../../house/refusal.ts';
import { invalid } from '../../house/refusals.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
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

const valueOf = (text: string): Json => {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
};

const outputsOf = (pairs: readonly string[]): Result<JsonObject, Refusal> => {
  const outputs = new Map<string, Json>();
  for (const pair of pairs) {
    const split = splitPair(pair);
    if (split === null) return err(invalid(`--output "${pair}" is not of the form name=value`));
    outputs.set(split[0], valueOf(split[1]));
  }
  return ok(Object.fromEntries(outputs));
};

/** Leaves the answer for the driver of the run; without one it counts from the next `ws resume`. */
export const answer: Command<AnswerArgs> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    const { screen } = session;
    const { step } = args;
    const outputs = outputsOf(args.outputs);
    if (!outputs.ok) return complain(screen, outputs.error);
    const by = userName(session.env);
    const answered = await answerStep({ run, step, answer: args.answer, outputs: outputs.value, by }, house);
    if (!answered.ok) return complain(screen, answered.error);
    const { answer: chosen, isDriven: driven } = answered.value;
    if (session.json) screen.line(JSON.stringify({ run: run.id, step, answer: chosen, driven }));
    else screen.line(`answered "${chosen}"${driven ? '' : `; go on with: ws resume ${run.id}`}`);
    return exitCode.ok;
  });
