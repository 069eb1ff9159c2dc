/** Which coding CLI does a task: the one that was named, or the first that is here and has a key or a login. */
import type { Environment } from '../../adapters/machine/own-environment.ts';
import type { Dialect } from '../../adapters/tools/agent/dialect.ts';
import { DIALECTS } from '../../adapters/tools/agent/dialects.ts';
import { programPath } from '../../adapters/tools/check/program-path.ts';
import { ADAPTERS } from '../../adapters/tools/descriptions.ts';
import { loginsAt } from '../../adapters/tools/home/logins.ts';
import { shippedProfiles } from '../../config/profiles/load.ts';
import { toolId } from '../../core/id.ts';
import { didYouMean } from '../../core/planning/nearest.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

/** `why`: a sentence about the choice; `secrets`: the variables with its keys, and with where its provider is, that are set. */
export type PickedAgent = { readonly dialect: Dialect; readonly why: string; readonly secrets: readonly string[] };

const isInstalled = ({ program }: Dialect, env: Environment): boolean => programPath(program, env) !== null;

const isSet = (env: Environment, name: string): boolean => (env[name] ?? '') !== '';

const keysOf = ({ keys }: Dialect, env: Environment): readonly string[] => keys.filter((name) => isSet(env, name));

/** The file of a login, of the profile that ws ships; null where there is none. */
const loginOf = ({ id }: Dialect, env: Environment): string | null => {
  const files = shippedProfiles(ADAPTERS).get(toolId(id))?.login.files ?? [];
  return loginsAt(files, env)[0]?.place ?? null;
};

/** What lets it reach its models, as people are told; null where nothing does. */
const accessOf = (dialect: Dialect, env: Environment): string | null => {
  const [key] = keysOf(dialect, env);
  if (key !== undefined) return `the key ${key}`;
  const login = loginOf(dialect, env);
  return login === null ? null : `the login ${login}`;
};

const howToLogIn = ({ id }: Dialect): string | null => shippedProfiles(ADAPTERS).get(toolId(id))?.login.get ?? null;

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
  const access = accessOf(dialect, env);
  const has = access === null ? `it has no login, and no key is set: ${dialect.keys.join(', ')}` : `it has ${access}`;
  return picked(dialect, `${dialect.title}, as you said; ${has}`, env);
};

const NOBODY = 'there is no coding CLI that could do it';

const installWords = DIALECTS.map(({ id, install }) => `\n    ${id}: ${install}`).join('');

/** `name`: null for the first that can be used. Refused where there is none, with what would be needed. */
export const pickAgent = (name: string | null, env: Environment): Result<PickedAgent, Refusal> => {
  if (name !== null) return pickNamed(name, env);
  const here = DIALECTS.filter((dialect) => isInstalled(dialect, env));
  const chosen = here.find((dialect) => accessOf(dialect, env) !== null);
  if (here.length === 0)
    return refuse('environment', `${NOBODY}: none of these is on PATH:${installWords}`, 'Install one of them.');
  if (chosen === undefined) {
    const lacking = here.map((dialect) => {
      const login = howToLogIn(dialect);
      return `\n    ${dialect.id}: export ${dialect.keys.join('=… or ')}=…${login === null ? '' : `, or log in: ${login}`}`;
    });
    const message = `${NOBODY}: none that is here has a key or a login:${lacking.join('')}`;
    return refuse('environment', message, 'Or name one: --tool <name>.');
  }
  const passed = here.slice(0, here.indexOf(chosen)).map(({ id }) => `${id} has no key and no login`);
  const why = [`${chosen.title}, the first with a key or a login (${accessOf(chosen, env) ?? ''})`, ...passed].join(
    '; ',
  );
  return picked(chosen, why, env);
};
