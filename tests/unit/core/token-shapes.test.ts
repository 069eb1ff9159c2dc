import { describe, expect, test } from 'vitest';
import { isSecretName, maskTokens } from '../../../core/token-shapes.ts';

describe('token shapes', () => {
  test.each([
    ['sk-ant-api03-abcdefghijklmnop1234', '***'],
    ['key=sk_live_abcdefghijklmnop12', 'key=***'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', '***'],
    ['AKIAIOSFODNN7EXAMPLE', '***'],
    ['Authorization: Bearer abcdef0123456789', 'Authorization: Bearer ***'],
    ['https://ada:hunter2@example.org/x', 'https://ada:***@example.org/x'],
    ['export MY_API_KEY=abcd1234', 'export MY_API_KEY=***'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijk', '***'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '***'],
    ['task-force and sketch', 'task-force and sketch'],
    ['skip_this_long_identifier_of_ours', 'skip_this_long_identifier_of_ours'],
    ['https://example.org:8080/a@b', 'https://example.org:8080/a@b'],
  ])('%j becomes %j', (text, masked) => {
    expect(maskTokens(text)).toBe(masked);
    expect(maskTokens(masked)).toBe(masked);
  });

  test.each(['a', '-', 'sk-', '://a:', 'A_', 'eyJa', 'TOKEN', 'Bearer ', '-----BEGIN PRIVATE KEY-----'])(
    'a megabyte of %j takes no second',
    (piece) => {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      const from = performance.now();
      maskTokens(text);
      expect(performance.now() - from).toBeLessThan(2000);
    },
  );

  test.each([
    ['OPENAI_API_KEY', true],
    ['password', true],
    ['githubToken', true],
    ['DJANGO_SECRET_KEY', true],
    ['GPG_PASSPHRASE', true],
    ['DB_PASS', true],
    ['bypass', false],
    ['primaryKey', false],
    ['maxTokens', false],
    ['monkey', false],
    ['tokens', false],
  ])('%s is the name of a secret: %s', (name, is) => expect(isSecretName(name)).toBe(is));
});
