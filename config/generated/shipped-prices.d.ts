/** The prices of models that ws ships, by name, as config/prices.yaml has them. */
import type { Price } from '../../core/price.ts';

export declare const SHIPPED_PRICES: Readonly<Record<string, Price>>;
