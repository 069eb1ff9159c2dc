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
  ['HTML', secret.replaceAll('"', '&quot;').replaceAll("'", '&#39;')],
  ['HTML in numbers', [...secret].map((point) => `&#${point.codePointAt(0) ?? 0};`).join('')],
  ['percent twice', encodeURIComponent(encodeURIComponent(secret))],
  ['percent of every byte', Buffer.from(secret).toString('hex').replace(/../g, '%$&')],
  ['base64 twice', Buffer.from(Buffer.from(secret).toString('base64')).toString('base64')],
  ['base64 of base64 in lines', Buffer.from(`${wrapped}\n`).toString('base64')],
  ['base64 of UTF-16', Buffer.from(`x${secret}`, 'utf16le').toString('base64')],
  ['\\x', Buffer.from(secret).toString('hex').replace(/../g, '\\x$&')],
  ['\\u', [...secret].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')],
  ['spaced hex', Buffer.from(secret).toString('hex').match(/../g)?.join(' ') ?? ''],
  [
    'hex by two bytes',
    Buffer.from(secret)
      .toString('hex')
      .match(/.{1,4}/g)
      ?.join(' ') ?? '',
  ],
  [
    'hex in lines',
    Buffer.from(secret)
      .toString('hex')
      .match(/.{1,60}/g)
      ?.join('\n') ?? '',
  ],
  ['hex with colons', Buffer.from(secret).toString('hex').match(/../g)?.join(':') ?? ''],
  ['a list of bytes', [...Buffer.from(secret)].join(', ')],
  ['JSON three times', JSON.stringify(JSON.stringify(json))],
  ['coloured', `${secret.slice(0, 5)}\x1b[1;31m${secret.slice(5, 9)}\x1b[0m${secret.slice(9)}`],
  ['base64 in colours', `\x1b[32m${Buffer.from(secret).toString('base64').replace(/.{7}/g, '$&\x1b[0m')}`],
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
  const bytes = Buffer.from(text);
  const shown: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) shown.push(Buffer.from(stream.push(bytes.subarray(at, at + size))));
  return Buffer.concat([...shown, stream.end()]).toString();
};
/** What a stream shows of texts that come one after another. */
const inTurn = (secrets: readonly string[], ...texts: readonly string[]): readonly string[] => {
  const stream = createMask(secrets).stream();
  const shown = texts.map((text) => Buffer.from(stream.push(Buffer.from(text))).toString());
  return [...shown, Buffer.from(stream.end()).toString()];
};

describe('a secret', () => {
  test.each(forms)('is taken out of a text in the form %s', (name, form) => {
    const masked = createMask([secret]).mask(`before ${form} after`);
    expect(masked).toMatch(/^before .*\*\*\*.* after$/s);
    if (!/lines|colour/.test(name)) expect(remains(form, masked)).toEqual([]);
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
    expect(inTurn(['abcdab'], 'xabcdab', 'y').join('')).toBe('x***y');
  });
});

/** Whether what is secret in a document is masked where it stands alone. */
const isMasked = (secretText: string, part: string): boolean => createMask([secretText]).mask(`<${part}>`) === '<***>';

describe('what is secret by itself inside a secret', () => {
  const key = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';
  const pem = `-----BEGIN PRIVATE KEY-----\n${key}\nQUJDREVGR0g=\n-----END PRIVATE KEY-----\n`;
  const account = JSON.stringify({ type: 'service', private_key: pem, nested: [{ password: 'hunter2-hunter2' }] });
  test.each([
    ['a value in JSON', account, 'hunter2-hunter2'],
    ['a line of a key in JSON', account, key],
    ['the body of a key in one line', pem, `${key}QUJDREVGR0g=`],
    ['a value of a .env file', '# mine\nexport TOKEN="hunter2-hunter2"\nPORT=80\n', 'hunter2-hunter2'],
    ['a key in a .env file', `KEY="${pem.replaceAll('\n', '\\n')}"`, key],
    ['the password of an address', 'postgres://me:hunter2-hunter2@db/main', 'hunter2-hunter2'],
  ])('is %s', (_name, whole, part) => {
    expect(isMasked(whole, part)).toBe(true);
  });

  test('and nothing short is', () => {
    expect(isMasked(account, 'service')).toBe(false);
    expect(isMasked('TOKEN=hunter2-hunter2\nPORT=80', '80')).toBe(false);
  });
});

describe('a text is said to hold a secret', () => {
  const { secretIn } = createMask(
    ['hunter2-hunter2', 'admin', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\n', 'q7Zk-9'],
    ['A', 'B', 'C', 'D'],
  );
  test.each([
    ['hunter2-hunter2', 'A'],
    [`x${Buffer.from('hunter2-hunter2').toString('base64')}`, 'A'],
    ['a MIIEvQIBADANBgkqhkiG9w0 b', 'C'],
    ['the q7Zk-9.', 'D'],
    ['the administration', null],
    ['-----BEGIN PRIVATE KEY-----', null],
  ])('%j: %j', (text, name) => {
    expect(secretIn(text)).toBe(name);
  });
});

test.each(['the low byte first', 'the high byte first'])('a secret is taken out of UTF-16 with %s', (order) => {
  const bytes = Buffer.from(`before ${secret} after`, 'utf16le');
  const stream = createMask([secret]).stream();
  const shown = Buffer.concat([Buffer.from(stream.push(order.includes('low') ? bytes : bytes.swap16())), stream.end()]);
  expect(shown.toString('latin1').replaceAll('\0', '')).toBe('before *** after');
});

test('many and long secrets cost little, and what is nearly one costs no more', () => {
  const long = `${'a'.repeat(20_000)}b`;
  const many = Array.from({ length: 200 }, (_, at) => `${'c'.repeat(40)}${at}`);
  const { mask } = createMask([long, ...many]);
  const text = 'a'.repeat(200_000) + 'c'.repeat(20_000);
  const started = process.cpuUsage();
  expect(mask(text)).toBe(text);
  expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
});

test('what cannot become a secret any more is shown at once', () => {
  const texts = ['Listening on port 3000.\n', 'the word is hunt', 'ing!'];
  expect(inTurn(['hunter22'], ...texts)).toEqual(['Listening on port 3000.\n', 'the word is ', 'hunting!', '']);
});

describe('a short number or a common word', () => {
  const secrets = ['5432', 'true', 'ab1'];
  const rows: readonly (readonly [string, string])[] = [
    ['{"bytes": 954321}', '{"bytes": 954321}'],
    ['port 5432, 54321, x5432y:5432', 'port ***, 54321, x***y:***'],
    ['true, untrue, \x1b[31mtrue\x1b[0m, trues=true', '***, untrue, \x1b[31m***\x1b[0m, trues=***'],
    ['5432', '***'],
    ['1ab12 tr', '1***2 tr'],
    [Buffer.from('5432').toString('hex'), '***'],
  ];
  test.each(rows)('is masked where it stands alone: %j', (text, shown) => {
    expect(createMask(secrets).mask(text)).toBe(shown);
    // A beginning of a control sequence that is shown already does not count: there more may be masked.
    if (text.includes('\x1b')) return;
    for (const size of [1, 2, 3, 5, 64]) {
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
        text.slice(at * size, (at + 1) * size),
      );
      expect(inTurn(secrets, ...pieces).join(''), `${size} at a time`).toBe(shown);
    }
  });
});

test('without secrets nothing is changed', () => {
  expect(createMask(['']).mask('text')).toBe('text');
});
