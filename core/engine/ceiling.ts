/** How far up a step's own git may look for a repository: not above its worktree. */

/**
 * `GIT_CEILING_DIRECTORIES` for what runs in a worktree or just beside it: all folders above, because git looks in the
 * folder it is started in whatever is said of that one. One with a colon in its path cannot be named.
 */
export const ceilingAbove = (worktree: string): string => {
  const parts = worktree.split('/').slice(1, -1);
  const above = parts.map((_, at) => `/${parts.slice(0, parts.length - at).join('/')}`);
  return [...above, '/'].filter((folder) => !folder.includes(':')).join(':');
};
