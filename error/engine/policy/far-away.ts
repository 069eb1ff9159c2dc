/** How far away is too far to keep anybody waiting. */
import type { Instant } from '../../../core/id.ts';

const FAR_AWAY_MS = 1_800_000;

/** Whether a step is parked until then, so that nothing holds the terminal. */
export const isFarAway = (until: Instant, now: Instant): boolean => until - now > FAR_AWAY_MS;

/** An instant for a sentence, as UTC to the second. */
export const timeText = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
