/** Functions that ws ships for workstreams, called as a step calls them: JSON in, JSON out. */
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import type { Json } from '../../core/json.ts';

/** Any JSON, looked at by an assertion. */
type Loose = { readonly [key: string]: Loose } & Json;

/** The function that `module: ws:<name>` calls. */
export const shippedFunction = async (name: string): Promise<(input: unknown) => Loose> => {
  const file = resolve(import.meta.dirname, `../../workstreams/lib/${name}.mjs`);
  // A shipped module exports its function as its default; its own types are checked where it stands.
  const { default: call } = (await import(pathToFileURL(file).href)) as {
    readonly default: (input: unknown) => unknown;
  };
  return (input) => JSON.parse(JSON.stringify(call(input))) as Loose;
};
