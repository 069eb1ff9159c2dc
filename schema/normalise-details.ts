/** What a step has only where its author says it. */
import type { FileScope } from '../core/file-scope.ts';
import type { WrittenScope, WrittenStep } from './written.ts';

/** A list of nothing is none. */
export const normalLeaves = (leaves: WrittenStep['leaves']): { readonly leaves?: readonly string[] } =>
  leaves === undefined || leaves.length === 0 ? {} : { leaves };

/** A list alone is what it may change, and nothing else. */
export const normalScope = (files: WrittenScope | undefined): { readonly files?: FileScope } => {
  if (files === undefined) return {};
  const { only, outside = 'fail' } = 'only' in files ? files : { only: files };
  return { files: { only, outside } };
};

/** A title that says what the id says is none. */
export const normalTitle = (title: string | undefined, id: string): { readonly title?: string } =>
  title === undefined || title.trim() === '' || title === id ? {} : { title };
