/** The prices of models that count on this machine: those that ws ships, and the user's own over them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Price, Prices } from '../../core/price.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { codeOf } from '../../core/thrown.ts';
import { userFolder, type ConfigPlaces } from '../files.ts';
import { SHIPPED_PRICES } from '../generated/shipped-prices.js';

const SHIPPED: readonly (readonly [string, Price])[] = Object.entries(SHIPPED_PRICES);

/** What ws ships. */
export const shippedPrices = (): Prices => new Map(SHIPPED);

/** Where the user's own prices lie; null where the environment names no home. A project has none: it could make what costs look cheap. */
export const userPricesFile = (env: ConfigPlaces['env']): string | null => {
  const folder = userFolder(env);
  return folder === null ? null : join(folder, 'prices.yaml');
};

/** The prices, or everything that is wrong with the user's file. One look where there is none. */
export const loadPrices = async (env: ConfigPlaces['env']): Promise<Result<Prices, readonly Diagnostic[]>> => {
  const file = userPricesFile(env);
  if (file === null) return ok(shippedPrices());
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return ok(shippedPrices());
    const message = `the file cannot be read (${codeOf(error) ?? 'unknown error'})`;
    return err([{ code: 'unreadable', severity: 'error', message, file, line: 1, column: 1, pointer: '' }]);
  }
  const { parsePrices } = await import('../../schema/parse-prices.ts');
  const own = await parsePrices(text, file);
  return own.ok ? ok(new Map([...SHIPPED, ...own.value])) : own;
};
