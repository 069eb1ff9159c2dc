import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MODULES, textDigest } from '../../../../scripts/masking-modules.ts';

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

test.each(MODULES)('the module $name is that of its text (npm run generate)', ({ text, code }) => {
  expect(read(code)).toContain(`(${textDigest(read(text))})`);
});
