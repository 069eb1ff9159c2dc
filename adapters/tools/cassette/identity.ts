/** Tells which call is made: the same call has the same identity wherever and whenever it is made, and in whatever order. */
import { withTexts, withTextsIn, type JsonObject } from '../../../core/json.ts';
import { canonicalJson } from '../../../core/planning/hash.ts';
import { stepName } from '../../../core/step-name.ts';
import type { Mask } from '../../../core/system.ts';
import type { ToolCall } from '../../../core/tool.ts';
import { sha256 } from '../../machine/digest.ts';
import type { CallIdentity, CallKind } from './kept-call.ts';
import { placesOf } from './places.ts';

/** A call that is about to be made. `with` is what the tool will have, settings of its profile included. */
export type MadeCall = {
  readonly kind: CallKind;
  readonly tool: string;
  readonly with: JsonObject;
  readonly call: ToolCall;
};

const KEY_CHARACTERS = 20;

/** The name of a call in its cassette. */
export const keyOf = (identity: CallIdentity): string =>
  `${stepName(identity.step, sha256)}.${identity.tries}.${sha256(canonicalJson(identity)).slice(0, KEY_CHARACTERS)}`;

/** Gives the identity of each call that is made, and counts those that are alike within an attempt. */
export const createIdentities = (mask: Mask): ((made: MadeCall) => CallIdentity) => {
  const counts = new Map<string, number>();
  return ({ kind, tool, with: given, call }) => {
    const { named } = placesOf(call);
    const clean = (text: string): string => named(mask(text));
    const { tries, env, input, cwd } = call.origin;
    const args = withTextsIn(given, clean);
    const model = typeof args['model'] === 'string' ? args['model'] : null;
    const { run, step, attempt } = call.attempt;
    const alike = {
      ...{ kind, tool, step, tries, model, with: args, env: withTextsIn(env, clean) },
      ...{ input: withTexts(input, clean), cwd: clean(cwd) },
    };
    const place = `${run}/${step}#${attempt} ${sha256(canonicalJson(alike))}`;
    const nth = counts.get(place) ?? 0;
    counts.set(place, nth + 1);
    return { ...alike, nth };
  };
};
