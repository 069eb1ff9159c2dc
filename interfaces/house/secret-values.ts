/** The values of the secrets that a workstream names, as they are set here, and what speaks against them. */
import { createMask, type SecretMask } from '../../core/masking.ts';
import { refusalToMask } from '../../core/masking/limits.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { remembered } from '../../core/remembered.ts';
import type { SecretSource } from '../../core/secret-source.ts';
import type { Mask, SecretIn } from '../../core/system.ts';
import { secretsNamedIn } from '../../core/secrets.ts';
import type { Workstream } from '../../core/workstream.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

/** Secrets by name; those that are not set are left out. */
export const secretsOf = (workstream: Workstream, source: SecretSource): Readonly<Record<string, string>> =>
  Object.fromEntries(
    secretsNamedIn(workstream).flatMap((name) => {
      const value = source.valueOf(name);
      return value === null ? [] : [[name, value]];
    }),
  );

/** A process deals with few sets of secrets at a time. */
const MOST_MASKS = 8;

const masks = remembered(MOST_MASKS, (written: string): SecretMask | null => {
  // Written below.
  const secrets = JSON.parse(written) as Readonly<Record<string, string>>;
  const values = Object.values(secrets);
  return values.length === 0 ? null : createMask(values, Object.keys(secrets));
});

/** The mask of these secrets, null where there are none; one for all who ask, as making it ready takes longer than starting a step. */
export const maskOf = (secrets: Readonly<Record<string, string>>): SecretMask | null => masks(JSON.stringify(secrets));

/**
 * Tells what may not travel. A secret that is declared and not set here may stand in anything: then everything is taken to
 * hold it, and kept aside.
 */
export const secretFinder = (
  workstream: Workstream,
  secrets: Readonly<Record<string, string>>,
  mask: { readonly secretIn: SecretIn } | null,
): SecretIn => {
  const [unset = null] = secretsNamedIn(workstream).filter((name) => !Object.hasOwn(secrets, name));
  return (text) => mask?.secretIn(text) ?? unset;
};

/**
 * What keeps the secrets of a workstream where they belong. `secretIn` knows those that are set here, null where none is;
 * `mayHold` is as {@link secretFinder}, null where none is declared.
 */
export type Guard = {
  readonly mask: (text: string) => string;
  readonly secretIn: SecretIn | null;
  readonly mayHold: SecretIn | null;
};

/**
 * Whatever a verb says of a run goes through `mask`, whoever hears it: a screen, a file, a hook. From now on the veil
 * masks these secrets, too.
 */
export const guardOf = (workstream: Workstream, house: Pick<House, 'secrets' | 'veil'>): Guard => {
  const secrets = secretsOf(workstream, house.secrets);
  const mask = maskOf(secrets);
  if (mask !== null) house.veil.add(mask.mask);
  return {
    mask: (text) => mask?.mask(text) ?? text,
    secretIn: mask?.secretIn ?? null,
    mayHold: secretsNamedIn(workstream).length === 0 ? null : secretFinder(workstream, secrets, mask),
  };
};

/** Why a text that is written down as it is may not be; null where it may. `what` names it: `the input deploy`. */
export const refusalOfWritten = (
  written: readonly (readonly [what: string, value: Json])[],
  secrets: Readonly<Record<string, string>>,
): Refusal | null => {
  const given = written.filter(([, value]) => value !== null && typeof value !== 'boolean' && value !== '');
  const mask = given.length === 0 ? null : maskOf(secrets);
  if (mask === null) return null;
  for (const [what, value] of given) {
    const secret = mask.secretIn(typeof value === 'string' ? value : JSON.stringify(value));
    if (secret === null) continue;
    const message = `${what} holds the value of the secret ${secret}, and is written down as it is`;
    return refuse('invalid', message, `Let the step that needs it name it: secrets: [${secret}]`).error;
  }
  return null;
};

/** A refusal without secrets in what it says. */
export const maskedRefusal = (refusal: Refusal, mask: Mask): Refusal => ({
  ...refusal,
  message: mask(refusal.message),
  hint: refusal.hint === null ? null : mask(refusal.hint),
});

/** What of a run decides which secrets it needs. */
export type SecretNeeds = {
  readonly workstream: Workstream;
  /** They stand in the log for everybody to read. */
  readonly inputs: JsonObject;
  /** What calls nobody needs no key. */
  readonly isReplay: boolean;
};

/** Why no run can begin, or go on, with these secrets and inputs; null where one can. */
export const refusalOfSecrets = (
  { workstream, inputs, isReplay }: SecretNeeds,
  source: SecretSource,
): Refusal | null => {
  const missing = secretsNamedIn(workstream).filter((name) => source.valueOf(name) === null);
  const [trouble = null] = missing.flatMap((name) => source.troubleOf(name) ?? []);
  if (trouble !== null && !isReplay) return refuse('environment', trouble, 'See: ws keys list').error;
  if (missing.length > 0 && !isReplay)
    return refuse(
      'environment',
      `the secret ${missing.join(', ')} is not set`,
      `export ${missing[0] ?? ''}=…, or keep it: ws keys set ${missing[0] ?? ''}`,
    ).error;
  const secrets = secretsOf(workstream, source);
  const unmaskable = refusalToMask(secrets);
  if (unmaskable !== null) return refuse('environment', unmaskable, null).error;
  return refusalOfWritten(
    Object.entries(inputs).map(([name, value]) => [`the input ${name}`, value]),
    secrets,
  );
};
