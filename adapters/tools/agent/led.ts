/** Leads a CLI through ws to its models, where its profile wants that and a key of ours is used. */
import { validateHeaderValue } from 'node:http';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import type { ModelPass, ModelProxy, PassTerms } from '../../../core/model-proxy.ts';
import type { ModelPrice } from '../../../core/price.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Network } from '../../../core/system.ts';
import type { Metering } from '../../../core/tool-profile.ts';
import { readOwn } from '../../machine/own-folder.ts';
import type { AgentBudget, AgentTask, Dialect } from './dialect.ts';
import type { MeterFacts } from './meters.ts';
import { relayed } from './relay.ts';

/** Who stands between CLIs and models here. */
export type MeteringParts = {
  readonly openProxy: () => Promise<ModelProxy>;
  /** What {@link MeterFacts.baseOf} is, and prices. */
  readonly baseOf: MeterFacts['baseOf'];
  readonly priceOf: (model: string) => ModelPrice | null;
};

/** A way to the models that is open for one process of a CLI. */
export type Way = {
  readonly pass: ModelPass;
  /** An environment without the keys. */
  readonly env: (given: AgentTask['env']) => AgentTask['env'];
  /** In front of those of the task. */
  readonly args: readonly string[];
  /** Around the command line, where there is no network. */
  readonly argv: (argv: readonly [string, ...string[]]) => readonly [string, ...string[]];
  /** More that it must see in a sandbox. */
  readonly readable: readonly string[];
};

export type LedRequest = {
  readonly dialect: Pick<Dialect, 'title' | 'meters' | 'tells'>;
  readonly profile: { readonly metering: Metering; readonly network: Network };
  readonly task: Pick<AgentTask, 'env' | 'home'>;
  readonly budget: AgentBudget;
} & Pick<PassTerms, 'onUse' | 'onVerdict'>;

/** Where these are set a CLI gets out by somebody else, by whom ws itself does not go. */
const WAYS_OUT = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

const refused = (message: string): Result<never, Failure> => err({ code: 'bad-input', pointer: '', message });

const without = (env: AgentTask['env'], led: Readonly<Record<string, string | null>>): AgentTask['env'] => {
  const all: Readonly<Record<string, string | null>> = { ...env, ...led };
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
};

const canBeShown = (key: string): boolean => {
  try {
    validateHeaderValue('authorization', key);
    return true;
  } catch {
    return false;
  }
};

/** What a CLI would ask, by a key that ws can hold. */
const factsOf = ({ dialect, task }: LedRequest, { baseOf }: MeteringParts): MeterFacts => {
  const own = dialect.meters?.own ?? null;
  return { env: task.env, own: own === null ? '' : (readOwn(join(task.home, own)) ?? ''), baseOf };
};

/** null: it asks its models itself. Fails where its profile wants what cannot be. */
export const leadToModels = async (
  request: LedRequest,
  parts: MeteringParts | null,
): Promise<Result<Way | null, Failure>> => {
  const { dialect, profile, budget, onUse, onVerdict } = request;
  const { mode, models, map } = profile.metering;
  const isWanted = mode === 'proxy' || profile.network === 'models';
  if (mode === 'off' || parts === null || dialect.meters === undefined || profile.network === 'none') {
    if (!isWanted) return ok(null);
    const why = mode === 'off' ? '"network: models" needs metering' : `${dialect.title} cannot be led through ws`;
    return refused(`${why}; set "metering: auto" and "network: full"`);
  }
  const wayOut = WAYS_OUT.find((name) => (request.task.env[name] ?? '') !== '');
  if (wayOut !== undefined) {
    const why = `${dialect.title} cannot be led through ws where ${wayOut} is set: ws asks models directly`;
    return isWanted ? refused(why) : ok(null);
  }
  const facts = factsOf(request, parts);
  const upstreams = dialect.meters.upstreams(facts);
  if (upstreams.length === 0)
    return isWanted
      ? refused(
          `${dialect.title} asks its models with a login, or where ws does not know: only with a key of its provider, named by "secrets" of the step, can it be led through ws`,
        )
      : ok(null);
  if (!upstreams.every(({ key }) => canBeShown(key)))
    return refused(`a key of ${dialect.title} holds what no request can show, such as a line break at its end`);
  const proxy = await parts.openProxy();
  const isShut = profile.network === 'models';
  const pass = await proxy.issue(
    upstreams,
    {
      budget: {
        tokens: budget.tokens,
        microUsd: budget.costUsd === null ? null : Math.round(budget.costUsd * 1e6),
      },
      ...{ models, map, priceOf: parts.priceOf, onUse, onVerdict },
      reach: isShut ? 'models' : 'all',
      unpriced: dialect.tells.cost ? 'pass' : 'refuse',
    },
    isShut ? 'socket' : 'port',
  );
  const led = dialect.meters.through(facts, pass.doors);
  const { socket } = pass;
  return ok({
    pass,
    env: (given) => without(given, led.env),
    args: led.args,
    argv: (argv) => (socket === null ? argv : relayed(argv, socket)),
    readable: socket === null ? [] : [socket],
  });
};
