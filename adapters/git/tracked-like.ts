/** The files of a checkout that git knows, or would take in, and whose names end like these. */
import { gitAt } from './command/configured.ts';
import type { Repository } from './repository.ts';

/** Relative to the top, in order, at most so many; none where git does not say. */
export const trackedLike = async (
  { root, commonDir }: Pick<Repository, 'root' | 'commonDir'>,
  ends: readonly string[],
  most: number,
): Promise<readonly string[]> => {
  const git = gitAt({ cwd: root, gitDir: commonDir, workTree: root }, commonDir);
  const asked = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const listed = await git(asked, { reads: true });
  if (!listed.ok) return [];
  const names = listed.value.stdout.toString('utf8').split('\0');
  return names
    .filter((name) => ends.some((end) => name.endsWith(end)))
    .sort()
    .slice(0, most);
};
