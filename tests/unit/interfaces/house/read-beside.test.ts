import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { promptNamed } from '../../../../interfaces/house/prompts.ts';
import { readBesideFrom } from '../../../../interfaces/house/read-beside.ts';
import { shippedFolder } from '../../../../adapters/machine/shipped.ts';
import { temporary } from '../../adapters/git/rig.ts';

const reader = (directory: string, replacements: string | null = null) =>
  readBesideFrom({ directory, replacements: async () => replacements });

test('a template is a file of the folder of the workstream, or below', async () => {
  const root = temporary();
  mkdirSync(join(root, 'flows', 'prompts'), { recursive: true });
  writeFileSync(join(root, 'flows', 'prompts', 'a.md'), 'A');
  const read = reader(root);
  expect(await read('prompts/a.md', 'flows/w.yaml')).toEqual({
    ok: true,
    value: { text: 'A', file: 'flows/prompts/a.md' },
  });
  expect(await read('./prompts/a.md', join(root, 'flows', 'w.yaml'))).toMatchObject({ value: { text: 'A' } });
  expect(await read('prompts/b.md', 'flows/w.yaml')).toEqual({
    ok: false,
    error: 'there is no file flows/prompts/b.md',
  });
});

test('and nothing beyond: by a path, by a link, by what is no text, by what is too large', async () => {
  const root = temporary();
  mkdirSync(join(root, 'flows'));
  writeFileSync(join(root, 'secret'), 'S');
  symlinkSync(join(root, 'secret'), join(root, 'flows', 'link.md'));
  writeFileSync(join(root, 'flows', 'bytes.md'), new Uint8Array([0xff, 0xfe]));
  writeFileSync(join(root, 'flows', 'large.md'), 'x'.repeat(1_048_577));
  const read = reader(root);
  const told = async (name: string): Promise<string> => {
    const found = await read(name, 'flows/w.yaml');
    return found.ok ? found.value.text : found.error;
  };
  for (const name of ['../secret', join(root, 'secret'), 'a/../../secret', '.git/config', ''])
    expect(await told(name)).toContain('it lies beside it, or below');
  expect(await told('link.md')).toContain('leads out of');
  expect(await told('bytes.md')).toContain('is no text in UTF-8');
  expect(await told('large.md')).toContain('has 1048577 bytes');
});

test('a prompt that ws ships gives way to the one of that name in the folder of the configuration', async () => {
  const root = temporary();
  writeFileSync(join(root, 'own.md'), 'mine');
  const read = reader('/', root);
  const shipped = shippedFolder() ?? '';
  expect(await read('ws:prompts/own.md', 'anywhere/w.yaml')).toMatchObject({ value: { text: 'mine' } });
  expect(await read('prompts/own.md', join(shipped, 'w.yaml'))).toMatchObject({ value: { text: 'mine' } });
  expect(await read('prompts/other.md', join(shipped, 'w.yaml'))).toMatchObject({ ok: false });
  // Those of people are their own.
  expect(await read('prompts/own.md', join(root, 'w.yaml'))).toMatchObject({ ok: false });
  expect(promptNamed('own.md', root)).toEqual({ path: join(root, 'own.md'), isReplaced: true });
  expect(promptNamed('own.md', null)).toBeNull();
});
