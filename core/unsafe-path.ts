/** Which paths a patch from elsewhere may name: plain files inside the worktree that are none of git's or ws's own. */

/** What file systems and git itself take for `.git`: other letters, what Windows cuts off, characters that HFS+ does not see. */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

const isForbidden = (part: string): boolean => {
  const seen = part
    .replaceAll(IGNORED_BY_HFS, '')
    .toLowerCase()
    .replace(/[. ]+$/, '');
  return /^(?:\.git|git~\d+)(?::|$)/.test(seen) || seen === '.ws';
};

/** Says why a path may not be written, as the end of a sentence; null where it may. */
export const whyUnsafe = (path: string): string | null => {
  if (path === '' || /[\u0000-\u001f\u007f\\]/.test(path)) return 'is no name of a file';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'leads out of the worktree';
  const parts = path.split('/');
  if (parts.some((part) => part === '..' || part === '.' || part === '')) return 'leads out of the worktree';
  return parts.some(isForbidden) ? 'belongs to git or to ws' : null;
};
