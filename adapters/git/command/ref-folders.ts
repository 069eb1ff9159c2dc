/** Makes sure that refs of a run are written into the repository: through a link among their folders they would be written elsewhere. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { trouble } from './command.ts';

const isLink = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch {
    return false;
  }
};

/** The folders of a ref below those that every repository has (`refs/heads`, `refs`), and the ref itself. */
const pathsOf = (ref: string): readonly string[] => {
  const parts = ref.split('/');
  const common = ref.startsWith('refs/heads/') ? 2 : 1;
  return parts.slice(common).map((_, nth) => parts.slice(0, common + nth + 1).join('/'));
};

/** Refused where one of the refs of a run, its log, or a folder of either is a link. A few looks. */
export const refuseLinkedRefs = (
  commonDir: string,
  { branchRef, headRef }: { readonly branchRef: string; readonly headRef: string },
): Result<void, Failure> => {
  const paths = new Set([branchRef, headRef].flatMap(pathsOf));
  const linked = [...paths].flatMap((path) => [join(commonDir, path), join(commonDir, 'logs', path)]).find(isLink);
  if (linked === undefined) return ok(undefined);
  return trouble(
    `${linked} is a link, through which ws writes nothing: put back what it was, or move it out of the way`,
  );
};
