/** What the generated workstream-validator.js offers. */
import type { ErrorObject } from 'ajv';

type Validate = { (value: unknown): boolean; readonly errors?: ErrorObject[] | null };

/** Checks everything but the steps, of which it only asks that they are lists. */
export declare const validateFrame: Validate;
/** Checks one step. */
export declare const validateStep: Validate;
