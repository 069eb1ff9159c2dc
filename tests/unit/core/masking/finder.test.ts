import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { createMask } from '../../../../core/masking.ts';

const plain = 'Zk7qXw9-mP3vTb';
const rich = `pä"ss/w<&>ö'd $x\`y\\z-🔑 q7`;

const bytesOf = (secret: string): readonly number[] => [...Buffer.from(secret)];
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
const json = (text: string): string => JSON.stringify(text);
const inAscii = (text: string): string =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const asGo = (text: string): string => json(text).replace(/[<>&]/g, (found) => `\\u00${hex(found.charCodeAt(0))}`);
const asPython = (secret: string): string =>
  `b'${bytesOf(secret)
    .map((byte) =>
      byte < 32 || byte > 126 || byte === 39 || byte === 92 ? `\\x${hex(byte)}` : String.fromCharCode(byte),
    )
    .join('')}'`;
const leaving = (safe: string, text: string): string =>
  [...text].map((point) => (safe.includes(point) ? point : encodeURIComponent(point))).join('');
const bash = (script: string, secret: string): string =>
  execFileSync('bash', ['-c', script], { env: { PATH: process.env['PATH'], SECRET: secret } }).toString();
const od = (options: readonly string[], secret: string): string =>
  execFileSync('od', [...options], { input: secret }).toString();

/** By name: what a program makes of a secret. */
const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  'percent, but for slashes': (secret) => leaving('/', secret),
  'percent, but for what others leave': (secret) => leaving("/<&>'$`", secret),
  'percent of JSON': (secret) => encodeURIComponent(json(secret)),
  'percent three times': (secret) => encodeURIComponent(encodeURIComponent(encodeURIComponent(secret))),
  'JSON of Go': asGo,
  'JSON of JSON of Go': (secret) => asGo(asGo(secret)),
  'JSON in ASCII twice': (secret) => json(inAscii(json(secret))),
  'JSON in ASCII three times': (secret) => json(json(inAscii(json(secret)))),
  'HTML of JSON': (secret) =>
    json(secret).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&#62;').replaceAll('"', '&quot;'),
  'declare -p': (secret) => bash('declare -p SECRET', secret),
  'export -p': (secret) => bash('export -p', secret),
  'printf %q': (secret) => bash('printf %q "$SECRET"', secret),
  "bash $'..'": (secret) => bash('printf %q "$SECRET"$\'\\n\'', secret),
  'single quotes': (secret) => `'${secret.replaceAll("'", "'\\''")}'`,
  'bytes of Python': asPython,
  'od -An -tx1': (secret) => od(['-An', '-tx1'], secret),
  'od -An -tu1': (secret) => od(['-An', '-tu1'], secret),
  'od -tx1': (secret) => od(['-tx1'], secret),
  'od -tu1': (secret) => od(['-tu1'], secret),
  'od -b': (secret) => od(['-b'], secret),
  'od -c': (secret) => od(['-c'], secret),
  'od -An -c': (secret) => od(['-An', '-c'], secret),
  '0x and blanks': (secret) =>
    bytesOf(secret)
      .map((byte) => `0x${hex(byte)}`)
      .join(' '),
  '0x and commas': (secret) =>
    bytesOf(secret)
      .map((byte) => `0x${hex(byte).toUpperCase()}`)
      .join(', '),
  'a list of hex texts': (secret) => JSON.stringify(bytesOf(secret).map(hex)),
  'a list of hex texts in JSON': (secret) => json(JSON.stringify(bytesOf(secret).map(hex))),
  'a list of numbers over lines': (secret) => JSON.stringify({ type: 'Buffer', data: bytesOf(secret) }, null, 12),
  'numbers and blanks': (secret) => bytesOf(secret).join(' '),
  'octal numbers': (secret) =>
    bytesOf(secret)
      .map((byte) => byte.toString(8).padStart(3, '0'))
      .join(','),
  'hex with dashes': (secret) => bytesOf(secret).map(hex).join('-'),
  'base64 of 64 in lines': (secret) =>
    Buffer.from('x'.repeat(46) + secret)
      .toString('base64')
      .replace(/.{64}/g, '$&\r\n'),
  'base64 in JSON in lines': (secret) =>
    json(
      Buffer.from('x'.repeat(70) + secret)
        .toString('base64')
        .replace(/.{76}/g, '$&\n'),
    ),
  'spaced out': (secret) => [...secret.replaceAll(' ', '')].join(' '),
};
/** These tell blanks from what is between characters only where there are none. */
const BLANKLESS: ReadonlySet<string> = new Set(['od -c', 'od -An -c', 'spaced out']);

