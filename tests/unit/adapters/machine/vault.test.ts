import { createCipheriv, randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { masterKeysIn } from '../../../../adapters/machine/master-keys.ts';
import { masterKeyOf, openVault, type MasterKey, type Vault } from '../../../../adapters/machine/vault.ts';
import { err, ok } from '../../../../core/result.ts';
import { temporary } from '../git/rig.ts';

const aKey = (): MasterKey => {
  const key = masterKeyOf(randomBytes(32).toString('base64'));
  if (key === null) throw new Error('32 bytes are a key');
  return key;
};

const VALUE = 'sk-ant-0123456789abcdef';
const AT = '2026-01-02T03:04:05.000Z';

const aVault = (keys: readonly MasterKey[] = [aKey()]): { readonly vault: Vault; readonly path: string } => {
  const path = join(temporary(), 'secrets.json');
  return { vault: openVault(path, () => ok(keys)), path };
};

describe('a vault', () => {
  test('gives what was kept, and nothing where nothing was', () => {
    const { vault } = aVault();
    expect(vault.valueOf('A')).toEqual(ok(null));
    vault.set('A', VALUE, AT);
    expect(vault.valueOf('A')).toEqual(ok(VALUE));
    expect(vault.remove('A')).toEqual(ok(true));
    expect(vault.remove('A')).toEqual(ok(false));
    expect(vault.valueOf('A')).toEqual(ok(null));
  });

  test('shows 4 characters of at least 16, and nothing of fewer', () => {
    const { vault } = aVault();
    vault.set('LONG', 'abcdefghijklmnop', AT);
    vault.set('SHORT', 'abcdefghijklmno', AT);
    const shown = vault.list();
    expect(shown.ok ? shown.value.map(({ name, hint }) => [name, hint]) : []).toEqual([
      ['LONG', '…mnop'],
      ['SHORT', '…'],
    ]);
  });

  test('holds no value in its file, which is its owner’s alone', () => {
    const { vault, path } = aVault();
    vault.set('A', VALUE, AT);
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain(VALUE);
    expect(text).not.toContain(Buffer.from(VALUE).toString('base64').slice(0, 20));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('opens nothing whose seal is a part of one, which could be guessed', () => {
    const key = aKey();
    const { vault, path } = aVault([key]);
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key.bytes, iv).setAAD(Buffer.from('ws-secret/1/A'));
    cipher.final();
    for (const length of [4, 8, 12]) {
      const box = cipher.getAuthTag().subarray(0, length).toString('base64');
      const entries = { A: { key: key.id, iv: iv.toString('base64'), box, at: AT } };
      writeFileSync(path, JSON.stringify({ version: 1, entries }));
      expect(vault.valueOf('A').ok, `${length} bytes`).toBe(false);
    }
  });

  test('seals the same value otherwise each time', () => {
    const { vault, path } = aVault();
    vault.set('A', VALUE, AT);
    const before = readFileSync(path, 'utf8');
    vault.set('A', VALUE, AT);
    expect(readFileSync(path, 'utf8')).not.toBe(before);
  });

  test('sees what another process has changed', () => {
    const keys = [aKey()];
    const { vault, path } = aVault(keys);
    vault.set('A', 'first-value', AT);
    expect(vault.valueOf('A')).toEqual(ok('first-value'));
    openVault(path, () => ok(keys)).set('A', 'second-value', AT);
    expect(vault.valueOf('A')).toEqual(ok('second-value'));
  });

  test('opens no value that was moved under another name, nor a damaged one', () => {
    const { vault, path } = aVault();
    vault.set('A', VALUE, AT);
    const file = JSON.parse(readFileSync(path, 'utf8')) as { entries: Record<string, { box: string }> };
    writeFileSync(path, JSON.stringify({ ...file, entries: { B: file.entries['A'] } }));
    const moved = vault.valueOf('B');
    expect(moved.ok ? '' : moved.error).toContain('the secret B is damaged');
    expect(vault.list()).toMatchObject({ ok: true, value: [{ name: 'B', hint: null }] });
  });

  test.each([
    ['no JSON', '{'],
    ['another version', '{"version":2,"entries":{}}'],
    ['an entry that is none', '{"version":1,"entries":{"A":{}}}'],
  ])('that cannot be read says so, and is not written over: %s', (_, text) => {
    const { vault, path } = aVault();
    writeFileSync(path, text);
    expect(vault.valueOf('A').ok).toBe(false);
    expect(vault.set('A', VALUE, AT).ok).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('is sealed anew by another master key, after which the old one is not needed', () => {
    const [old, fresh] = [aKey(), aKey()];
    const { vault, path } = aVault([old]);
    vault.set('A', VALUE, AT);
    expect(openVault(path, () => ok([fresh, old])).rekey()).toEqual(ok(1));
    expect(openVault(path, () => ok([fresh])).valueOf('A')).toEqual(ok(VALUE));
    expect(openVault(path, () => ok([old])).valueOf('A').ok).toBe(false);
  });

  test('is not changed where one of its secrets cannot be opened', () => {
    const { vault, path } = aVault();
    vault.set('A', VALUE, AT);
    const before = readFileSync(path, 'utf8');
    expect(openVault(path, () => ok([aKey()])).rekey().ok).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('without a master key says so', () => {
    const vault = openVault(join(temporary(), 'secrets.json'), () => err('there is no master key'));
    expect(vault.set('A', VALUE, AT)).toEqual(err('there is no master key'));
  });
});

describe('master keys', () => {
  const bytes = randomBytes(32);
  const write = (text: string, mode: number): string => {
    const file = join(temporary(), 'master.key');
    writeFileSync(file, text, { mode });
    return file;
  };

  test.each([
    ['base64', bytes.toString('base64')],
    ['hexadecimal', bytes.toString('hex')],
  ])('are read in %s', (_, text) => {
    expect(masterKeyOf(text)?.bytes.equals(bytes)).toBe(true);
  });

  test.each(['', 'short', 'x'.repeat(44), bytes.toString('hex').slice(1)])('are not %j', (text) => {
    expect(masterKeyOf(text)).toBeNull();
  });

  test('of a file that others can read are refused, with what to do', () => {
    const file = write(bytes.toString('base64'), 0o644);
    expect(masterKeysIn({ WS_MASTER_KEY_FILE: file })).toEqual(err(`${file} can be read by others: chmod 600 ${file}`));
  });

  test('are those of the variable, then the lines of the file', () => {
    const [first, second] = [aKey(), aKey()];
    const file = write(`# keys\n${second.bytes.toString('base64')}\n`, 0o600);
    const keys = masterKeysIn({ WS_MASTER_KEY: first.bytes.toString('hex'), WS_MASTER_KEY_FILE: file });
    expect(keys.ok ? keys.value.map(({ id }) => id) : keys.error).toEqual([first.id, second.id]);
  });

  test('that are none are told without what they hold', () => {
    const keys = masterKeysIn({ HOME: temporary(), WS_MASTER_KEY: 'hunter2' });
    expect(keys.ok ? 'hunter2' : keys.error).not.toContain('hunter2');
  });
});
