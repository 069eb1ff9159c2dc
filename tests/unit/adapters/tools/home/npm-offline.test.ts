/** An agent installs and tests in the sandbox, without a network: packages come from the copy of the user's cache. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAttemptFiles } from '../../../../../adapters/machine/attempt-files.ts';
import { createProcesses } from '../../../../../adapters/machine/processes.ts';
import { createAgent } from '../../../../../adapters/tools/agent/agent.ts';
import { claude } from '../../../../../adapters/tools/agent/dialects/claude/claude.ts';
import { NO_SURROUNDINGS } from '../../../../../adapters/tools/agent/surroundings.ts';
import { ADAPTERS } from '../../../../../adapters/tools/descriptions.ts';
import { keepCopies } from '../../../../../adapters/tools/home/copies.ts';
import { shippedProfiles } from '../../../../../config/profiles/load.ts';
import { runId, stepId, toolId } from '../../../../../core/id.ts';
import { ok } from '../../../../../core/result.ts';
import { ALONE } from '../../../../../core/tool.ts';
import { writeFiles } from '../../../../rig/ws.ts';
import { temporary } from '../../git/rig.ts';

const hasBwrap = spawnSync('bwrap', ['--version']).status === 0;
const SAYS = `echo '{"type":"result","subtype":"success","is_error":false,"result":"did it","session_id":"s"}'`;

/** A package in the cache of the user, as npm keeps one that it has fetched before; gives its checksum. */
const cachePackage = (root: string, userHome: string): string => {
  const source = join(root, 'left');
  writeFiles(source, {
    'package.json': { name: 'left-of-ws', version: '1.0.0', main: 'index.js' },
    'index.js': 'module.exports = 42;\n',
  });
  const env = { PATH: process.env['PATH'] ?? '', HOME: userHome, npm_config_update_notifier: 'false' };
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', root], {
    cwd: source,
    env,
    stdio: 'pipe',
  });
  const [{ filename, integrity }] = JSON.parse(packed.toString()) as [{ filename: string; integrity: string }];
  execFileSync('npm', ['cache', 'add', join(root, filename)], { cwd: root, env, stdio: 'pipe' });
  return integrity;
};

test.runIf(hasBwrap)('npm ci && npm test work in the sandbox, from the cache and without a network', async () => {
  const root = temporary();
  const [worktree, bin, userHome] = [join(root, 'tree'), join(root, 'bin'), join(root, 'user')];
  for (const folder of [worktree, bin, userHome]) mkdirSync(folder);
  writeFileSync(join(userHome, '.npmrc'), 'fund=false\n//registry.npmjs.org/:_authToken=canary\n');
  const integrity = cachePackage(root, userHome);
  const dependencies = { 'left-of-ws': '1.0.0' };
  const resolved = 'https://registry.npmjs.org/left-of-ws/-/left-of-ws-1.0.0.tgz';
  writeFiles(worktree, {
    'package.json': { name: 'x', version: '1.0.0', dependencies, scripts: { test: 'node test.js' } },
    'package-lock.json': {
      ...{ name: 'x', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: {
        '': { name: 'x', version: '1.0.0', dependencies },
        'node_modules/left-of-ws': { version: '1.0.0', resolved, integrity },
      },
    },
    'test.js': "require('fs').writeFileSync('tested', String(require('left-of-ws')));\n",
  });
  const script = `cat > /dev/null; npm ci --offline && npm test; cat ~/.npmrc > npmrc; ${SAYS}`;
  writeFileSync(join(bin, 'claude'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, 'claude'), 0o755);
  const files = createAttemptFiles(join(root, 'state'));
  const attempt = { run: runId('r'), step: stepId('s'), attempt: 1 };
  const paths = await files.open(attempt, { input: null, failure: null });
  if (!paths.ok) throw new Error(paths.error.message);
  using processes = createProcesses({ graceMs: 100 });
  const home = shippedProfiles(ADAPTERS).get(toolId('claude'))?.home ?? [];
  const user = { ...NO_SURROUNDINGS.user, env: { HOME: userHome }, copies: keepCopies(join(root, 'copies')) };
  const agent = createAgent(
    claude,
    processes,
    { home, network: 'none' },
    {
      surroundings: { ...NO_SURROUNDINGS, user },
    },
  );
  const ended = await agent.execute(
    {
      ...{ origin: ALONE, outputs: null, access: 'exclusive' },
      ...{ attempt, with: { prompt: 'x' }, cwd: worktree, worktree, paths: paths.value, limits: null },
      env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, ANTHROPIC_API_KEY: 'k' },
      ...{ sandbox: 'required', timeoutMs: 60_000, signal: new AbortController().signal },
      changed: async () => ok(['tested']),
    },
    files.report(attempt),
  );
  expect(ended).toMatchObject({ ok: true });
  const log = readFileSync(paths.value.stderr, 'utf8');
  expect(existsSync(join(worktree, 'tested')), log).toBe(true);
  expect(readFileSync(join(worktree, 'tested'), 'utf8')).toBe('42');
  expect(readFileSync(join(worktree, 'npmrc'), 'utf8')).toBe('fund=false\n');
});
