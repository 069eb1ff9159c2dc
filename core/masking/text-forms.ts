/** The forms that quoting and escaping give a secret. */

const hex = (code: number, length: number): string => code.toString(16).padStart(length, '0');
const ofUnits = (text: string, write: (code: number) => string): string => {
  let written = '';
  for (let at = 0; at < text.length; at += 1) written += write(text.charCodeAt(at));
  return written;
};
const lowerPercent = (form: string): string => form.replace(/%[0-9A-F]{2}/g, (found) => found.toLowerCase());

const percentForms = (text: string): readonly string[] => {
  // A lone surrogate has no UTF-8 form; every encoder puts this in its place.
  const whole = text.replace(/[\ud800-\udfff]/gu, '\ufffd');
  const loose = encodeURIComponent(whole);
  const strict = loose.replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
  const once = [loose, strict, encodeURI(whole), loose.replaceAll('%20', '+'), strict.replaceAll('%20', '+')];
  const both = [...once, ...once.map(lowerPercent)];
  return [...both, ...both.map((form) => form.replaceAll('%', '%25'))];
};

const unicodeEscaped = (text: string): string =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`);

const jsonForms = (text: string): readonly string[] => {
  const again = (form: string): string => JSON.stringify(form).slice(1, -1);
  const once = again(text);
  const twice = again(once);
  return [once, once.replaceAll('/', '\\/'), unicodeEscaped(once), twice, again(twice)];
};

const shellForms = (text: string): readonly string[] => [
  text.replaceAll("'", "'\\''"),
  text.replaceAll("'", `'"'"'`),
  text.replace(/[^\w@%+=:,./-]/g, (found) => `\\${found}`),
];

const ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
const htmlForms = (text: string): readonly string[] => {
  const named = (found: string): string => `&${ENTITIES[found] ?? ''};`;
  const few = text.replace(/[&<>]/g, named);
  const quotes = text.replace(/[&<>"]/g, named);
  const apostrophes = ['&#39;', '&#039;', '&#x27;', '&#X27;', '&apos;'].map((form) => quotes.replaceAll("'", form));
  const numbers = text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
  const numerals = text.replace(/[&<>"'/`=]/g, (found) => `&#x${found.charCodeAt(0).toString(16).toUpperCase()};`);
  const slashes = quotes.replaceAll("'", '&#x27;').replaceAll('/', '&#x2F;');
  return [few, quotes, ...apostrophes, numbers, numerals, numerals.toLowerCase(), slashes];
};

/** Every character escaped, needed or not. */
export const spelledForms = (text: string): readonly string[] => {
  const points = [...text].map((point) => point.codePointAt(0) ?? 0);
  const entity = (write: (code: number) => string): string => points.map((code) => `&#${write(code)};`).join('');
  const escaped = ofUnits(text, (code) => `\\u${hex(code, 4)}`);
  const hexEntity = entity((code) => `x${code.toString(16)}`);
  const upperEntity = entity((code) => `x${code.toString(16).toUpperCase()}`);
  const upperEscaped = ofUnits(text, (code) => `\\u${hex(code, 4).toUpperCase()}`);
  return [escaped, upperEscaped, entity(String), hexEntity, upperEntity];
};

/** Which quoting changes a text at all. */
const QUOTINGS: readonly { readonly changes: RegExp; readonly forms: (text: string) => readonly string[] }[] = [
  { changes: /[^\w.~-]/, forms: percentForms },
  { changes: /["\\/\0-\x1f]|[^\0-\x7f]/, forms: jsonForms },
  { changes: /[^\w@%+=:,./-]/, forms: shellForms },
  { changes: /[&<>"'/`=]/, forms: htmlForms },
];

/** What quoting and escaping make of the beginning of `whole`, in all ways that change `whole`; some are the same. */
export const quotedForms = (beginning: string, whole: string): readonly string[] =>
  QUOTINGS.flatMap(({ changes, forms }) => (changes.test(whole) ? forms(beginning) : []));
