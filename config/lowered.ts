/** Takes limits out of a project's configuration that are higher than those of the user: a repository can only lower them. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { parseDuration } from '../schema/duration.ts';
import { PROJECT_SETTINGS, type ProjectRule } from '../schema/project-settings.ts';
import { bytesOf } from './bytes.ts';
import type { Layer } from './layers.ts';

type Limit = Extract<ProjectRule, { readonly kind: 'lower' }>;

const amountOf = (value: Json | undefined, { of }: Limit): number | null => {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  if (of === 'number') return typeof value === 'number' ? value : null;
  if (of === 'bytes') return bytesOf(value);
  return typeof value === 'string' ? parseDuration(value) : null;
};

const valueAt = (value: Json | undefined, keys: readonly string[]): Json | undefined =>
  keys.reduce<Json | undefined>((at, key) => (isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);

const without = (value: JsonObject, [first = '', ...rest]: readonly string[]): JsonObject =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, member]): readonly (readonly [string, Json])[] => {
      if (key !== first) return [[key, member]];
      return rest.length > 0 && isJsonObject(member) ? [[key, without(member, rest)]] : [];
    }),
  );

/** The layer without what is too high beside what counts so far, and a sentence for each. */
export const lowered = (
  layer: Layer,
  before: JsonObject,
): { readonly layer: Layer; readonly notes: readonly string[] } => {
  let { value } = layer;
  const notes: string[] = [];
  for (const [pointer, rule] of Object.entries(PROJECT_SETTINGS)) {
    if (rule.kind !== 'lower') continue;
    const keys = pointer.slice(1).split('/');
    const [mine, theirs] = [valueAt(before, keys), valueAt(value, keys)];
    const [limit, wanted] = [amountOf(mine, rule), amountOf(theirs, rule)];
    if (limit === null || wanted === null || wanted <= limit) continue;
    value = without(value, keys);
    const name = keys.join('.');
    const [high, low] = [theirs, mine].map((given) => JSON.stringify(given).replaceAll('"', ''));
    notes.push(`${layer.origin}: ${name} ${high} is ignored: a project can only lower it, and ${low} counts`);
  }
  return { layer: { ...layer, value }, notes };
};
