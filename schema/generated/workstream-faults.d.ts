/** What the generated workstream-faults.js offers: the same checks, which go on to the end and keep what they find. */
import type { ErrorObject } from 'ajv';

type FindFaults = { (value: unknown): boolean; readonly errors?: ErrorObject[] | null };

export declare const findFrameFaults: FindFaults;
export declare const findStepFaults: FindFaults;
