/** A stand-in for the CLI that speaks its protocol: what the adapter does around it is real. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAttemptFiles } from '../../../../../adapters/machine/attempt-files.ts';
import { createProcesses } from '../../../../../adapters/machine/processes.ts';
import { createAgent } from '../../../../../adapters/tools/agent/agent.ts';
import { claude } from '../../../../../adapters/tools/agent/dialects/claude/claude.ts';
import { runId, stepId } from '../../../../../core/id.ts';
import { ok } from '../../../../../core/result.ts';
import type { ToolCall } from '../../../../../core/tool.ts';
import { temporary } from '../../git/rig.ts';

const RESULT = '{"type":"result","subtype":"success","is_error":false,"result":"did it","session_id":"$S"}';

const rigWith = async (script: string, attempt = 1, root = temporary()) => {
  const worktree = join(root, 'tree');
  const bin = join(root, 'bin');
  for (const folder of [worktree, bin]) mkdirSync(folder, { recursive: true });
  const program = join(bin, 'claude');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const files = createAttemptFiles(join(root, 'state'));
  const id = { run: runId('r'), step: stepId('s'), attempt };
  const paths = await files.open(id, { input: null, failure: null });
  if (!paths.ok) throw new Error(paths.error.message);
  const call: ToolCall = {
    changed: async () => ok(['a']),
    ...{ attempt: id, with: { prompt: '-- "$(touch planted)" `touch planted` \n--model x' }, cwd: worktree, worktree },
    env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, ANTHROPIC_API_KEY: 'k' },
    ...{ paths: paths.value, timeoutMs: 20_000, limits: null, sandbox: 'off', signal: new AbortController().signal },
  };
  const processes = createProcesses({ graceMs: 100 });
  const agent = createAgent(claude, processes);
  const execute = async () => {
    try {
      return await agent.execute(call, files.report(id));
    } finally {
      processes[Symbol.dispose]();
    }
  };
  return { root, worktree, paths: paths.value, execute };
};

test('the prompt comes by stdin byte for byte, in a home of its own', async () => {
  const rig = await rigWith(`cat > got; echo "$HOME" > home; S=s1; echo "${RESULT.replaceAll('"', '\\"')}"`);
  expect(await rig.execute()).toMatchObject({ ok: true, value: { outputs: { result: 'did it', session: 's1' } } });
  expect(readFileSync(join(rig.worktree, 'got'), 'utf8')).toBe('-- "$(touch planted)" `touch planted` \n--model x');
  expect(readFileSync(join(rig.worktree, 'home'), 'utf8')).toBe(`${rig.paths.home}\n`);
});

test('a second attempt goes on in the session of the first, and begins anew where that is lost', async () => {
  const say = `echo "${RESULT.replaceAll('"', '\\"')}"`;
  const first = await rigWith(`S=first; ${say}`);
  await first.execute();
  const args = 'echo "$@" >> args; ';
  const second = await rigWith(`${args} S=first; ${say}`, 2, first.root);
  await second.execute();
  expect(readFileSync(join(second.worktree, 'args'), 'utf8')).toContain('--resume first');
  const lost = `${args} case "$*" in *--resume*) echo "No conversation found" >&2; exit 1;; esac; S=new; ${say}`;
  const third = await rigWith(lost, 3, first.root);
  expect(await third.execute()).toMatchObject({ ok: true, value: { outputs: { session: 'new' } } });
  expect(readFileSync(join(third.worktree, 'args'), 'utf8')).toMatch(/--session-id/);
  expect(readFileSync(third.paths.report, 'utf8')).toContain('begins a new one');
});

test('a CLI that stays after its last word is ended, and has succeeded', async () => {
  const rig = await rigWith(`S=s; echo "${RESULT.replaceAll('"', '\\"')}"; exec sleep 600`);
  expect(await rig.execute()).toMatchObject({ ok: true });
});

test('exit code 0 without a last word is no success', async () => {
  const rig = await rigWith('echo hello; exit 0');
  expect(await rig.execute()).toMatchObject({ ok: false, error: { failure: { code: 'tool-exit' } } });
});
