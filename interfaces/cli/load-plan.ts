/** Loads the definition that a command was given. */
import { resolve } from 'node:path';
import { secretsIn } from '../../adapters/machine/own-environment.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Plan } from '../../core/plan.ts';
import { diagnosticLine } from './complaint.ts';
import type { Refusal } from '../house/refusal.ts';
import { checkProvisions } from '../house/check-provisions.ts';
import { loadDefinition } from '../house/load-definition.ts';
import type { Session } from './session.ts';

/** Loads a plan that can be run, from `base` rather than from where it says; complains about every diagnostic, warnings too. */
export const loadPlan = async (
  session: Session,
  file: string,
  base: string | null = null,
): Promise<Result<Plan, Refusal>> => {
  const { directory } = session;
  const path = resolve(directory, file);
  const { plan, diagnostics } = await loadDefinition(path, session, secretsIn(session.env));
  const unfit = plan === null ? diagnostics : await checkProvisions(plan, path, { directory, base });
  if (plan === null || unfit.length > 0) {
    const message = `${file} is not a workstream that can run`;
    return err({ kind: 'invalid', message, hint: null, diagnostics: unfit });
  }
  for (const diagnostic of diagnostics) session.screen.note(diagnosticLine(diagnostic, session.screen.notePaint));
  return ok(plan);
};
