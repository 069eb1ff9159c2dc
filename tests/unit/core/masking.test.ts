import { describe, expect, test } from 'vitest';
import { createMask } from '../../../core/masking.ts';

const secret = `p@ss/w"ör d+${'x'.repeat(20)}'$`;
const json = JSON.stringify(secret).slice(1, -1);
const wrapped = Buffer.from(`padding${secret.repeat(4)}`)
  .toString('base64')
  .replace(/.{76}/g, '$&\n');

const forms: readonly (readonly [string, string])[] = [
  ['raw', secret],
  ['base64', Buffer.from(secret).toString('base64')],
  ['base64 one byte in', Buffer.from(`u${secret}t`).toString('base64')],
  ['base64 two bytes in', Buffer.from(`us${secret}t`).toString('base64')],
  ['base64url', Buffer.from(`u:${secret}`).toString('base64url')],
  ['base64 in lines', wrapped],
  ['percent', encodeURIComponent(secret)],
  ['percent in lower case', encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase())],
  ['form', new URLSearchParams({ secret }).toString()],
  ['JSON', json],
  ['JSON in JSON', JSON.stringify(json)],
  ['JSON in ASCII', json.replace('ö', '\\u00f6')],
  ['hex', Buffer.from(secret).toString('hex')],
];

/** What a reader could still find of the secret: a run of eight characters of the form. */
const remains = (form: string, masked: string): readonly string[] => {
  const seen: string[] = [];
  for (let at = 8; at + 16 <= form.length - 8; at += 1) {
    const piece = form.slice(at, at + 16);
    if (masked.includes(piece)) seen.push(piece);
  }
  return seen;
};
const throughStream = (text: string, size: number): string => {
  const stream = createMask([secret]).stream();
  const bytes = Buffer.from(text).toString('latin1');
  let shown = '';
  for (let at = 0; at < bytes.length; at += size) shown += stream.push(bytes.slice(at, at + size));
  return Buffer.from(shown + stream.end(), 'latin1').toString();
};

describe('a secret', () => {
  test.each(forms)('is taken out of a text in the form %s', (name, form) => {
    const masked = createMask([secret]).mask(`before ${form} after`);
    expect(masked).toMatch(/^before .*\*\*\*.* after$/s);
    if (name !== 'base64 in lines') expect(remains(form, masked)).toEqual([]);
  });

  test.each(forms)('is taken out of a stream in any pieces in the form %s', (_name, form) => {
    const text = `before ${form} after`;
    const whole = createMask([secret]).mask(text);
    for (const size of [1, 2, 3, 7, 64, text.length]) expect(throughStream(text, size)).toBe(whole);
  });

  test('of several lines is taken out line by line', () => {
    const { mask } = createMask(['first line\nsecond line\n}\n']);
    expect(mask('a first line, a second line, a } b')).toBe('a ***, a ***, a } b');
  });

  test('is taken out of the keys and strings of JSON, which stays JSON', () => {
    const { maskJson } = createMask(['hunter22', '12345']);
    expect(maskJson({ hunter22: ['x hunter22', 12345, 7, null, true] })).toEqual({
      '***': ['x ***', '***', 7, null, true],
    });
  });

  test('whose end is the beginning of another is not cut in two', () => {
    const stream = createMask(['abcdab']).stream();
    expect(stream.push('xabcdab') + stream.push('y') + stream.end()).toBe('x***y');
  });
});

test('what cannot become a secret any more is shown at once', () => {
  const stream = createMask(['hunter22']).stream();
  expect(stream.push('Listening on port 3000\n')).toBe('Listening on port 3000\n');
  expect(stream.push('the word is hunt')).toBe('the word is ');
  expect(stream.push('ing')).toBe('hunting');
});

test('without secrets nothing is changed', () => {
  expect(createMask(['']).mask('text')).toBe('text');
});
