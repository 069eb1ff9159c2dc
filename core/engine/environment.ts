/** What an attempt's processes are started with, before what its step itself sets. */
import type { AttemptOrder } from '../order.ts';
import type { Workspace } from '../workspace.ts';
import { ceilingAbove } from './ceiling.ts';
import type { Equipment } from './parts.ts';

type Order = Pick<AttemptOrder, 'attempt' | 'workstream'>;
type Place = Pick<Workspace, 'place' | 'worktree'>;
type Provided = Pick<Workspace, 'worktree'> & { readonly provisions: Pick<Workspace['provisions'], 'excludes'> };

/** Has the git of a step ignore what was brought in, beside whatever its environment sets already. */
const excluding = (
  env: Readonly<Record<string, string>>,
  excludes: string | null,
): Readonly<Record<string, string>> => {
  if (excludes === null) return {};
  const count = Number(env['GIT_CONFIG_COUNT'] ?? 0);
  return {
    GIT_CONFIG_COUNT: `${count + 1}`,
    [`GIT_CONFIG_KEY_${count}`]: 'core.excludesFile',
    [`GIT_CONFIG_VALUE_${count}`]: excludes,
  };
};

/** What an attempt is told of itself, which no step may set otherwise. */
export const identityOf = (
  { attempt: { run, step, attempt }, workstream }: Order,
  { place, worktree }: Place,
): Readonly<Record<string, string>> => ({
  WS_RUN_ID: run,
  WS_STEP_ID: step,
  WS_ATTEMPT: String(attempt),
  WS_WORKSTREAM: workstream,
  WS_WORKTREE: worktree,
  WS_BRANCH: place.branch,
});

/** What is there before a step's own environment: what every step starts from, and the secrets that this one names. */
export const environmentAt = (
  { secrets: names }: Pick<AttemptOrder, 'secrets'>,
  { worktree, provisions }: Provided,
  { env, secrets }: Pick<Equipment, 'env' | 'secrets'>,
): Readonly<Record<string, string>> => ({
  ...env,
  ...excluding(env, provisions.excludes()),
  GIT_CEILING_DIRECTORIES: ceilingAbove(worktree),
  ...Object.fromEntries(Object.entries(secrets).filter(([name]) => names.includes(name))),
});
