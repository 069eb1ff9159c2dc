/** What an agent may not do and what it asks waits for a person; it goes on in its session, also after a kill -9 of ws. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeBin, SAYS, standIn } from '../rig/claude.ts';
import {
  eventsIn,
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  startWs,
  writeFiles,
  ws,
  wsJson,
  type StatusJson,
} from '../rig/ws.ts';

let folder = '';
let bin = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  bin = makeBin();
  repository = makeRepository(join(folder, 'repo'), { 'a.txt': 'one\n' });
});
afterEach(() => {
  removeFolder(folder);
  removeFolder(bin);
});

const SECRET = 'Qw8rTy7uIoPaSdFg';
const define = (step: object, more: object = {}): void =>
  writeFiles(repository, {
    'w.json': { version: 1, id: 'asks', ...more, steps: [{ id: 'code', tool: 'claude', ...step }] },
  });
const resultOf = (more: object): string =>
  `say '${JSON.stringify({ type: 'result', subtype: 'success', is_error: false, session_id: 's1', result: 'done', ...more })}'`;
/** Wants to run a command unless that is among what it was started with. */
const wanting = (command: string): string => `case "$*" in
*'Bash(${command})'*) printf %s "$prompt" > said.txt; echo "$*" > args.txt; echo two > a.txt; ${resultOf({})} ;;
*) echo half > half.txt; ${resultOf({ permission_denials: [{ tool_name: 'Bash', tool_input: { command } }] })} ;;
esac`;
const asking = `case "$prompt" in
*'the second'*) printf %s "$prompt" > said.txt; echo "$*" > args.txt; ${resultOf({})} ;;
*) ${resultOf({ result: 'Which of the two?' })} ;;
esac`;
const statusOf = () => wsJson<StatusJson>(repository, ['status']);
const start = (script: string, ...args: readonly string[]) =>
  ws(repository, ['run', 'w.json', ...args], { env: { ...standIn(bin, script), TOK: SECRET } });
const more = (script: string, ...args: readonly string[]) =>
  ws(repository, args, { env: { ...standIn(bin, script), TOK: SECRET } });
const show = (branch: string | null, path: string): string => git(repository, 'show', `${branch ?? ''}:${path}`);

describe('what it may not do', () => {
  test('is asked for, argument by argument and masked, and done once it is allowed, in the same session', async () => {
    define({ with: { prompt: 'p', permission: 'ask' }, secrets: ['ANTHROPIC_API_KEY'] }, { secrets: ['TOK'] });
    const script = wanting('push now');
    const waits = await start(script);
    expect(waits.code, waits.stderr).toBe(3);
    expect(waits.stdout + waits.stderr).toContain('Bash: push now');
    const status = await statusOf();
    expect(status.steps[0]).toMatchObject({
      status: 'waiting',
      question: { kind: 'permission', choices: ['once', 'always', 'no'], wants: { tool: 'claude' } },
    });
    expect((await more(script, 'status')).stdout).toContain("'once|always|no'");
    const ended = await more(script, 'answer', 'code', 'once', '--resume');
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const { branch } = await statusOf();
    expect(show(branch, 'args.txt')).toContain('--resume s1');
    expect(show(branch, 'said.txt')).toContain('You may now do what you were not allowed to');
    // What it had done before it was asked about stays.
    expect(show(branch, 'half.txt')).toBe('half');
    expect(existsSync(join(folder, '.config/ws/tools/claude.yaml'))).toBe(false);
  });

  test('shows no secret in what it wanted', async () => {
    define({ with: { prompt: 'p', permission: 'ask' }, secrets: ['ANTHROPIC_API_KEY'] }, { secrets: ['TOK'] });
    const waits = await start(wanting(`curl ${SECRET}`), '--json');
    expect(waits.code).toBe(3);
    const parked = eventsIn(waits.stdout).find(({ type }) => type === 'step.parked');
    expect(JSON.stringify(parked)).toContain('curl ***');
    expect(waits.stdout + (await more('', 'status', '--json')).stdout).not.toContain(SECRET);
  });

  test('is allowed from now on by "always", in the profile of the user, whose other lines stay', async () => {
    define({ with: { prompt: 'p', permission: 'ask' }, secrets: ['ANTHROPIC_API_KEY'] });
    writeFiles(folder, { '.config/ws/tools/claude.yaml': '# mine\ntimeout: 20m\n' });
    const script = wanting('push now');
    await start(script);
    const ended = await more(script, 'answer', 'code', 'always', '--resume');
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const profile = readFileSync(join(folder, '.config/ws/tools/claude.yaml'), 'utf8');
    expect(profile).toContain('# mine\ntimeout: 20m');
    expect(profile).toContain('Bash(push now)');
    expect((await start(script)).code).toBe(0);
  });

  test('fails the step by "no", and where nobody is to be asked', async () => {
    define({ with: { prompt: 'p', permission: 'ask' }, secrets: ['ANTHROPIC_API_KEY'] });
    await start(wanting('push now'));
    const ended = await more(wanting('push now'), 'answer', 'code', 'no', '--resume');
    expect(ended.code).toBe(1);
    expect((await statusOf()).steps[0]).toMatchObject({ status: 'failed', failure: { code: 'permission-denied' } });
    define({ with: { prompt: 'p', permission: 'edit' }, secrets: ['ANTHROPIC_API_KEY'] });
    const denied = `${resultOf({ permission_denials: [{ tool_name: 'Bash', tool_input: { command: 'x' } }] })}`;
    expect((await start(denied)).code).toBe(1);
    expect((await statusOf()).steps[0]).toMatchObject({ status: 'failed', failure: { code: 'permission-denied' } });
  });
});

