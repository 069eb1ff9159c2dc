/** Problems of a plan become problems of the document that it was made from. */
import type { Json } from '../core/json.ts';
import { conditionAt } from '../core/planning/expressions/template.ts';
import type { PlanProblem } from '../core/planning/problem.ts';
import type { Problem } from './problem.ts';
import { memberAt, writtenPointer } from './written-pointer.ts';

/** A problem of a plan, or of the document. */
type Found = PlanProblem | Problem;

/** Where the author wrote it. What stands in `defaults` is a problem of every step, and told once. */
export const inAuthorsWords = (problems: readonly Found[], written: Json): readonly Problem[] => {
  const told = new Map<string, Problem>();
  for (const problem of problems) {
    const { code, message, pointer } = problem;
    const within = 'within' in problem ? problem.within : null;
    const at = writtenPointer(written, pointer);
    const key = at.startsWith('/defaults/') ? `${code} ${at}` : `${code} ${at} ${within ?? ''} ${message}`;
    const isKey = 'place' in problem && problem.place === 'key' && at === pointer;
    const place = isKey ? 'key' : placeIn(memberAt(written, at), at, within);
    if (!told.has(key)) told.set(key, { code, message, pointer: at, place });
  }
  return [...told.values()];
};

/** A character of a text as it was written: of a condition without what was taken off it. */
const placeIn = (text: Json | undefined, pointer: string, within: number | null): Problem['place'] => {
  if (within === null || typeof text !== 'string') return 'value';
  return { within: within + (/\/(?:if|until|where)$/.test(pointer) ? conditionAt(text) : 0) };
};
