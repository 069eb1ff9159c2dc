/** A workstream that another uses, as the body of a step. */
import type { Body, Used } from './workstream.ts';

/** What of a body is a workstream of its own; null where its steps see what is around. */
export const usedBy = (body: Body | undefined): Used | null => (body?.kind === 'group' ? (body.used ?? null) : null);

/** How many steps of a body, the last ones, run after all others ended. */
export const lastOf = (body: Body | undefined): number => usedBy(body)?.last ?? 0;
