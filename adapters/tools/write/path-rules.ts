/** Which paths a step may have written by their names alone: below the top of the worktree, and nothing of git's or ws's own. */

/** What nobody sees, and HFS+ leaves out when it compares names. */
const IGNORABLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff]/g;

const LONGEST_PATH = 1024;
const LONGEST_NAME = 255;

/** The name as file systems that are the least exact take it: NTFS cuts streams, dots and spaces off; case and ignorable characters count nowhere. */
const plainName = (name: string): string =>
  (name.replaceAll(IGNORABLE, '').split(':')[0] ?? '').replace(/[. ]+$/, '').toLowerCase();

/** `git~1` is the short name that Windows makes of `.git`. */
const isOwn = (name: string): boolean => ['.git', '.ws'].includes(plainName(name)) || /^git~\d+$/.test(plainName(name));

// Control characters are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Why nothing may be written there, as the end of a sentence that begins with the path; null where it may. */
export const objectionToPath = (path: string): string | null => {
  if (path === '') return 'is empty';
  if (CONTROL.test(path)) return 'holds a control character';
  if (path.includes('\\')) return 'holds a backslash: folders are parted by "/"';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is not relative to the top of the worktree';
  if (path.length > LONGEST_PATH) return `is longer than ${LONGEST_PATH} characters`;
  for (const name of path.split('/')) {
    if (name === '' || name === '.') return 'has an empty part, or "."';
    if (name === '..') return 'leads out of its folder: ".."';
    if (Buffer.byteLength(name) > LONGEST_NAME) return `has a name longer than ${LONGEST_NAME} bytes`;
    if (isOwn(name)) return `names what belongs to git or to ws: ${JSON.stringify(name)}`;
    if (/[. ]$/.test(name)) return 'has a name that ends with a dot or a space';
  }
  return null;
};

/** The same for all paths that are one file somewhere. */
export const sameFileKey = (path: string): string => path.replaceAll(IGNORABLE, '').normalize('NFC').toLowerCase();
