/** Keeps secrets in the vault of this machine. One process at a time changes it. */
import { dirname, join } from 'node:path';
import { makeKeepable } from '../../../adapters/machine/machine-state.ts';
import { ownFolder } from '../../../adapters/machine/own-folder.ts';
import { masterKeyHint } from '../../../adapters/machine/master-keys.ts';
import type { Environment } from '../../../adapters/machine/own-environment.ts';
import type { Vault, VaultEntry } from '../../../adapters/machine/vault.ts';
import type { Clock } from '../../../core/clock.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Refusal } from '../refusal.ts';
import { invalid, refuse } from '../refusals.ts';
import { machineVault, vaultFolder } from './local-secrets.ts';

/** Takes the lock of a file, for as long as it is held; null where another process does not let go of it. */
export type LockFile = (path: string, waitMs: number) => Promise<AsyncDisposable | null>;

export type KeyParts = {
  readonly env: Environment;
  readonly clock: Pick<Clock, 'now'>;
  readonly lock: LockFile;
};

const LOCK_MS = 10_000;
/** What a variable of the environment can be called. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

const vaultOf = (env: Environment): Result<{ readonly vault: Vault; readonly folder: string }, Refusal> => {
  const [vault, folder] = [machineVault(env), vaultFolder(env)];
  if (vault === null || folder === null)
    return refuse(
      'environment',
      'this machine has no place for a vault',
      'Set WS_MACHINE_STATE to an absolute folder.',
    );
  return ok({ vault, folder });
};

const refusalOf = (message: string, env: Environment): Refusal => ({
  kind: 'environment',
  message,
  hint: message === 'there is no master key' ? masterKeyHint(env) : null,
  diagnostics: [],
});

const changing = async <T>(
  { env, lock }: KeyParts,
  change: (vault: Vault) => Result<T, string>,
): Promise<Result<T, Refusal>> => {
  const opened = vaultOf(env);
  if (!opened.ok) return opened;
  const { vault, folder } = opened.value;
  await makeKeepable(dirname(folder));
  ownFolder(dirname(folder), folder);
  const held = await lock(join(folder, 'lock'), LOCK_MS);
  if (held === null) return refuse('environment', 'another process changes the vault and does not let go of it', null);
  try {
    const changed = change(vault);
    return changed.ok ? changed : err(refusalOf(changed.error, env));
  } finally {
    await held[Symbol.asyncDispose]();
  }
};

/** Keeps a value under a name, in the place of one that was there. */
export const setKey = (name: string, value: string, parts: KeyParts): Promise<Result<void, Refusal>> => {
  if (!NAME.test(name))
    return Promise.resolve(err(invalid(`"${name}" is no name of a secret: letters, digits and "_"`)));
  if (value === '') return Promise.resolve(err(invalid(`there is no value for ${name}`)));
  return changing(parts, (vault) => vault.set(name, value, new Date(parts.clock.now()).toISOString()));
};

/** Refused where there is none of that name. */
export const removeKey = async (name: string, parts: KeyParts): Promise<Result<void, Refusal>> => {
  const removed = await changing(parts, (vault) => vault.remove(name));
  if (!removed.ok) return removed;
  return removed.value ? ok(undefined) : err(invalid(`the vault holds no secret ${name}`, 'See: ws keys list'));
};

/** Seals all secrets by the first master key; gives how many were sealed by another. */
export const rekeyVault = (parts: KeyParts): Promise<Result<number, Refusal>> =>
  changing(parts, (vault) => vault.rekey());

/** What may be shown of each, by name. */
export const listKeys = (env: Environment): Result<readonly VaultEntry[], Refusal> => {
  const opened = vaultOf(env);
  if (!opened.ok) return opened;
  const entries = opened.value.vault.list();
  return entries.ok
    ? ok(entries.value.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    : err(refusalOf(entries.error, env));
};

/** Whether a secret can be had here: from where, or why not. */
export const testKey = (name: string, env: Environment): Result<'environment' | 'vault', Refusal> => {
  if ((env[name] ?? '') !== '') return ok('environment');
  const opened = vaultOf(env);
  if (!opened.ok) return opened;
  const value = opened.value.vault.valueOf(name);
  if (!value.ok) return err(refusalOf(value.error, env));
  return value.value === null
    ? err(invalid(`the secret ${name} is not set`, `Set it: ws keys set ${name}`))
    : ok('vault');
};
