/** What the generated config-faults.js offers: it goes on to the end and keeps what it finds. */
import type { ErrorObject } from 'ajv';

export declare const findToolFaults: { (value: unknown): boolean; readonly errors?: ErrorObject[] | null };
