/** Which models a call is for: the one that is meant, then those to fall back to. */
import {
  NO_SETTINGS,
  type ModelCall,
  type ModelConfig,
  type ModelRoute,
  type ModelSettings,
} from '../../core/model.ts';

const firstOf = <K extends keyof ModelSettings>(levels: readonly ModelSettings[], key: K): ModelSettings[K] =>
  levels.find((level) => level[key] !== null)?.[key] ?? NO_SETTINGS[key];

/**
 * The levels that speak of a call, the closest first: call, agent, task, all. What a level leaves out is taken from the next; a
 * provider speaks for itself in between.
 */
const levelsOf = (config: ModelConfig, { settings, agent, task }: RouteQuestion): readonly ModelSettings[] => [
  settings,
  (agent === null ? undefined : config.agents.get(agent)) ?? NO_SETTINGS,
  (task === null ? undefined : config.tasks.get(task)) ?? NO_SETTINGS,
];

type RouteQuestion = Pick<ModelCall, 'settings' | 'agent' | 'task'>;
type Target = { readonly provider: string; readonly model: string };

const routeTo = ({ provider, model }: Target, levels: readonly ModelSettings[], config: ModelConfig): ModelRoute => {
  const known = config.providers.get(provider);
  const all = [
    ...levels,
    known?.models.get(model)?.settings ?? NO_SETTINGS,
    known?.settings ?? NO_SETTINGS,
    config.defaults,
  ];
  return {
    ...{ provider, model },
    temperature: firstOf(all, 'temperature'),
    maxTokens: firstOf(all, 'maxTokens'),
    timeoutMs: firstOf(all, 'timeoutMs'),
    reasoning: firstOf(all, 'reasoning'),
  };
};

/** A level that names a provider means that one's models: what is named below it is of another. */
const chosen = (levels: readonly ModelSettings[], config: ModelConfig): Target | null => {
  const at = levels.findIndex(({ provider }) => provider !== null);
  const provider = levels[at]?.provider ?? null;
  if (provider === null) return null;
  const model = firstOf(levels.slice(0, at + 1), 'model') ?? config.providers.get(provider)?.settings.model ?? null;
  return model === null ? null : { provider, model };
};

/** The routes to try, the best first, none of them twice; none where no provider with a model is configured for the call. */
export const routesOf = (config: ModelConfig, call: RouteQuestion): readonly ModelRoute[] => {
  const levels = levelsOf(config, call);
  const first = chosen([...levels, config.defaults], config);
  const others = config.fallback.flatMap(({ provider, model: named }) => {
    const model = named ?? config.providers.get(provider)?.settings.model ?? null;
    return model === null ? [] : [{ provider, model }];
  });
  const targets = [...(first === null ? [] : [first]), ...others].filter(({ provider }) =>
    config.providers.has(provider),
  );
  const byName = new Map(targets.map((target) => [JSON.stringify([target.provider, target.model]), target]));
  return [...byName.values()].map((target) => routeTo(target, levels, config));
};
