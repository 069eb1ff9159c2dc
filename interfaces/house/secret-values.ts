/** The values of the secrets that a workstream names, as they are set here, and what speaks against them. */
import { createMask } from '../../core/masking.ts';
import { refusalToMask } from '../../core/masking/limits.ts';
import type { JsonObject } from '../../core/json.ts';
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

/** What keeps the secrets of a workstream where they belong. `secretIn` is null where none of them is set here. */
export type Guard = { readonly mask: (text: string) => string; readonly secretIn: SecretIn | null };

/**
 * Whatever a verb says of a run goes through `mask`, whoever hears it: a screen, a file, a hook. From now on the veil
 * masks these secrets, too.
 */
export const guardOf = (workstream: Workstream, house: Pick<House, 'secrets' | 'veil'>): Guard => {
  const secrets = secretsOf(workstream, house.secrets);
  const values = Object.values(secrets);
  if (values.length === 0) return { mask: (text) => text, secretIn: null };
  const { mask, secretIn } = createMask(values, Object.keys(secrets));
  house.veil.add(mask);
  return { mask, secretIn };
};

/** A refusal without secrets in what it says. */
export const maskedRefusal = (refusal: Refusal, mask: Mask): Refusal => ({
  ...refusal,
  message: mask(refusal.message),
  hint: refusal.hint === null ? null : mask(refusal.hint),
});

/** Why no run can begin with these secrets and inputs; null where one can. Inputs stand in the log for everybody to read. */
export const refusalOfSecrets = (workstream: Workstream, inputs: JsonObject, source: SecretSource): Refusal | null => {
  const missing = secretsNamedIn(workstream).filter((name) => source.valueOf(name) === null);
  if (missing.length > 0)
    return refuse('environment', `the secret ${missing.join(', ')} is not set`, `export ${missing[0] ?? ''}=…`).error;
  const secrets = secretsOf(workstream, source);
  const unmaskable = refusalToMask(secrets);
  if (unmaskable !== null) return refuse('environment', unmaskable, null).error;
  const given = Object.entries(inputs).filter(([, value]) => value !== null && typeof value !== 'boolean');
  if (given.length === 0 || Object.keys(secrets).length === 0) return null;
  const { secretIn } = createMask(Object.values(secrets), Object.keys(secrets));
  for (const [name, value] of given) {
    const secret = secretIn(typeof value === 'string' ? value : JSON.stringify(value));
    if (secret === null) continue;
    const message = `the input ${name} holds the value of the secret ${secret}, and inputs are written down as they are`;
    return refuse('invalid', message, `Let the step that needs it name it: secrets: [${secret}]`).error;
  }
  return null;
};
