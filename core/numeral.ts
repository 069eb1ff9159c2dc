/** Numbers as people write them, and whether a number can hold what is written. */

const DECIMAL = /^[-+]?(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/;

/** The digits without zeros at either end, and the power of ten that belongs to them; null where it is no decimal number. */
const canonical = (text: string): string | null => {
  const [, whole = '', fraction = '', power = '0'] = DECIMAL.exec(text) ?? [];
  if (whole + fraction === '') return null;
  const digits = (whole + fraction).replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  return short === '' ? '0' : `${short}e${Number(power) - fraction.length + digits.length - short.length}`;
};

/** Tells whether a number can hold what a numeral of JSON or YAML says, to the last digit. */
export const isHeld = (source: string): boolean => {
  const value = Number(source);
  if (/^[-+]?0[xo]/i.test(source)) return Number.isSafeInteger(value);
  return Number.isFinite(value) && canonical(source) === canonical(String(value));
};

const reasonOf = (source: string): string => {
  if (/^[-+]?0\d/.test(source)) return 'is no number as JSON writes them, which begin with no 0';
  return DECIMAL.test(source) ? 'is a number that cannot be held without losing digits' : 'is no number that JSON has';
};

/** Why a numeral cannot be a number, and what to write instead; null where it can. */
export const unheld = (source: string): string | null => {
  if (isHeld(source) && !/^[-+]?0\d/.test(source)) return null;
  return `${source} ${reasonOf(source)}; put it in quotes where it is text`;
};

const STRING_OR_NUMERAL = /"(?:[^"\\]+|\\.)*"|-?\d[\d.eE+-]*/g;

/** The first number of a JSON text that cannot be held, with its offset; null where all can be. */
export const unheldIn = (json: string): { readonly message: string; readonly offset: number } | null => {
  for (const { 0: source, index: offset } of json.matchAll(STRING_OR_NUMERAL)) {
    const message = source.startsWith('"') ? null : unheld(source);
    if (message !== null) return { message, offset };
  }
  return null;
};
