/** Which coding CLI does a task: the one that was named, or the first that is here and has a key. */
import type { Environment } from '../../adapters/machine/own-environment.ts';
import type { Dialect } from '../../adapters/tools/agent/dialect.ts';
import { DIALECTS } from '../../adapters/tools/agent/dialects.ts';
import { programPath } from '../../adapters/tools/check/program-path.ts';
import { didYouMean } from '../../core/planning/nearest.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

/** `why`: a sentence about the choice; `secrets`: the variables with its keys, and with where its provider is, that are set. */
export type PickedAgent = { readonly dialect: Dialect; readonly why: string; readonly secrets: readonly string[] };

const isInstalled = ({ program }: Dialect, env: Environment): boolean => programPath(program, env) !== null;

const isSet = (env: Environment, name: string): boolean => (env[name] ?? '') !== '';

const keysOf = ({ keys }: Dialect, env: Environment): readonly string[] => keys.filter((name) => isSet(env, name));

const secretsOf = (dialect: Dialect, env: Environment): readonly string[] => [
  ...keysOf(dialect, env),
  ...dialect.endpoints.filter((name) => /^https?:\/\/./.test(env[name] ?? '')),
];

const picked = (dialect: Dialect, why: string, env: Environment): Result<PickedAgent, never> =>
  ok({ dialect, why, secrets: secretsOf(dialect, env) });

const pickNamed = (name: string, env: Environment): Result<PickedAgent, Refusal> => {
  const known = DIALECTS.map(({ id }) => id);
  const dialect = DIALECTS.find(({ id }) => id === name);
  if (dialect === undefined)
    return refuse(
      'invalid',
      `there is no coding CLI "${name}".${didYouMean(name, known)}`,
      `ws speaks to ${known.join(', ')}.`,
    );
  if (!isInstalled(dialect, env))
    return refuse('environment', `there is no program ${dialect.program} on PATH`, `Install it: ${dialect.install}`);
  const [key] = keysOf(dialect, env);
  const has = key === undefined ? `no key of it is set: ${dialect.keys.join(', ')}` : `it has the key ${key}`;
  return picked(dialect, `${dialect.title}, as you said; ${has}`, env);
};

const NOBODY = 'there is no coding CLI that could do it';

const installWords = DIALECTS.map(({ id, install }) => `\n    ${id}: ${install}`).join('');

/** `name`: null for the first that can be used. Refused where there is none, with what would be needed. */
export const pickAgent = (name: string | null, env: Environment): Result<PickedAgent, Refusal> => {
  if (name !== null) return pickNamed(name, env);
  const here = DIALECTS.filter((dialect) => isInstalled(dialect, env));
  const chosen = here.find((dialect) => keysOf(dialect, env).length > 0);
  if (here.length === 0)
    return refuse('environment', `${NOBODY}: none of these is on PATH:${installWords}`, 'Install one of them.');
  if (chosen === undefined) {
    const lacking = here.map(({ id, keys }) => `\n    ${id}: export ${keys.join('=… or ')}=…`).join('');
    return refuse('environment', `${NOBODY}: none that is here has a key:${lacking}`, 'Or name one: --tool <name>.');
  }
  const passed = here.slice(0, here.indexOf(chosen)).map(({ id }) => `${id} has no key`);
  const why = [`${chosen.title}, the first with a key (${keysOf(chosen, env)[0] ?? ''})`, ...passed].join('; ');
  return picked(chosen, why, env);
};