const shownIn = (secret: string, text: string, size: number): string => {
  const stream = createMask([secret]).stream();
  const bytes = Buffer.from(text);
  const shown: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) shown.push(Buffer.from(stream.push(bytes.subarray(at, at + size))));
  return Buffer.concat([...shown, stream.end()]).toString();
};

describe.each([plain, rich])('the secret %j', (secret) => {
  const rows = Object.entries(FORMS).filter(([name]) => secret === plain || !BLANKLESS.has(name));
  test.each(rows)('is taken out of a text, said to be in it, and taken out of a stream: %s', (_name, form) => {
    const { mask, secretIn } = createMask([secret], ['NAME']);
    const text = `before\n${form(secret)} after`;
    const masked = mask(text);
    expect(masked).toMatch(/^before\n[^]*\*\*\*[^]* after$/);
    expect(masked.replace(/^0000\d+.*$/gm, '').length).toBeLessThan(text.length - secret.length / 2 + 8);
    expect(secretIn(text)).toBe('NAME');
    for (const size of [1, 2, 3, 5, 13]) expect(shownIn(secret, text, size)).toBe(masked);
  });
});

describe('a secret of 12 to 20 characters', () => {
  test.each(['\n', '\r', '\r\n', '\n  ', ' \r\n\t'])('is found where %j breaks it', (lineEnd) => {
    const { mask, secretIn } = createMask([plain], ['NAME']);
    for (let at = 1; at < plain.length; at += 1) {
      const text = `<${plain.slice(0, at)}${lineEnd}${plain.slice(at)}>`;
      expect(mask(text)).toBe('<***>');
      expect(secretIn(text)).toBe('NAME');
    }
  });

  test('is found where it is wrapped at its blanks', () => {
    expect(createMask(['correct horse battery']).mask('<correct\n  horse bat\ntery>')).toBe('<***>');
  });

  test('is not found in words that stand together by chance', () => {
    const { mask } = createMask(['understanding1', 'administrator']);
    for (const text of ['under standing1', 'understand ing1\n', 'admin istrator', 'administra\ntor'])
      expect(mask(text)).toBe(text);
  });
});

test('a secret of other letters is found where od -c spells it out', () => {
  const text = od(['-c'], 'pässwörd-日本語');
  expect(createMask(['pässwörd-日本語']).mask(text)).toMatch(/^0000000 {3}\*\*\*\n0000024\n$/);
});

describe('what is no secret stays', () => {
  test.each([
    ['rows of numbers', Array.from({ length: 400 }, (_, at) => [at % 251, (at * 7) % 256, at].join(', ')).join('\n')],
    ['a dump', execFileSync('od', ['-c', process.execPath, '-N', '4096']).toString()],
    ['escapes of JSON', JSON.stringify(JSON.stringify({ path: 'C:\\new\\table', html: '<a href="?a=1&amp;b=%20">' }))],
    ['broken escapes', '\\ \\u12 \\ud83d\\u \\x4 \\777 % %2 %zz & &# &#x; &#99999999; &nosuch; \\u{110000} \\u{'],
    ['a short secret as a list', 'a 97 98 49 b, [97, 98, 49], 0x61 0x62 0x31 \\x61\\x62\\x31'],
  ])('%s', (_name, text) => {
    const { mask, secretIn } = createMask([plain, rich, 'ab1'], ['A', 'B', 'C']);
    expect(mask(text)).toBe(text);
    expect(secretIn(text)).toBeNull();
  });
});

describe('a text of which little reads differently', () => {
  const filler = 'lorem ipsum dolor sit amet '.repeat(400);
  const long = `${'Zk7qXw9-mP3vTb'.repeat(20)}"${'kE4-xR8_sL2'.repeat(900)}"${'end'.repeat(30)}`;

  test.each([
    ['a short secret', rich],
    ['a secret whose first bytes read as they are, and what comes much later does not', long],
    ['a secret that is longer than a section', 'a"b-Zk7qXw9'.repeat(1_000)],
  ])('is looked through where it does, and wherever it goes on: %s', (_name, secret) => {
    const text = `${filler}${json(secret)}${filler}\\n${filler}${encodeURIComponent(secret)}${filler}`;
    const shown = createMask([secret]).mask(text);
    expect(shown).toBe(`${filler}"***"${filler}\\n${filler}***${filler}`);
    expect(shownIn(secret, text, 5_000)).toBe(shown);
  });
});
