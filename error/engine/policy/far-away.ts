/** How far away is too far to keep anybody waiting. */
import type { Instant } from '../../../core/id.ts';
import type { PolicySettings } from './policy-settings.ts';

/** Whether a step is parked until then, so that nothing holds the terminal. */
export const isFarAway = (
  until: Instant,
  now: Instant,
  { foregroundMs }: Pick<PolicySettings, 'foregroundMs'>,
): boolean => until - now > foregroundMs;

/** An instant for a sentence, as UTC to the second. */
export const timeText = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
