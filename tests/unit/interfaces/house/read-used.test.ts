import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readUsedFrom } from '../../../../interfaces/house/read-used.ts';

test('only a file is used: nobody waits for a pipe', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-used-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.yaml'), 'id: a');
  mkdirSync(join(folder, 'b.yaml'));
  execFileSync('mkfifo', [join(folder, 'c.yaml')]);
  const read = readUsedFrom(folder);
  expect(await read('./a.yaml', 'w.yaml')).toEqual({ ok: true, value: { text: 'id: a', file: 'a.yaml' } });
  for (const name of ['b.yaml', 'c.yaml'])
    expect(await read(`./${name}`, 'w.yaml')).toEqual({ ok: false, error: `${name} is no file` });
  expect(await read('./d.yaml', 'w.yaml')).toEqual({ ok: false, error: 'there is no file d.yaml' });
});
