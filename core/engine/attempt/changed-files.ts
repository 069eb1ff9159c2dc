/** Which files a round of a loop has changed: `loop.changedFiles`. Told by attempts only where an expression asks for it. */
import type { Plan } from '../../plan.ts';
import { rememberedWith } from '../../remembered.ts';
import type { Run } from '../../run.ts';
import { around } from '../../state/growth.ts';
import type { Body } from '../../workstream.ts';

const isAskedIn = rememberedWith((body: Body): boolean => /changedFiles/i.test(JSON.stringify(body)));

/** Whether a step is in a loop that asks for the files of the round before. */
export const asksForChanged = (plan: Plan, place: number): boolean => {
  for (const composite of around(plan, place)) {
    const body = plan.steps[composite]?.body;
    if (body?.kind === 'loop' && isAskedIn(body)) return true;
  }
  return false;
};

/** All that was changed at or below a place, in order, each once. */
export const changedBelow = (run: Run, place: number): readonly string[] => {
  const found = new Set<string>();
  const places = [place];
  for (let at = places.pop(); at !== undefined; at = places.pop()) {
    const state = run.steps[at]?.state;
    if (state?.kind === 'succeeded') for (const path of state.changed ?? []) found.add(path);
    places.push(...(run.plan.openings.get(at)?.children ?? []));
  }
  return [...found].sort();
};
