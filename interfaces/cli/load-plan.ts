/** Loads the definition that a command was given. */
import { resolve } from 'node:path';
import { secretsIn } from '../../adapters/machine/own-environment.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Plan } from '../../core/workstream.ts';
import { diagnosticLine } from './complaint.ts';
import type { Refusal } from '../house/refusal.ts';
import { loadDefinition } from '../house/load-definition.ts';
import type { Session } from './session.ts';

/** Loads a plan that can be run; complains about every diagnostic, warnings too. */
export const loadPlan = async (session: Session, file: string): Promise<Result<Plan, Refusal>> => {
  const { plan, diagnostics } = await loadDefinition(resolve(session.directory, file), secretsIn(session.env));
  if (plan === null) {
    return err({ kind: 'invalid', message: `${file} is not a workstream that can run`, hint: null, diagnostics });
  }
  for (const diagnostic of diagnostics) session.screen.note(diagnosticLine(diagnostic, session.screen.notePaint));
  return ok(plan);
};
