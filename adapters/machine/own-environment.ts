/** The environment of this process: the one place that reads it. Whoever needs a variable is handed them from here. */
import type { SecretSource } from '../../core/secret-source.ts';

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables as they are now, not a copy. */
export const ownEnvironment = (): Environment => process.env;

/** Secrets that are set as variables. */
export const secretsIn = (env: Environment): SecretSource => ({ valueOf: (name) => env[name] ?? null });
