/** The base64 texts in which a secret can stand, wherever it starts in what was encoded. */

const SHORTEST = 6;
/** Where the usual encoders break lines: what is encoded once more holds their line ends. */
const LINE_LENGTHS = [76, 64] as const;

/** The characters that depend on the secret alone, for each of the three places where it may start. */
const aligned = (bytes: string): readonly string[] =>
  [0, 1, 2].map((before) => {
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    return btoa('\0\0'.slice(0, before) + bytes).slice(first, last);
  });

const forUrls = (form: string): string =>
  /[+/=]/.test(form) ? form.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') : form;

const bothAlphabets = (forms: readonly string[]): readonly string[] =>
  forms.filter((form) => form.length >= SHORTEST).flatMap((form) => [form, forUrls(form)]);

const LINES = LINE_LENGTHS.map((length) => ({ length, pattern: new RegExp(`.{${length}}`, 'g') }));
const wrapped = (text: string): readonly string[] =>
  LINES.filter(({ length }) => text.length > length).flatMap(({ pattern }) => [
    text.replace(pattern, '$&\n'),
    text.replace(pattern, '$&\r\n'),
  ]);

/** Base64 of these bytes (characters up to 255). */
export const base64Forms = (bytes: string): readonly string[] => bothAlphabets([btoa(bytes), ...aligned(bytes)]);

/**
 * Base64 of base64, of its first `most` letters. Letters, digits and what is between them never give `+` or `/`, so both
 * alphabets write the same.
 */
export const doubleBase64Forms = (bytes: string, most: number): readonly string[] => {
  const whole = btoa(bytes);
  const inner = [...bothAlphabets([whole, ...aligned(bytes)]), ...wrapped(whole)];
  const twice = btoa(whole.slice(0, most));
  return [twice, forUrls(twice), ...inner.flatMap((form) => aligned(form.slice(0, most)))].filter(
    (form) => form.length >= SHORTEST,
  );
};
