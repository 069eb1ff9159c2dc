/** What a fix may touch: the files that were reported, and no others. */
import type { Issue } from '../reading/issue.ts';

/** An option cannot be smuggled in as a path, and a path that leads nowhere else stays where it is. */
const isPath = (path: string): boolean => !path.startsWith('-') && !path.includes('\0');

/** The files of the issues that `isMeant` picks, each once, in their order; empty where none names a file. */
export const reportedPaths = (
  issues: readonly Issue[],
  isMeant: (issue: Issue) => boolean = () => true,
): readonly string[] => [
  ...new Set(issues.filter(isMeant).flatMap(({ path }) => (path !== null && isPath(path) ? [path] : []))),
];
