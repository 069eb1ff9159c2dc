/** Gives the plan of a definition that can be run where somebody stands. */
import { namedDefinition } from './named-definition.ts';
import { localSecrets } from './keys/local-secrets.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Plan } from '../../core/plan.ts';
import { checkProvisions } from './check-provisions.ts';
import { loadDefinition, readDefinition, type Where } from './load-definition.ts';
import { shownFiles } from './named-files.ts';
import type { Refusal } from './refusal.ts';

/** Files, relative to where somebody stands; or a text, and how it is called in diagnostics. */
export type DefinitionSource = { readonly file: string; readonly text?: string };

export type PlanRequest = Where & {
  readonly source: DefinitionSource;
  /** What the run would start from, in place of what the definition says; null: as it says. */
  readonly base: string | null;
};

/** `warnings` keep nothing from running. */
export type RunnablePlan = { readonly plan: Plan; readonly warnings: readonly Diagnostic[] };

/** Refused, with everything that is wrong and where, where the definition is not one that can run. */
export const loadPlan = async ({ source, base, ...where }: PlanRequest): Promise<Result<RunnablePlan, Refusal>> => {
  const { directory, env } = where;
  const path = namedDefinition(source.file, directory);
  const { plan, diagnostics } =
    source.text === undefined
      ? await loadDefinition(path, where, localSecrets(env))
      : await readDefinition({ text: source.text, file: source.file }, where, localSecrets(env));
  const unfit = plan === null ? diagnostics : await checkProvisions(plan, path, { directory, base });
  if (plan !== null && unfit.length === 0) return ok({ plan, warnings: diagnostics });
  const message = `${shownFiles(source.file)} is not a workstream that can run`;
  return err({ kind: 'invalid', message, hint: null, diagnostics: unfit });
};
