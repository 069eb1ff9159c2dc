/** What an attempt depends on, and the key that follows from it. */
import { withTextsIn, type JsonObject } from '../../core/json.ts';
import { canonicalJson } from '../../core/planning/hash.ts';
import type { CacheAsk } from '../../core/step-cache.ts';
import type { Mask } from '../../core/system.ts';
import { sha256 } from '../machine/digest.ts';
import type { Ingredients } from './entry.ts';

/** What only the place knows. */
export type Here = {
  readonly content: Ingredients['content'];
  readonly tool: Ingredients['tool'];
  readonly tools: Ingredients['tools'];
  readonly platform: string;
};

const definitionOf = ({ attempt, work, rule, filled }: CacheAsk): JsonObject => {
  const { with: args, input, failure, cwd, env, acceptance } = filled;
  const { access, sandbox, timeoutMs, limits, outputs, leaves, files } = work;
  return {
    ...{ step: attempt.step, with: args, input, failure, cwd, env },
    acceptance: acceptance.map((each) => ({ ...each })),
    ...{ access, sandbox, timeoutMs, limits, outputs, leaves, files: files ?? null },
    cache: { inputs: rule.inputs, outputs: rule.outputs },
  };
};

/** Of a secret its name counts: it may be another one tomorrow, and do the same. */
const variablesOf = ({ rule, call, secrets }: CacheAsk): Ingredients['env'] =>
  Object.fromEntries(
    rule.env.map((name) => {
      const value = call.env[name];
      return [name, value === undefined || secrets.includes(name) ? null : sha256(value)];
    }),
  );

/** No secret is in it: texts are masked. */
export const ingredientsOf = (ask: CacheAsk, here: Here, mask: Mask): Ingredients => ({
  definition: withTextsIn(definitionOf(ask), mask),
  ...here,
  env: variablesOf(ask),
  secrets: ask.secrets.toSorted(),
  key: ask.filled.cacheKey ?? null,
});

/** The same for the same ingredients, on whatever machine. */
export const keyOf = (ingredients: Ingredients): string => sha256(canonicalJson(ingredients));
