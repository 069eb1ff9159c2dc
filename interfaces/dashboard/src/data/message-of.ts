/** What was thrown in the page, as a sentence for people. */

export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
