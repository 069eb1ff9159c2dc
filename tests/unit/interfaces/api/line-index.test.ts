/** Lines of files that grow, and where a text stands in them. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineIndexes } from '../../../../interfaces/api/line-index.ts';
import { makeFolder, removeFolder } from '../../../rig/ws.ts';

let folder = '';
beforeAll(() => {
  folder = makeFolder('ws lines ');
});
afterAll(() => removeFolder(folder));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

test('gives the lines asked for, and what of them there is', async () => {
  const indexes = lineIndexes();
  const path = file('many', Array.from({ length: 2_500 }, (_, at) => `line ${at + 1}`).join('\n'));
  expect(await indexes.lines(path, 1_999, 3)).toMatchObject({
    lines: ['line 1999', 'line 2000', 'line 2001'],
    total: 2_500,
  });
  expect((await indexes.lines(path, 2_500, 9)).lines).toEqual(['line 2500']);
  expect(await indexes.lines(path, 9_999, 9)).toMatchObject({ from: 2_501, lines: [] });
});

test('reads on where a file has grown, and anew where it was cut', async () => {
  const indexes = lineIndexes();
  const path = file('growing', 'a\nb');
  expect(await indexes.lines(path, 1, 9)).toMatchObject({ lines: ['a', 'b'], total: 2 });
  appendFileSync(path, 'c\nd\n');
  expect(await indexes.lines(path, 1, 9)).toMatchObject({ lines: ['a', 'bc', 'd'], total: 3 });
  writeFileSync(path, 'x\n');
  expect(await indexes.lines(path, 1, 9)).toMatchObject({ lines: ['x'], total: 1 });
});

test('finds a text in whatever case, over the ends of what is read at once', async () => {
  const indexes = lineIndexes();
  const path = file('large', `${'é'.repeat(700_000)}\nNeedle here\n${'x'.repeat(10)}\nlast needle`);
  expect(await indexes.search(path, 'needle')).toEqual({
    items: [
      { line: 2, text: 'Needle here' },
      { line: 4, text: 'last needle' },
    ],
    isCut: false,
  });
  const many = file('hits', 'hit\n'.repeat(1_001));
  expect(await indexes.search(many, 'hit')).toMatchObject({ isCut: true });
});
