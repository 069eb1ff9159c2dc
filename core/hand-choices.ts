/** The answers that a step which is a person's allows. */
import type { Answer } from './attempt.ts';
import type { Json } from './json.ts';

const ALL: readonly Answer[] = ['accept', 'skip', 'reject'];

/** What is wrong with such a list, as a sentence. */
export const BAD_CHOICES = '"choices" are a list of accept, skip and reject, with accept among them';

/** All of them where nothing is said, in the usual order; null for what is no list of them with `accept` in it. */
export const handChoices = (allowed: Json | undefined): readonly Answer[] | null => {
  if (allowed === undefined) return ALL;
  if (!Array.isArray(allowed) || !allowed.includes('accept')) return null;
  return allowed.every((answer) => ALL.some((known) => known === answer))
    ? ALL.filter((answer) => allowed.includes(answer))
    : null;
};
