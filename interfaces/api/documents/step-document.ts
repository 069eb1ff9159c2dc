/** One step of a run, as a document. */
import type { Wait } from '../../../core/attempt.ts';
import { definitionAt } from '../../../core/definition-at.ts';
import type { StepKind } from '../../../core/run.ts';
import type { Step, Workstream } from '../../../core/workstream.ts';
import type { StepView } from '../../house/step-view.ts';
import type { Standing } from '../standing.ts';
import { decisionDocument, failureDocument } from './failure-document.ts';
import { timeOrNull } from './time.ts';
import { usageOf } from './usage-document.ts';

export type Part = 'main' | 'finally' | 'compensation';
export type NodeKind = 'step' | 'group' | 'foreach' | 'loop' | 'compensation';

/** Where a step stands in the definition, and what it is there. */
export type Placed = { readonly part: Part; readonly kind: NodeKind; readonly definition: Step | null };

/** Of a path; what the definition does not hold undoes something. */
export const placedAt = (workstream: Workstream, path: string): Placed => {
  const definition = definitionAt(workstream, path);
  if (definition === null) return { part: 'compensation', kind: 'compensation', definition };
  const [top = path] = path.split(/[/[#]/, 1);
  const part = workstream.finally.some(({ id }) => id === top) ? 'finally' : 'main';
  return { part, kind: definition.body?.kind ?? 'step', definition };
};

/** As question.schema.json has it. */
const questionDocument = (wait: Wait, seq: number): object => ({
  ...{ seq, kind: wait.kind, prompt: wait.prompt, choices: wait.choices },
  until: timeOrNull(wait.until ?? null),
  subject: wait.bound?.subject ?? null,
  boundTo: wait.bound?.to ?? null,
  form: wait.form ?? null,
  approvers: wait.approvers ?? null,
  wants: wait.wants?.all ?? [],
});

/** The tool of what runs one. */
export const toolOf = ({ definition }: Placed): string | null =>
  definition === null || definition.body !== undefined ? null : definition.tool;

/** As step.schema.json has it. */
export const stepDocument = (view: StepView, { progress, questions }: Standing): object => {
  const placed = placedAt(progress.workstream, view.id);
  const { id, title, parent, kind: state, attempts, waits, failures, limit, skipped, checkpoint, outputs } = view;
  const { failure, diagnosis, decision, wait, isInherited, fixCommit, cached, tookMs } = view;
  const isAsking = wait !== null && state === ('waiting' satisfies StepKind);
  return {
    ...{ id, title, parent, kind: placed.kind, part: placed.part, tool: toolOf(placed), state },
    ...{ attempts: Math.max(0, attempts - waits), failures, limit, waits },
    ...{ startedAt: timeOrNull(view.startedAt), finishedAt: timeOrNull(view.finishedAt), tookMs },
    ...{ wakeAt: timeOrNull(view.wakeAt), skipped, checkpoint, outputs },
    failure: failure === null ? null : failureDocument({ failure, diagnosis }),
    decision: decision === null ? null : decisionDocument(decision),
    question: isAsking ? questionDocument(wait, questions.get(id) ?? 0) : null,
    ...{ isInherited, cachedFrom: cached?.run ?? null, fixCommit, usage: usageOf(view.used) },
  };
};
