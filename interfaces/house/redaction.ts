/** Takes secrets out of what leaves the house: bundles for others to read, and what hooks are told. */
import { isJsonObject, type Json } from '../../core/json.ts';
import { createMask, MASKED } from '../../core/masking.ts';
import { secretsNamedIn } from '../../core/secrets.ts';
import { isSecretName, maskTokens } from '../../core/token-shapes.ts';
import type { Terms } from './definition-of.ts';

/** Shorter values are words that stand everywhere. */
const SHORTEST = 6;

export type Redaction = {
  readonly text: (text: string) => string;
  readonly json: (value: Json) => Json;
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** Whether a value is secret because of the name it stands under. What refers to a value elsewhere is none itself. */
const isNamedSecret = (value: string, name: string): boolean => isSecretName(name) && !value.includes('${{');

/** Values that stand under a name that says they are secret. */
const namedSecrets = (value: Json, name: string): readonly string[] => {
  if (typeof value === 'string') return isNamedSecret(value, name) ? [value] : [];
  if (isList(value)) return value.flatMap((item) => namedSecrets(item, ''));
  return isJsonObject(value) ? Object.entries(value).flatMap(([key, member]) => namedSecrets(member, key)) : [];
};

/**
 * Masks, in every encoding, what the environment holds under the names in `workstream.secrets` and under names that speak
 * of secrets, and what the definition and the inputs of the run hold under such names; then whatever has the shape of a
 * token, and in JSON every string under such a name.
 */
export const createRedaction = (
  { workstream, inputs }: Pick<Terms, 'workstream' | 'inputs'>,
  env: Readonly<Record<string, string | undefined>>,
): Redaction => {
  const declared = secretsNamedIn(workstream).map((name) => env[name] ?? '');
  const named = Object.entries(env).map(([name, value]) => (isSecretName(name) ? (value ?? '') : ''));
  const written = [...namedSecrets(workstream, ''), ...namedSecrets(inputs, '')];
  const guessed = [...named, ...written].filter((value) => value.length >= SHORTEST);
  const { mask } = createMask([...new Set([...declared, ...guessed])]);
  const text = (given: string): string => maskTokens(mask(given));
  const member = (name: string, value: Json): Json =>
    typeof value === 'string' && value !== '' && isNamedSecret(value, name) ? MASKED : json(value);
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (isList(value)) return value.map(json);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [text(name), member(name, held)]));
  };
  return { text, json };
};

/** What steps see of the environment anyway, and what names places: masked, no report could be read. */
const isOpen = (name: string, value: string): boolean =>
  !isSecretName(name) &&
  (/^(?:\/|[A-Z]:\\)/.test(value) || /^(?:LANG|LC_\w+|TERM|SHELL|USER|LOGNAME|WS_\w+)$/.test(name));

/** A text with nothing in it that the environment holds, whatever its name, nor of the shape of a token. */
export const redactAll = (text: string, env: Readonly<Record<string, string | undefined>>): string => {
  const values = Object.entries(env).flatMap(([name, value = '']) =>
    value.length < SHORTEST || isOpen(name, value) ? [] : [value],
  );
  return maskTokens(createMask([...new Set(values)]).mask(text));
};
