/** How composites and what is in them read to a person. */
import type { Counts } from '../../house/standing-counts.ts';
import { nameInside } from '../../../core/step-path.ts';
import { stepName } from '../words.ts';

/** `7/10, 1 failed`. */
export const insideWords = ({ all, done, failed }: Counts): string =>
  `${done}/${all}${failed === 0 ? '' : `, ${failed} failed`}`;

type Named = { readonly id: string; readonly title: string | null };

/** What a step is called in a tree: below its composite by its own name, key or round. */
export const nameAt = ({ id, title }: Named, depth: number): string =>
  `${'  '.repeat(depth)}${stepName(depth === 0 ? { id, title } : { id: nameInside(id), title })}`;

/** `and 35 more`. */
export const leftWords = (left: number, depth: number): string => `${'  '.repeat(depth)}and ${left} more`;
