/** What one can ask of the models that are configured: which there are, who would be asked, whether they answer. */
import { maxTokensOf } from '../../../adapters/llm/ask-model.ts';
import { routesOf } from '../../../adapters/llm/route.ts';
import { MODEL_PRESETS } from '../../../config/model-presets.ts';
import { didYouMean } from '../../../core/planning/nearest.ts';
import {
  NO_SETTINGS,
  type ModelCall,
  type ModelProvider,
  type ModelRoute,
  type ModelSettings,
} from '../../../core/model.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { UNLIMITED } from '../../../core/usage.ts';
import type { Refusal } from '../refusal.ts';
import { invalid } from '../refusals.ts';
import type { ModelDesk } from './model-desk.ts';

/** Whose settings count, and what a call says itself; null leaves it open. */
export type Who = {
  readonly agent: string | null;
  readonly task: string | null;
  readonly provider: string | null;
  readonly model: string | null;
};

/** `set`: it can be asked. `none`: it needs no key. */
export type KeyState = 'set' | 'missing' | 'none';

export const keyStateOf = ({ key }: ModelProvider, desk: Pick<ModelDesk, 'hasKey'>): KeyState =>
  key === null ? 'none' : desk.hasKey(key) ? 'set' : 'missing';

/** How a person gets the key of a provider; null where nobody knows. */
export const howToGetKey = ({ name, key }: ModelProvider): string | null => {
  if (key === null) return null;
  const where = MODEL_PRESETS[name]?.hint;
  return `export ${key}=…${where === undefined ? '' : `, from ${where}`}`;
};

/** A provider by its name; the refusal says which there are. */
export const providerNamed = ({ config }: Pick<ModelDesk, 'config'>, name: string): Result<ModelProvider, Refusal> => {
  const provider = config.providers.get(name);
  if (provider !== undefined) return ok(provider);
  const known = [...config.providers.keys()];
  const hint = `There are ${known.join(', ')}.${didYouMean(name, known)} Another goes below models.providers of your configuration.`;
  return err(invalid(`there is no provider ${name}`, hint));
};

const knownLevel = (
  what: 'agent' | 'task',
  name: string | null,
  levels: ReadonlyMap<string, ModelSettings>,
): Refusal | null => {
  if (name === null || levels.has(name)) return null;
  const known = [...levels.keys()];
  const hint = known.length === 0 ? `None is configured: models.${what}s` : `There are ${known.join(', ')}.`;
  return invalid(`there is no ${what} ${name} in the configuration of models`, `${hint}${didYouMean(name, known)}`);
};

/** The routes that a call would be made of, the first first. Refused where a name is not known, or nobody can be asked. */
export const explainRoutes = (desk: ModelDesk, who: Who): Result<readonly ModelRoute[], Refusal> => {
  const { config } = desk;
  const unknown = knownLevel('agent', who.agent, config.agents) ?? knownLevel('task', who.task, config.tasks);
  if (unknown !== null) return err(unknown);
  if (who.provider !== null) {
    const provider = providerNamed(desk, who.provider);
    if (!provider.ok) return provider;
  }
  const settings = { ...NO_SETTINGS, provider: who.provider, model: who.model };
  const routes = routesOf(config, { settings, agent: who.agent, task: who.task });
  if (routes.length > 0) return ok(routes.map((route) => ({ ...route, maxTokens: maxTokensOf(route) })));
  const [example] = [...config.providers.values()].map(howToGetKey).filter((each) => each !== null);
  return err(invalid('no model can be asked: no provider has both a model and a key', example ?? null));
};

export type ModelCheck = {
  readonly provider: string;
  readonly model: string | null;
  readonly isFit: boolean;
  readonly ms: number | null;
  /** What it died of, or why it was not asked. */
  readonly message: string;
};

const HELLO = { messages: [{ role: 'user' as const, text: 'Answer with the word ok.', files: [] }], schema: null };

/** Makes one small call of a provider. Nothing is asked of one whose key is not set. */
export const checkModel = async (
  desk: ModelDesk,
  provider: ModelProvider,
  signal: AbortSignal,
): Promise<ModelCheck> => {
  const { name } = provider;
  const { model } = provider.settings;
  const unfit = (message: string): ModelCheck => ({ provider: name, model, isFit: false, ms: null, message });
  if (keyStateOf(provider, desk) === 'missing') return unfit(howToGetKey(provider) ?? '');
  if (model === null) return unfit('no default model is set: model: <name> below its name in models.providers');
  const settings = { ...NO_SETTINGS, provider: name, model, maxTokens: 64, timeoutMs: 30_000 };
  const call: ModelCall = {
    ...{ ...HELLO, settings, agent: null, task: null, cacheMs: 0, caller: 'check', setAside: UNLIMITED },
  };
  const begun = performance.now();
  const ended = await (await desk.gateway()).complete(call, { signal, hear: () => undefined });
  // Of the routes only this one says something of the provider.
  const failure = ended.ok ? ended.value.tried[0]?.failure : ended.error.tried[0]?.failure;
  const ms = Math.round(performance.now() - begun);
  return failure === undefined || failure.code === 'truncated'
    ? { provider: name, model, isFit: true, ms, message: '' }
    : { ...unfit(`${failure.code}: ${failure.message}`), ms };
};
