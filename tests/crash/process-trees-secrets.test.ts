import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { isThere, living, until } from './process-trees-shapes.ts';

test.skipIf(process.platform !== 'linux')(
  'an engine that is killed in the middle leaves no secret on the disk',
  async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'ws-secret-'));
    const id = randomUUID();
    const secret = `canary-${randomUUID()}`;
    const env = {
      PATH: process.env['PATH'] ?? '',
      SECRET: secret,
      TREE_TEST: id,
      READY: join(cwd, 'ready'),
      TMPDIR: cwd,
    };
    const script = 'echo started; while :; do echo "$SECRET"; printf "%s" "$SECRET" | base64 >&2; : >"$READY"; done';
    const fixture = join(import.meta.dirname, 'fixtures/engine-with-tree.ts');
    const request = JSON.stringify({ script, cwd, env, sandbox: 'off', secrets: [secret], usesStarters: false });
    const engine = spawn(process.execPath, ['--import', 'tsx', fixture, request], {
      stdio: ['ignore', 'inherit', 'inherit'],
      // Raw output would lie here, if it had a name.
      env: { ...process.env, TMPDIR: cwd },
    });
    await until('masked output is in the log', 60_000, () => {
      const log = join(cwd, 'stdout.log');
      return isThere(log) && readFileSync(log, 'latin1').includes('***');
    });
    engine.kill('SIGKILL');
    await until('nobody is left', 15_000, () => living(`TREE_TEST=${id}`).length === 0);
    const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const all = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')).join('\n');
    expect(files.map(({ name }) => name)).toContain('stderr.log');
    expect(all).not.toContain(secret);
    expect(all).not.toContain(Buffer.from(secret).toString('base64').slice(0, 24));
    rmSync(cwd, { recursive: true, force: true });
  },
);
