/** Lists among JSON values. */
import type { Json } from '../core/json.ts';

/** Tells a list from the other JSON values; Array.isArray alone would make its items `any`. */
export const isJsonList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
