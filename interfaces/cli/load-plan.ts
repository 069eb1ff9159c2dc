/** Loads the definition that a command was given. */
import { ok, type Result } from '../../core/result.ts';
import type { Plan } from '../../core/plan.ts';
import { loadPlan as load } from '../house/load-plan.ts';
import type { Refusal } from '../house/refusal.ts';
import { diagnosticLine } from './complaint.ts';
import type { Session } from './session.ts';

/** Loads a plan that can be run, from `base` rather than from where it says; complains about every diagnostic, warnings too. */
export const loadPlan = async (
  { directory, env, screen }: Session,
  file: string,
  base: string | null = null,
): Promise<Result<Plan, Refusal>> => {
  const loaded = await load({ source: { file }, base, directory, env });
  if (!loaded.ok) return loaded;
  for (const diagnostic of loaded.value.warnings) screen.note(diagnosticLine(diagnostic, screen.notePaint));
  return ok(loaded.value.plan);
};
