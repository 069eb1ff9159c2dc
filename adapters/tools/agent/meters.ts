/** How a coding CLI is led through ws to its models. A dialect says it, and starts nothing. */
import type { ModelDoor, ModelUpstream, ModelWire } from '../../../core/model-proxy.ts';

/** The environment of a step. */
export type StepEnv = Readonly<Record<string, string>>;

/** What is known of where a CLI finds its models. */
export type MeterFacts = {
  readonly env: StepEnv;
  /** What its own configuration says, as it lies in its home; the empty string where there is none. */
  readonly own: string;
  /** Where the provider is whose key has this name, as the user's `models:` has it; null where that says nothing. */
  readonly baseOf: (key: string) => string | null;
};

/** Null unsets a variable. */
export type Led = { readonly env: Readonly<Record<string, string | null>>; readonly args: readonly string[] };

export type AgentMeters = {
  /** The file below its home that may name its models; null where none does. */
  readonly own: string | null;
  /** Whom it would ask with a key of ours; none where it has a login, or goes where nobody can follow. */
  readonly upstreams: (facts: MeterFacts) => readonly ModelUpstream[];
  /** Leads it to the doors, one for each upstream in their order. */
  readonly through: (facts: MeterFacts, doors: readonly ModelDoor[]) => Led;
};

/** A variable that is set; null where it is not, or empty. */
export const setIn = (env: StepEnv, name: string): string | null => {
  const value = env[name] ?? '';
  return value === '' ? null : value;
};

/** What client libraries count to the address, and a request of the wire has in its path. */
const VERSIONS: Readonly<Record<ModelWire, RegExp | null>> = {
  anthropic: /\/v1\/*$/,
  openai: null,
  google: /\/v1(?:beta|alpha)?\/*$/,
};

/** The address of a provider without what the wire itself says. */
export const wireBase = (wire: ModelWire, url: string): string => {
  const version = VERSIONS[wire];
  return version === null ? url : url.replace(version, '');
};

/** Whom one variable opens; none where it is not set. `at`: what is known of where that is, the first that is not null. */
export const upstreamBy = (
  { env, baseOf }: MeterFacts,
  wire: ModelWire,
  key: string,
  at: readonly (string | null)[],
): readonly ModelUpstream[] => {
  const value = setIn(env, key);
  const base = [...at.slice(0, -1), baseOf(key), ...at.slice(-1)].find((each) => each !== null) ?? null;
  return value === null || base === null ? [] : [{ wire, baseUrl: wireBase(wire, base), key: value, keyAs: 'key' }];
};
