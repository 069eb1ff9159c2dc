/** Which numbers of a text are not among its facts. A fact may be said with fewer decimals. */

const NUMBER = /(?<![\w.])\d{1,3}(?:[,'\u202f\u00a0]\d{3})+(?:\.\d+)?|(?<![\w.])\d+(?:\.\d+)?/g;

/** All leaves of a value. @type {(value: unknown) => readonly unknown[]} */
const leaves = (value) =>
  value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [value];

/** @type {(text: string) => readonly string[]} */
const numbersIn = (text) =>
  (text.match(NUMBER) ?? []).map((found) => String(Number(found.replaceAll(/[,'\u202f\u00a0]/g, ''))));

/** @type {(input: { readonly text: unknown, readonly facts: unknown }) => { readonly ok: boolean, readonly ungrounded: readonly string[] }} */
export const grounded = ({ text, facts }) => {
  const held = new Set(
    leaves(facts).flatMap((fact) => {
      if (typeof fact === 'number')
        return [0, 1, 2].map((places) => String(Number(fact.toFixed(places)))).concat(String(fact));
      return typeof fact === 'string' ? numbersIn(fact) : [];
    }),
  );
  const said = leaves(text).flatMap((leaf) =>
    typeof leaf === 'string' ? numbersIn(leaf) : typeof leaf === 'number' ? [String(leaf)] : [],
  );
  const ungrounded = [...new Set(said.filter((number) => !held.has(number)))];
  return { ok: ungrounded.length === 0, ungrounded };
};

export default grounded;
