/** Which secrets cannot be masked, because of what they are or how much they are. */
import { counted } from '../counted.ts';
import { membersOf } from './members.ts';

/** No system hands on a longer variable. */
const MOST_BYTES = 256 * 1024;
/** Ten times what the largest sets of keys take; more would hold up the start of every command. */
const MOST_BYTES_TOGETHER = 1024 * 1024;
/** Lines and values that are secret by themselves; each is looked for in some thirty forms. */
const MOST_PARTS = 10_000;

const utf8 = new TextEncoder();

/** Why these secrets, by their names, cannot be masked, without anything of their values; null where they can. */
export const refusalToMask = (secrets: Readonly<Record<string, string>>): string | null => {
  let together = 0;
  for (const [name, value] of Object.entries(secrets)) {
    if (value.includes('\0')) return `the secret ${name} holds a NUL byte, which no variable can hand on`;
    const size = value.length > MOST_BYTES ? value.length : utf8.encode(value).length;
    if (size > MOST_BYTES)
      return `the secret ${name} is too long to be masked: over ${MOST_BYTES / 1024} KiB. Hand its file to the step instead`;
    together += size;
    if (together > MOST_BYTES_TOGETHER)
      return `the secrets up to ${name} are too long together to be masked: over ${MOST_BYTES_TOGETHER / 1024} KiB`;
  }
  let parts = 0;
  for (const [name, value] of Object.entries(secrets)) {
    const own = membersOf(value).length;
    if (own > MOST_PARTS)
      return `the secret ${name} cannot be masked: it has ${counted(own, 'line')} and values that are secret by themselves, at most ${MOST_PARTS} can be`;
    parts += own;
    if (parts > MOST_PARTS)
      return `the secrets up to ${name} cannot be masked together: they have more than ${MOST_PARTS} lines and values that are secret by themselves`;
  }
  return null;
};
