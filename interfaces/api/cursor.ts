/** Where a list goes on: opaque to whoever asks. */

/** Of what stands last. */
export const cursorOf = (last: string): string => Buffer.from(last, 'utf8').toString('base64url');

/** What a cursor stands for; null where it is none. */
export const behindCursor = (cursor: string): string | null => {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  return text !== '' && cursorOf(text) === cursor ? text : null;
};

/** The part of a list that is asked for, of items of which one more was read than that. */
export const pageOf = <T>(
  items: readonly T[],
  limit: number,
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly next: string | null } => {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: items.length > limit && last !== undefined ? cursorOf(keyOf(last)) : null };
};
