/** One file of a bundle. */

export type Entry = {
  /** Relative, with `/` between its parts. */
  readonly name: string;
  readonly text: string;
  /** What was left out of it, as a sentence; null where nothing was. */
  readonly cut: string | null;
};

/** The most characters of one file. */
export const LONGEST_ENTRY: number = 4 * 1024 * 1024;
/** The most characters of all files together. */
export const LONGEST_BUNDLE: number = 32 * 1024 * 1024;

/** An entry of a text that has been redacted, its end left out where it is too long. */
export const entryOf = (name: string, text: string): Entry => {
  if (text.length <= LONGEST_ENTRY) return { name, text, cut: null };
  const cut = `its last ${text.length - LONGEST_ENTRY} of ${text.length} characters were left out`;
  return { name, text: `${text.slice(0, LONGEST_ENTRY)}\n[ws: cut here; ${cut}]\n`, cut };
};

/** A JSON document as an entry. */
export const jsonEntry = (name: string, value: unknown): Entry => entryOf(name, `${JSON.stringify(value, null, 2)}\n`);

/** As many entries as there is room for, in their order, and the names of those that were left out. */
export const withinLimit = (
  entries: readonly Entry[],
): { readonly kept: readonly Entry[]; readonly left: readonly string[] } => {
  const kept: Entry[] = [];
  const left: string[] = [];
  let room = LONGEST_BUNDLE;
  for (const entry of entries) {
    if (entry.text.length > room) left.push(entry.name);
    else {
      room -= entry.text.length;
      kept.push(entry);
    }
  }
  return { kept, left };
};
