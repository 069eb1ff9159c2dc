import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultCodes } from '../../../../error/engine/verdict/fault-code.ts';
import { SHIPPED_PLUGINS } from '../../../../error/plugins/registry.generated.ts';
import { REGISTRY_PATH, registryOf, TEMPLATE_PATH, templateOf } from '../../../../scripts/generate-plugins.ts';

test('the registry is up to date (npx tsx scripts/generate-plugins.ts)', () => {
  expect(readFileSync(REGISTRY_PATH, 'utf8')).toBe(registryOf('.'));
});

test('the template is up to date (npx tsx scripts/generate-plugins.ts)', () => {
  expect(readFileSync(TEMPLATE_PATH, 'utf8')).toBe(templateOf('.'));
});

test('every folder with a manifest is in the registry', () => {
  const folders = readdirSync('error/plugins', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map((entry) => entry.name).filter((name) => !name.startsWith('_'));
  expect(SHIPPED_PLUGINS.map(({ manifest }) => manifest.name)).toEqual(names.sort());
});

test.each(SHIPPED_PLUGINS)('$manifest.name imports no other plugin', ({ manifest }) => {
  const folder = join('error/plugins', manifest.name);
  const sources = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  const imports = sources.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/from '(.+?)'/g)].map((match) => match[1] ?? ''),
  );
  expect(imports.filter((path) => !/^(?:\.\/[\w-]+\.ts$|\.\.\/\.\.\/(?:engine|\.\.\/core)\/)/.test(path))).toEqual([]);
});

test('every code has its remedy in docs/errors/codes.md, and no other has', () => {
  const page = readFileSync('docs/errors/codes.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1] ?? '');
  expect([...rows].sort()).toEqual([...faultCodes()].sort());
});

test('every shipped plugin is in docs/errors/plugins.md, and no other is', () => {
  const page = readFileSync('docs/errors/plugins.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1] ?? '');
  expect([...rows].sort()).toEqual(SHIPPED_PLUGINS.map(({ manifest }) => manifest.name));
});
