/** The environment of this process: the one place that reads it. Whoever needs a variable is handed them from here. */
import type { SecretKeeper } from '../../core/secret-source.ts';

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables as they are now, not a copy. */
export const ownEnvironment = (): Environment => process.env;

/** Secrets that are set as variables; one that is held is set in `env` itself, so that whoever masks by it masks that one, too. */
export const secretsIn = (env: Record<string, string | undefined>): SecretKeeper => ({
  valueOf: (name) => env[name] ?? null,
  troubleOf: () => null,
  hold: (name, value) => {
    env[name] = value;
  },
});
