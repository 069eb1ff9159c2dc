/** Moments as the API writes them. */

/** RFC 3339. */
export const timeText = (at: number): string => new Date(at).toISOString();

/** null stays null. */
export const timeOrNull = (at: number | null): string | null => (at === null ? null : timeText(at));