test('a question waits for its answer, which is told in its session', async () => {
  define({ with: { prompt: 'p' }, secrets: ['ANTHROPIC_API_KEY'] });
  const waits = await start(asking);
  expect(waits.code).toBe(3);
  expect(waits.stdout + waits.stderr).toContain('Claude Code asks: Which of the two?');
  const silent = await more(asking, 'answer', 'code', 'reply');
  expect(silent.code).toBe(2);
  expect(silent.stderr).toContain('--text');
  const ended = await more(asking, 'answer', 'code', 'reply', '--text', 'the second', '--resume');
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const { branch } = await statusOf();
  expect(show(branch, 'said.txt')).toBe('the second');
  expect(show(branch, 'args.txt')).toContain('--resume s1');
});

test('a run killed while its agent works goes on in the session, with every file that was written', async () => {
  define({ with: { prompt: 'p' }, secrets: ['ANTHROPIC_API_KEY'] });
  const script = `if [ -e "$HOME/once" ]; then echo "$*" > args.txt; cat half.txt > whole.txt; ${resultOf({})}; exit 0; fi
${SAYS.begin}\necho half > half.txt; touch "$HOME/once"; exec sleep 600`;
  const running = startWs(repository, ['run', 'w.json'], { env: standIn(bin, script) });
  const place = join(folder, '.local/state/ws/worktrees');
  const holds = (folderOf: string, ending: string): boolean =>
    existsSync(folderOf) && readdirSync(folderOf, { recursive: true }).some((name) => String(name).endsWith(ending));
  // Its session is written down as soon as ws has heard of it.
  const isAtWork = (): boolean =>
    holds(place, 'half.txt') && holds(join(repository, '.git/ws/runs'), '.claude.session.json');
  while (!isAtWork()) await new Promise((resolve) => setImmediate(resolve));
  running.child.kill('SIGKILL');
  await running.ended;
  const ended = await more(script, 'resume');
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const { branch } = await statusOf();
  expect(show(branch, 'whole.txt')).toBe('half');
  expect(show(branch, 'args.txt')).toContain('--resume s1');
});

test('a quota parks the step until its reset, holds nobody, and another account goes on', async () => {
  define({ with: { prompt: 'p' }, secrets: ['ANTHROPIC_API_KEY'] });
  const at = Math.floor(Date.now() / 1000) + 3 * 3600;
  const used = `say '{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","resetsAt":${at}}}'
say '${JSON.stringify({ type: 'result', subtype: 'success', is_error: true, api_error_status: 429, session_id: 's1', result: 'Usage limit reached' })}'; exit 1`;
  const parked = await start(used);
  expect(parked.code, parked.stdout + parked.stderr).toBe(3);
  expect(parked.stdout).toMatch(/parked until|goes on by itself/);
  expect(parked.stdout).toContain('ws resume');
  const { steps } = await statusOf();
  expect(steps[0]).toMatchObject({ status: 'waiting', failures: 0, question: { until: at * 1000 } });
  const breakers = await wsJson<{ name: string; state: string; reopensAt: number }[]>(repository, ['breakers', 'list']);
  const account = breakers.find(({ state }) => state === 'OPEN');
  expect(account?.name).toMatch(/^anthropic\/[0-9a-f]{8}$/);
  expect(account?.reopensAt).toBe(at * 1000);
  const other = { ...standIn(bin, `echo two > a.txt; ${resultOf({})}`), ANTHROPIC_API_KEY: 'sk-ant-test-1111111111' };
  expect((await ws(repository, ['run', 'w.json'], { env: other })).code).toBe(0);
  const same = await ws(repository, ['run', 'w.json'], { env: standIn(bin, resultOf({})) });
  expect(same.code).toBe(3);
});

test('each further try is another: told what failed, then anew, then with the files put back, then by another model', async () => {
  define(
    {
      with: { prompt: 'p' },
      secrets: ['ANTHROPIC_API_KEY'],
      retry: { limit: 4, repeats: 9, models: ['big'], backoff: { initial: '1ms' } },
      acceptance: [{ run: 'test -e big.txt' }],
    },
    {},
  );
  const script = `files=$(ls | tr '\\n' ' '); printf '%s\\n' "$files| $*" >> "$HOME/log"
case "$*" in *'--model big'*) touch big.txt; cp "$HOME/log" log.txt ;; esac
echo x > "try-$(wc -l < "$HOME/log")"; ${resultOf({})}`;
  const ended = await start(script, '--json');
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const changes = eventsIn(ended.stdout)
    .filter(({ type }) => type === 'step.retrying')
    .map((event) => (event as unknown as { decision: { change: unknown } }).decision.change);
  expect(changes).toEqual([{ kind: 'session' }, { kind: 'fresh' }, { kind: 'reset' }, { kind: 'model', model: 'big' }]);
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = show(
    (await statusOf()).branch,
    'log.txt',
  ).split('\n');
  expect(first).toContain('--session-id');
  expect(second).toMatch(/^a\.txt try-1.*--resume s1/);
  expect(third).toMatch(/^a\.txt try-1 try-2 .*--session-id/);
  expect(fourth).not.toContain('try-');
  expect(fourth).toContain('--session-id');
  expect(fifth).toContain('--model big');
  expect(fifth).not.toContain('try-');
  const shown = await more(script, 'show');
  expect(shown.stdout).toContain('with the model big');
});
