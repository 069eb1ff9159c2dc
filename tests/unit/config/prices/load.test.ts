import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadPrices, shippedPrices } from '../../../../config/prices/load.ts';
import { shippedPrices as written, SHIPPED_PRICES } from '../../../../scripts/shipped-prices.ts';

const home = mkdtempSync(join(tmpdir(), 'ws-prices-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const withFile = (text: string) => {
  mkdirSync(join(home, 'ws'), { recursive: true });
  writeFileSync(join(home, 'ws/prices.yaml'), text);
  return loadPrices({ XDG_CONFIG_HOME: home });
};

test('the generated file is what config/prices.yaml says', async () => {
  expect(readFileSync(SHIPPED_PRICES, 'utf8')).toBe(await written('.'));
  for (const [, { source, date }] of shippedPrices()) {
    expect(source).toMatch(/^https:\/\//);
    expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
});

test('the prices of the user lie over those that ws ships, model by model', async () => {
  const read = await withFile(
    'mine: { input: 1, output: 2, source: me, date: "2026-01-01" }\ngpt-5.5: { input: 9, output: 9, source: me, date: "2026-01-01" }\n',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  expect(read.value.get('mine')).toEqual({
    ...{ input: 1, output: 2, cacheRead: null, cacheWrite: null },
    ...{ source: 'me', date: '2026-01-01' },
  });
  expect(read.value.get('gpt-5.5')?.input).toBe(9);
  expect(read.value.get('gpt-5-codex')).toEqual(shippedPrices().get('gpt-5-codex'));
});

test('without a file of the user they are those that ws ships', async () => {
  expect(await loadPrices({ XDG_CONFIG_HOME: join(home, 'nowhere') })).toEqual({ ok: true, value: shippedPrices() });
});

test.each([
  ['a: { input: -1, output: 2, source: me, date: "2026-01-01" }', 'the price of a /input'],
  ['a: { input: 1, output: 2 }', 'source'],
  ['a: { input: 1, output: 2, source: me, date: "today" }', '/date'],
  ['[1]', 'prices are an object'],
  ['a: {', ''],
])('%s is refused with its place', async (text, why) => {
  const read = await withFile(`# prices\n${text}\n`);
  expect(read).toMatchObject({ ok: false });
  const [first] = read.ok ? [] : read.error;
  expect(first?.message).toContain(why);
  expect(first?.file).toBe(join(home, 'ws/prices.yaml'));
  expect(first?.line).toBeGreaterThan(1);
});
