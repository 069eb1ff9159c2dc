import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SCAN_CODE, SCAN_TEXT, scanDigest } from '../../../../scripts/scan-code.ts';

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

test('the module is that of its text (npm run generate)', () => {
  expect(read(SCAN_CODE)).toContain(`(${scanDigest(read(SCAN_TEXT))})`);
});
