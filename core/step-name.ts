/** What a step is called where only plain names are allowed: as a folder, and as a part of a ref or branch of git. */
import type { Digest } from './system.ts';

/** Steps as they have always been named: by their ids. Folders and refs of old runs are found under these. */
const PLAIN = /^(?:[A-Za-z_][A-Za-z0-9_-]{0,63}(?:\.compensate)?|ws\.rollback)$/;

/** Folders and refs may have 255 bytes; git and we put something behind the name. */
const MOST_CHARACTERS = 120;
const SHOWN_CHARACTERS = 80;
const DIGEST_CHARACTERS = 32;

const escaped = (character: string): string => {
  const code = character.charCodeAt(0);
  return code < 0x80 ? `%${code.toString(16).padStart(2, '0')}` : `%u${code.toString(16).padStart(4, '0')}`;
};

/**
 * The name of the step at a path (`fan[linux]/test`): the path itself where it is an id as files have them, else
 * `fan%5blinux%5d%2ftest`; with a digest behind it, `%-…`, where that would be too long, or might be taken for another
 * where the file system does not tell `A` from `a`. Different paths have different names.
 */
export const stepName = (path: string, digest: Digest): string => {
  if (PLAIN.test(path)) return path;
  // One by one and not by code point: half a pair is a character of its own, and UTF-8 would make all such one.
  const name = path.replaceAll(/[^A-Za-z0-9_-]/g, escaped);
  const isOwn = name !== '' && name.length <= MOST_CHARACTERS && name === name.toLowerCase();
  if (isOwn) return name;
  return `${name.slice(0, SHOWN_CHARACTERS)}%-${digest(name).slice(0, DIGEST_CHARACTERS)}`;
};
