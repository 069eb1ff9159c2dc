/** What a step has only where its author says it. */
import type { FileScope } from '../core/file-scope.ts';
import type { CacheRule } from '../core/cache-rule.ts';
import type { Mutex } from '../core/step-claims.ts';
import { milliseconds } from './normalise-retry.ts';
import type { WrittenCache, WrittenScope, WrittenStep } from './written.ts';

/** A list of nothing is none. */
export const normalLeaves = (leaves: WrittenStep['leaves']): { readonly leaves?: readonly string[] } =>
  leaves === undefined || leaves.length === 0 ? {} : { leaves };

/** A list alone is what it may change, and nothing else. */
export const normalScope = (files: WrittenScope | undefined): { readonly files?: FileScope } => {
  if (files === undefined) return {};
  const { only, outside = 'fail' } = 'only' in files ? files : { only: files };
  return { files: { only, outside } };
};

/** A title that says what the id says is none. */
export const normalTitle = (title: string | undefined, id: string): { readonly title?: string } =>
  title === undefined || title.trim() === '' || title === id ? {} : { title };

const NONE: readonly never[] = [];

/** What a step says goes before what `defaults` say; `false` is none. */
export const normalCache = (
  own: WrittenCache | undefined,
  inherited: WrittenCache | undefined,
): { readonly cache?: CacheRule } => {
  const written = own ?? inherited ?? false;
  if (written === false) return {};
  const { inputs, env, outputs, tools, key, ttl } = written === true ? {} : written;
  const lists = { inputs: inputs ?? null, env: env ?? NONE, outputs: outputs ?? NONE, tools: tools ?? NONE };
  return { cache: { ...lists, key: key ?? null, ttlMs: milliseconds(ttl), isOwn: own !== undefined } };
};

/** Nothing of any pool is none. */
export const normalResources = (
  resources: Readonly<Record<string, number>> | undefined,
): { readonly resources?: Readonly<Record<string, number>> } =>
  resources === undefined || Object.keys(resources).length === 0 ? {} : { resources };

/** A text alone is its name. */
export const normalMutex = (mutex: WrittenStep['mutex']): { readonly mutex?: Mutex } => {
  if (mutex === undefined) return {};
  const { name, strict = false } = typeof mutex === 'string' ? { name: mutex } : mutex;
  return { mutex: { name, strict } };
};
