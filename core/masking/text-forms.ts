/** The forms that quoting gives a secret, where it is more than to escape characters (`dialects.ts` undoes that). */

const shellForms = (text: string): readonly string[] => [
  text.replaceAll("'", "'\\''"),
  text.replaceAll("'", `'"'"'`),
  text.replaceAll("'", "''"),
];

/** Which quoting changes a text at all. */
const QUOTINGS: readonly { readonly changes: RegExp; readonly forms: (text: string) => readonly string[] }[] = [
  { changes: /'/, forms: shellForms },
  // Addresses and forms have a plus where a blank was.
  { changes: / /, forms: (text) => [text.replaceAll(' ', '+')] },
];

/** What quoting makes of the beginning of `whole`, in all ways that change `whole`; some are the same. */
export const quotedForms = (beginning: string, whole: string): readonly string[] =>
  QUOTINGS.flatMap(({ changes, forms }) => (changes.test(whole) ? forms(beginning) : []));
