/** What the generated workstream-validator.js offers. */

/** Checks everything but the steps, of which it only asks that they are lists. */
export declare const validateFrame: (value: unknown) => boolean;
/** Checks one step. */
export declare const validateStep: (value: unknown) => boolean;
