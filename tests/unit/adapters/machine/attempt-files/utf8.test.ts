import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createAttemptFiles } from '../../../../../adapters/machine/attempt-files.ts';
import { runId, stepId } from '../../../../../core/id.ts';

const root = mkdtempSync(join(tmpdir(), 'ws-utf8-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

test.each([
  ['a=1\nb=x\n', null],
  ['a=\uFFFD\n', null],
  [Buffer.concat([Buffer.from('a=1\nb='), Buffer.from([0xe9, 0x0a])]), 2],
])('outputs that are not UTF-8 are an error with the line: %#', async (bytes, line) => {
  const files = createAttemptFiles(root);
  const attempt = { run: runId('r'), step: stepId('s'), attempt: 1 };
  await files.open(attempt, { input: null, failure: null });
  writeFileSync(files.paths(attempt).output, bytes);
  const read = await files.readOutput(attempt);
  expect(read.ok ? null : read.error.message.slice(0, 19)).toBe(
    line === null ? null : `$WS_OUTPUT line ${line}: `.slice(0, 19),
  );
});
