/** Secrets as this machine has them: variables of the environment first, then the vault. */
import { join } from 'node:path';
import { machineStateFolder } from '../../../adapters/machine/machine-state.ts';
import { masterKeysIn } from '../../../adapters/machine/master-keys.ts';
import { secretsIn, type Environment } from '../../../adapters/machine/own-environment.ts';
import { openVault, type Vault } from '../../../adapters/machine/vault.ts';
import type { SecretKeeper } from '../../../core/secret-source.ts';

/** The folder of the vault; null where the machine has no place for it. */
export const vaultFolder = (env: Environment): string | null => {
  const folder = machineStateFolder(env);
  return folder.ok ? join(folder.value, 'vault') : null;
};

/** The vault of this machine; null where the machine has no place for it. Nothing is read before it is asked. */
export const machineVault = (env: Environment): Vault | null => {
  const folder = vaultFolder(env);
  return folder === null ? null : openVault(join(folder, 'secrets.json'), () => masterKeysIn(env));
};

/** Makes the source; one that is held for this process alone is in `env` from then on. */
export const localSecrets = (env: Record<string, string | undefined>): SecretKeeper => {
  const vault = machineVault(env);
  const set = secretsIn(env);
  const kept = (name: string): ReturnType<Vault['valueOf']> | null => vault?.valueOf(name) ?? null;
  return {
    hold: (name, value) => set.hold(name, value),
    valueOf: (name) => {
      const value = set.valueOf(name);
      if (value !== null) return value;
      const found = kept(name);
      return found?.ok === true ? found.value : null;
    },
    troubleOf: (name) => {
      if (set.valueOf(name) !== null) return null;
      const found = kept(name);
      return found === null || found.ok ? null : found.error;
    },
  };
};
