/** What a workstream would do, as a document. */
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { InputDefinition } from '../../../core/input-definition.ts';
import type { Plan } from '../../../core/plan.ts';
import { progressOf } from '../../house/progress.ts';
import { planGraph } from './graph-document.ts';

const inputDocument = ([name, { type, description, required, default: value, options }]: readonly [
  string,
  InputDefinition,
]): object => ({
  ...{ name, type, description, isRequired: required, default: value, options, schema: null },
});

/** As diagnostic.schema.json has it. */
export const diagnosticDocument = ({ code, severity, message, file, line, column, pointer }: Diagnostic): object => ({
  ...{ code, severity, message, file, line, column, pointer },
});

/** As outline.schema.json has it; `plan` is null where the document is not one that can run. */
export const outlineDocument = (plan: Plan | null, diagnostics: readonly Diagnostic[]): object => {
  const workstream = plan?.workstream ?? null;
  return {
    isValid: plan !== null,
    diagnostics: diagnostics.map(diagnosticDocument),
    ...{ id: workstream?.id ?? null, title: workstream?.title ?? null },
    inputs: Object.entries(workstream?.inputs ?? {}).map(inputDocument),
    graph: workstream === null ? null : planGraph({ seq: 0, progress: progressOf(workstream) }),
  };
};
