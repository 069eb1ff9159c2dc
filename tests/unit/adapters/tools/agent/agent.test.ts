/** A stand-in for the CLI that speaks its protocol: what the adapter does around it is real. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAttemptFiles } from '../../../../../adapters/machine/attempt-files.ts';
import { createProcesses } from '../../../../../adapters/machine/processes.ts';
import { createAgent } from '../../../../../adapters/tools/agent/agent.ts';
import { claude } from '../../../../../adapters/tools/agent/dialects/claude/claude.ts';
import { leaveMessage } from '../../../../../adapters/tools/agent/told.ts';
import type { JsonObject } from '../../../../../core/json.ts';
import { runId, stepId } from '../../../../../core/id.ts';
import { ok } from '../../../../../core/result.ts';
import { ALONE, type ToolCall } from '../../../../../core/tool.ts';
import { temporary } from '../../git/rig.ts';

const RESULT = '{"type":"result","subtype":"success","is_error":false,"result":"did it","session_id":"$S"}';

const rigWith = async (
  script: string,
  attempt = 1,
  root = temporary(),
  failure: JsonObject | null = null,
  more: JsonObject = {},
) => {
  const worktree = join(root, 'tree');
  const bin = join(root, 'bin');
  for (const folder of [worktree, bin]) mkdirSync(folder, { recursive: true });
  const program = join(bin, 'claude');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const files = createAttemptFiles(join(root, 'state'));
  const id = { run: runId('r'), step: stepId('s'), attempt };
  const paths = await files.open(id, { input: null, failure });
  if (!paths.ok) throw new Error(paths.error.message);
  const call: ToolCall = {
    changed: async () => ok(['a']),
    ...{
      attempt: id,
      origin: ALONE,
      with: { prompt: '-- "$(touch planted)" `touch planted` \n--model x', ...more },
      cwd: worktree,
      worktree,
    },
    env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, ANTHROPIC_API_KEY: 'k', WS_ATTEMPT: String(attempt) },
    ...{
      paths: paths.value,
      timeoutMs: 20_000,
      limits: null,
      sandbox: 'off',
      access: 'shared',
      outputs: null,
      signal: new AbortController().signal,
    },
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

const readIf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** Looks until it holds; the time limit of the test ends it. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
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

const failureOf = (attempt: number, message = 'acceptance: npm test: exited with code 1') => ({
  ...{ code: 'acceptance-failed', message, attempt },
  issues: [{ path: 'src/a.ts', line: 3, column: 5, message: 'Expected 1, got 2', code: 'E1' }],
});

test('a try that failed is told to the next one in the same session; the third begins a new one', async () => {
  const keeps = `cat > "prompt-$WS_ATTEMPT"; echo "$@" > "args-$WS_ATTEMPT"; S=s1; echo "${RESULT.replaceAll('"', '\\"')}"`;
  const first = await rigWith(keeps);
  await first.execute();
  writeFileSync(first.paths.stdout, `{"type":"result"}\n1 failing\n  a.test.ts: expected 1\n`);
  const second = await rigWith(keeps, 2, first.root, failureOf(1));
  await second.execute();
  const prompt = readFileSync(join(second.worktree, 'prompt-2'), 'utf8');
  expect(prompt).toContain('-- "$(touch planted)"');
  expect(prompt).toContain('not accepted: acceptance: npm test: exited with code 1');
  expect(prompt).toContain('- src/a.ts:3:5: Expected 1, got 2 (E1)');
  expect(prompt).toContain('\n1 failing\n');
  expect(prompt).not.toContain('"type"');
  expect(readFileSync(join(second.worktree, 'args-2'), 'utf8')).toContain('--resume s1');
  const third = await rigWith(keeps, 3, first.root, failureOf(2));
  await third.execute();
  expect(readFileSync(join(third.worktree, 'args-3'), 'utf8')).toMatch(/--session-id (?!s1)/);
  expect(readFileSync(third.paths.report, 'utf8')).toContain('begins a new conversation');
});

test('what a person says ends its turn, and reaches it in its session in the same attempt', async () => {
  const says = RESULT.replaceAll('"', '\\"');
  const rig = await rigWith(
    `cat > prompt; case "$*" in *--resume*) cp prompt said; S=s1; echo "${says}"; exit 0;; esac
echo '{"type":"system","session_id":"s1"}'; exec sleep 600`,
  );
  const done = rig.execute();
  await until(() => readIf(rig.paths.stdout).includes('s1'));
  leaveMessage(rig.paths.home, { text: 'Use tabs, $(touch planted)', by: 'Ada', at: 1 });
  expect(await done).toMatchObject({ ok: true, value: { outputs: { result: 'did it', session: 's1' } } });
  expect(readFileSync(join(rig.worktree, 'said'), 'utf8')).toBe('Use tabs, $(touch planted)');
  expect(readFileSync(rig.paths.report, 'utf8')).toContain('Ada says: Use tabs');
});

test('what was said before an attempt stands behind its task, and is said once', async () => {
  const keeps = `cat > "prompt-$WS_ATTEMPT"; S=s1; echo "${RESULT.replaceAll('"', '\\"')}"`;
  const first = await rigWith(keeps);
  leaveMessage(first.paths.home, { text: 'Use tabs', by: 'Ada', at: 1 });
  await first.execute();
  expect(readFileSync(join(first.worktree, 'prompt-1'), 'utf8')).toMatch(/--model x\n\nUse tabs$/);
  const second = await rigWith(keeps, 2, first.root);
  await second.execute();
  expect(readFileSync(join(second.worktree, 'prompt-2'), 'utf8')).not.toContain('Use tabs');
});

test('a budget counts over attempts, and what is spent begins nothing', async () => {
  const costs = `cat > /dev/null; touch "ran-$WS_ATTEMPT"; S=s1; echo "${RESULT.replaceAll('"', '\\"').replace('}', ',\\"total_cost_usd\\":1.5}')}"`;
  const first = await rigWith(`echo "$@" > args; ${costs}`, 1, undefined, null, { budget: { costUsd: 2 } });
  await first.execute();
  expect(readFileSync(join(first.worktree, 'args'), 'utf8')).toContain('--max-budget-usd 2');
  const second = await rigWith(`echo "$@" > args; ${costs}`, 2, first.root, null, { budget: { costUsd: 2 } });
  await second.execute();
  expect(readFileSync(join(second.worktree, 'args'), 'utf8')).toContain('--max-budget-usd 0.5');
  const third = await rigWith(costs, 3, first.root, null, { budget: { costUsd: 2 } });
  expect(await third.execute()).toMatchObject({ ok: false, error: { failure: { code: 'budget-exceeded' } } });
  expect(existsSync(join(third.worktree, 'ran-3'))).toBe(false);
});
