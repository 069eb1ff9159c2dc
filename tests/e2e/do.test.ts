/** A task by a coding CLI: from one command to a branch that can be merged, with a stand-in that speaks Claude Code's protocol. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeBin, SAYS, standIn } from '../rig/claude.ts';
import {
  checkoutDigest,
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
  repository = makeRepository(join(folder, 'repo'), { 'src/a.txt': 'one\n' });
});
afterEach(() => {
  removeFolder(folder);
  removeFolder(bin);
});

const edits = `${SAYS.begin}\necho two > src/a.txt\n${SAYS.end('I changed it.')}`;
const answers = `${SAYS.begin}\n${SAYS.end('It is 42.')}`;
const doIt = (script: string, ...args: readonly string[]) =>
  ws(repository, ['do', ...args], { env: standIn(bin, script) });
const runsFolder = (): string => join(repository, '.git', 'ws', 'runs');
const readRuns = (): readonly string[] =>
  existsSync(runsFolder()) ? readdirSync(runsFolder()).filter((name) => !name.startsWith('.')) : [];
/** Looks until it holds; the time limit of the test ends it. */
const waitFor = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

describe('ws do', () => {
  test('shows what the agent does, and ends with what changed, its checks, its cost and how to merge', async () => {
    const before = checkoutDigest(repository);
    const done = await doIt(edits, 'Change a', '--accept', 'grep -q two src/a.txt', '--tool', 'claude');
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(done.stderr).toContain('I will look.');
    expect(done.stderr).toContain('▸ Write src/a.txt');
    expect(done.stderr).toContain('✎ src/a.txt');
    expect(done.stdout).toMatch(/changed +1 file, \+1 -1/);
    expect(done.stdout).toMatch(/checks +grep -q two src\/a\.txt: passed/);
    expect(done.stdout).toMatch(/used +1,234 tokens, \$0\.05/);
    expect(done.stdout).toContain('I changed it.');
    const { run, branch } = await wsJson<StatusJson>(repository, ['status']);
    expect(done.stdout).toContain(`ws merge ${run}`);
    expect(git(repository, 'show', `${branch}:src/a.txt`)).toBe('two');
    expect(checkoutDigest(repository)).toBe(before);
    expect(existsSync(join(runsFolder(), run, 'workstream.json'))).toBe(true);
  });

  test('takes the task for what it says, whatever is in it', async () => {
    const task = 'Say ${{ inputs.x }} `touch planted` $(touch planted) -- "\'\n--model x';
    writeFileSync(join(folder, 'task.md'), task);
    const done = await doIt(
      `printf %s "$prompt" > got\n${SAYS.begin}\n${SAYS.end('done')}`,
      '--file',
      join(folder, 'task.md'),
      '--model',
      'm$(touch planted)',
      '--accept',
      'test "${{ 1 }}" = x || true',
    );
    expect(done.code, done.stderr).toBe(0);
    const { branch } = await wsJson<StatusJson>(repository, ['status']);
    expect(git(repository, 'show', `${branch}:got`)).toBe(task);
    expect(git(repository, 'ls-tree', '-r', '--name-only', branch)).not.toContain('planted');
  });

  test('chooses the CLI that fits best of those that can be used, says why, and starts nothing without one', async () => {
    const found = await doIt(edits, 'Change a');
    expect(found.stderr).toMatch(/claude fits best, with \d+ points/);
    const { ANTHROPIC_API_KEY: _, ...keyless } = standIn(bin, edits);
    const none = await ws(repository, ['do', 'Change a'], { env: keyless });
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('claude: no key and no login: export ANTHROPIC_API_KEY=…');
    const nobody = await ws(repository, ['do', 'x'], { env: { PATH: '/usr/bin:/bin' } });
    expect(nobody.code).toBe(2);
    expect(nobody.stderr).toContain('there is no program claude on PATH: npm install -g @anthropic-ai/claude-code');
    expect((await doIt(edits, 'x', '--tool', 'clade')).stderr).toContain('Did you mean "claude"?');
  });

  test('takes a CLI with a login where no key is set, and lets the login in as it is', async () => {
    const { ANTHROPIC_API_KEY: _, ...keyless } = standIn(
      bin,
      `cp "$CLAUDE_SECURESTORAGE_CONFIG_DIR/.credentials.json" login.json
[ -e "$HOME/.claude/history" ] && touch leaked; echo renewed > "$CLAUDE_SECURESTORAGE_CONFIG_DIR/.credentials.json"
${SAYS.begin}\n${SAYS.end('done')}`,
    );
    const home = makeFolder();
    writeFiles(home, { '.claude/.credentials.json': 'a login', '.claude/history': 'private' });
    const done = await ws(repository, ['do', 'Change a'], { env: { ...keyless, HOME: home } });
    expect(done.code, done.stderr).toBe(0);
    expect(done.stderr).toContain('claude fits best');
    const { branch } = await wsJson<StatusJson>(repository, ['status']);
    expect(git(repository, 'ls-tree', '-r', '--name-only', branch)).toBe('login.json\nsrc/a.txt');
    expect(git(repository, 'show', `${branch}:login.json`)).toBe('a login');
    expect(readFileSync(join(home, '.claude/.credentials.json'), 'utf8')).toBe('renewed\n');
    removeFolder(home);
  });

  test('prints the answer to a question as the result, and takes no change for one', async () => {
    const done = await doIt(answers, '--read', 'What is it?');
    expect(done.code, done.stderr).toBe(0);
    expect(done.stdout).toBe('It is 42.\n');
    expect(done.stderr).not.toContain('ws merge');
    const wrote = await doIt(edits, '--read', 'What is it?');
    expect(wrote.code).toBe(1);
    expect(wrote.stderr).toContain('it has access: read, and changed src/a.txt');
  });

  test('says where nothing was changed though something was asked for', async () => {
    const done = await doIt(answers, 'Change a');
    expect(done.code).toBe(0);
    expect(done.stdout).toContain('nothing was changed');
  });

  test('fails where files were changed that may not be, committed or not', async () => {
    const commits = 'git add -A && git -c user.name=a -c user.email=a@a commit -qm own';
    const strays = (more: string): string =>
      `${SAYS.begin}\necho two > src/a.txt; echo x > 'out side.txt'\n${more}\n${SAYS.end('done')}`;
    for (const script of [strays(''), strays(commits)]) {
      const done = await doIt(script, 'Change a', '--files', 'src/**');
      expect(done.code).toBe(1);
      expect(done.stdout).toContain('it may only change src/**, and changed out side.txt;');
      expect(done.stdout).toContain('scope violated');
    }
    expect((await doIt(edits, 'Change a', '--files', 'src/**')).code).toBe(0);
  });

  test('shows the workstream with --print, which runs like any other, and starts nothing', async () => {
    const shown = await doIt(edits, 'Change a', '--print', '--budget', '2', '--files', 'src/**');
    expect(shown.code).toBe(0);
    expect(existsSync(runsFolder())).toBe(false);
    writeFileSync(join(repository, 'w.json'), shown.stdout);
    const ran = await ws(repository, ['run', 'w.json'], { env: standIn(bin, edits) });
    expect(ran.code, ran.stderr).toBe(0);
  });

  test('refuses a budget that the CLI cannot keep, and ends what has spent it', async () => {
    const env = standIn(bin, edits);
    writeFileSync(join(bin, 'codex'), '#!/bin/sh\n', { mode: 0o755 });
    const refused = await ws(repository, ['do', 'x', '--tool', 'codex', '--budget', '2'], { env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--budget-tokens <n>');
    const spent = await doIt(`${SAYS.begin}\nexec sleep 600`, 'Change a', '--budget-tokens', '50');
    expect(spent.code).toBe(1);
    expect(spent.stdout).toContain('was stopped at its budget');
  });

  test('leaves nothing where no run comes of it', async () => {
    const done = await doIt(edits, 'the key is sk-ant-test-0000000000');
    expect(done.code).toBe(2);
    expect(done.stderr).toContain('the input task holds the value of the secret ANTHROPIC_API_KEY');
    expect(readdirSync(runsFolder())).toEqual([]);
    const nowhere = await doIt(edits, 'x', '--base', 'nowhere');
    expect(nowhere.code).toBe(2);
    expect(readdirSync(runsFolder())).toEqual([]);
  });

  test('tells events with --json, what was used among them, and reads the task from standard input', async () => {
    const done = await doIt(edits, '-', '--json');
    // An empty input is no task.
    expect(done.code).toBe(2);
    const told = await doIt(edits, 'Change a', '--json');
    const used = eventsIn(told.stdout).find(({ type }) => type === 'step.used');
    expect(used).toMatchObject({
      attempt: 1,
      usage: {
        tool: 'claude',
        provider: 'anthropic',
        input: 1200,
        output: 34,
        costMicroUsd: 50_000,
        source: 'reported',
      },
    });
  });
});

describe('ws logs of an agent', () => {
  test('tells what it did and what the checks wrote, and with --raw its stream', async () => {
    await doIt(edits, 'Change a', '--accept', 'echo all is well');
    const { stdout } = await ws(repository, ['logs', 'task']);
    expect(stdout).toContain('▸ Write src/a.txt');
    expect(stdout).toContain('\nall is well\n');
    expect(stdout).not.toContain('"type"');
    const followed = await ws(repository, ['logs', 'task', '-f']);
    expect(followed.stdout).toBe(stdout);
    expect((await ws(repository, ['logs', 'task', '--raw'])).stdout).toMatch(/^\{"type":"system"/);
  });
});

describe('retries, what is said meanwhile, and what it cost', () => {
  // Wrong at first, right once it is told why.
  const learns = `case "$prompt" in *'three expected'*) word=three ;; *) word=two ;; esac
${SAYS.begin}\necho $word > src/a.txt\n${SAYS.end('done')}`;

  test('a check that did not hold is told to the next try, in the same session; both are counted', async () => {
    const check = 'grep -q three src/a.txt || { echo three expected; exit 1; }';
    const done = await doIt(learns, 'Change a', '--accept', check, '--label', 'ticket=7');
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(done.stdout).toMatch(/used +2,468 tokens, \$0\.10/);
    const { branch, run } = await wsJson<StatusJson>(repository, ['status']);
    expect(git(repository, 'show', `${branch}:src/a.txt`)).toBe('three');
    const cost = await ws(repository, ['cost']);
    expect(cost.stdout).toMatch(/^task +2 +2,400 +0? *.*68 +\$0\.10$/m);
    const csv = await ws(repository, ['cost', run, '--by', 'model', '--csv']);
    expect(csv.stdout).toBe(
      'model,attempts,calls,input,cached,output,reasoning,costMicroUsd,unpriced\nclaude-test,2,2,2400,,68,,100000,0\n',
    );
    expect(await wsJson(repository, ['cost', run, '--by', 'tool'])).toMatchObject({
      groups: [{ key: 'claude', attempts: 2, costMicroUsd: 100_000, unpriced: 0 }],
      total: { attempts: 2 },
    });
  });

  test('ws tell ends the turn of an agent at work, which goes on with what it was told, and costs no failure', async () => {
    const script = `case "$*" in *--resume*) ${SAYS.begin}
printf '%s' "$prompt" > said\n${SAYS.end('as you say')}\nexit 0 ;; esac\n${SAYS.begin}\nexec sleep 600`;
    const env = standIn(bin, script);
    const running = startWs(repository, ['do', 'Change a', '--json'], { env });
    await waitFor(() =>
      readRuns().some((run) => existsSync(join(runsFolder(), run, 'steps', 'task', '1', 'report.ndjson'))),
    );
    const [run = ''] = readRuns();
    const told = await ws(repository, ['tell', run, 'task', 'Use tabs $(touch planted)']);
    expect(told.code, told.stderr).toBe(0);
    const done = await running.ended;
    expect(done.code, done.stderr).toBe(0);
    const { branch, steps } = await wsJson<StatusJson>(repository, ['status']);
    expect(git(repository, 'show', `${branch}:said`)).toBe('Use tabs $(touch planted)');
    expect(steps).toMatchObject([{ attempts: 1, failures: 0 }]);
    const late = await ws(repository, ['tell', run, 'task', 'More']);
    expect(late.code).toBe(2);
    expect(late.stderr).toContain('is over');
    expect((await ws(repository, ['tell', run, 'tusk', 'x'])).stderr).toContain('Did you mean "task"?');
  });
});
