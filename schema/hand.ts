/** What a step that is a person's says under `with`. Pure. */
import type { Answer, Approvers, OnTimeout } from '../core/attempt.ts';
import { handChoices, BAD_CHOICES } from '../core/hand-choices.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import { parseDuration } from './duration.ts';

export type Hand = {
  readonly kind: 'approve' | 'ask' | 'edit' | 'choose';
  readonly choices: readonly Answer[];
  /** JSON Schema of what is to be answered; null where nothing is asked but whether. */
  readonly form: JsonObject | null;
  /** How long it waits, and what then; null where it waits for ever. */
  readonly timeout: { readonly afterMs: number; readonly then: OnTimeout } | null;
  /** What an answer is bound to: void where that is another by the time it is taken; null where to nothing. */
  readonly bind: 'tree' | 'content' | null;
  readonly approvers: Approvers | null;
};

/** `key`: of `with`. */
export type HandFault = { readonly key: string; readonly message: string };

const KINDS = ['approve', 'ask', 'edit', 'choose'] as const;

const fault = (key: string, message: string): Result<never, HandFault> => err({ key, message });

const isTexts = (value: Json | undefined): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((each: Json) => typeof each === 'string');

const formOf = (kind: Hand['kind'], args: JsonObject): Result<JsonObject | null, HandFault> => {
  const { form, options } = args;
  if (kind === 'choose') {
    if (!isTexts(options)) return fault('options', 'kind choose needs "options", a list of texts to choose from');
    return ok({ type: 'object', required: ['choice'], properties: { choice: { enum: options } } });
  }
  if (options !== undefined) return fault('options', '"options" are for kind choose');
  if (kind === 'ask' && form === undefined) return fault('form', 'kind ask needs "form", a JSON Schema of the answer');
  if (form === undefined) return ok(null);
  return isJsonObject(form) ? ok(form) : fault('form', '"form" is a JSON Schema of an object');
};

/** What the properties of a form say that stands where nobody answers. */
const defaultsOf = (form: JsonObject | null): JsonObject => {
  const properties = form === null ? undefined : form['properties'];
  if (!isJsonObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]): readonly (readonly [string, Json])[] =>
      isJsonObject(property) && property['default'] !== undefined ? [[name, property['default']]] : [],
    ),
  );
};

const thenOf = (written: Json, form: JsonObject | null): OnTimeout | null => {
  if (isJsonObject(written)) return { answer: 'accept', outputs: written };
  if (written === 'default') return { answer: 'accept', outputs: defaultsOf(form) };
  return written === 'fail' || written === 'skip' ? { answer: written } : null;
};

const timeoutOf = (args: JsonObject, form: JsonObject | null): Result<Hand['timeout'], HandFault> => {
  const { timeout, onTimeout = 'fail' } = args;
  if (timeout === undefined) return 'onTimeout' in args ? fault('onTimeout', '"onTimeout" needs "timeout"') : ok(null);
  const afterMs = typeof timeout === 'string' ? parseDuration(timeout) : null;
  if (afterMs === null) return fault('timeout', '"timeout" is a duration, such as 2d');
  const then = thenOf(onTimeout, form);
  if (then === null) return fault('onTimeout', '"onTimeout" is fail, default, skip, or the answer that stands then');
  const { options } = args;
  const choice = then.answer === 'accept' ? then.outputs?.['choice'] : undefined;
  if (args['kind'] === 'choose' && isTexts(options) && choice !== undefined && !options.some((each) => each === choice))
    return fault('onTimeout', `"onTimeout" chooses ${JSON.stringify(choice)}, which is none of the options`);
  return ok({ afterMs, then });
};

const approversOf = (written: Json | undefined): Result<Approvers | null, HandFault> => {
  if (written === undefined) return ok(null);
  const { any = 1, of = [] } = isJsonObject(written) ? written : { any: null };
  const isCount = typeof any === 'number' && Number.isInteger(any) && any > 0;
  if (!isCount || (of !== undefined && !Array.isArray(of)))
    return fault('approvers', '"approvers" says how many must accept, and who may: { any: 2, of: [Ada, Ben] }');
  // Each counts once, however often it is named.
  const names = [...new Set(of.filter((name: Json) => typeof name === 'string'))];
  if (names.length > 0 && names.length < any)
    return fault('approvers', `"approvers" asks for ${any} and names ${names.length}`);
  return ok({ any, of: names });
};

/** All of it, or the first thing that is wrong. */
export const readHand = (args: JsonObject): Result<Hand, HandFault> => {
  const { kind = 'edit', bind = null } = args;
  const known = KINDS.find((each) => each === kind);
  if (known === undefined) return fault('kind', `"kind" is ${KINDS.join(', ')}`);
  const allowed = handChoices(args['choices']);
  if (allowed === null) return fault('choices', BAD_CHOICES);
  const isPlain = args['choices'] === undefined && known !== 'edit';
  const form = formOf(known, args);
  if (!form.ok) return form;
  const timeout = timeoutOf(args, form.value);
  if (!timeout.ok) return timeout;
  if (bind !== null && bind !== 'tree' && bind !== 'content') return fault('bind', '"bind" is tree or content');
  const approvers = approversOf(args['approvers']);
  if (!approvers.ok) return approvers;
  return ok({
    ...{ kind: known, choices: isPlain ? ['accept', 'reject'] : allowed, form: form.value },
    ...{ timeout: timeout.value, bind, approvers: approvers.value },
  });
};
