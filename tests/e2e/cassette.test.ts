/** A recorded run is replayed where there is no CLI, no key and no network: the same branch, outputs and cost. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBin, SAYS, standIn } from '../rig/claude.ts';
import { git, makeFolder, makeRepository, removeFolder, ws, wsJson, type StatusJson } from '../rig/ws.ts';

const SECRET = 'sk-ant-test-0000000000';
const WORKSTREAM = {
  version: 1,
  id: 'fix',
  secrets: ['ANTHROPIC_API_KEY'],
  inputs: { want: { type: 'string', default: 'fixed' } },
  steps: [
    {
      id: 'fix',
      tool: 'claude',
      with: { prompt: 'Make src/a.txt say ${{ inputs.want }} in run ${{ run.id }}.', model: 'sonnet' },
      retry: { limit: 2, backoff: { initial: '1ms' } },
      acceptance: [{ run: 'echo checking; grep -q "$WANT" src/a.txt' }],
      env: { WANT: '${{ inputs.want }}' },
    },
    { id: 'left', needs: ['fix'], run: 'printf "\\000left" > left.bin; echo place=$PWD >> $WS_OUTPUT' },
    { id: 'right', needs: ['fix'], run: 'echo right > right.txt; chmod +x right.txt' },
    {
      id: 'join',
      needs: ['left', 'right'],
      run: 'cat right.txt left.bin > joined; rm right.txt; echo n=$(wc -c < joined) >> $WS_OUTPUT',
    },
  ],
  outputs: { n: '${{ steps.join.outputs.n }}', said: '${{ steps.fix.outputs.result }}' },
};
/** The first try leaves the wrong word, the second finds what the check said and mends it; both say what they used. */
const AGENT = `
n=$(cat "$HOME/n" 2>/dev/null || echo 0); echo $((n + 1)) > "$HOME/n"
${SAYS.begin}
if [ "$n" = 0 ]; then echo wrong > src/a.txt; else echo fixed > src/a.txt; fi
echo "the key is $ANTHROPIC_API_KEY" >&2
${SAYS.end('I made it so.')}`;

let folder = '';
let bin = '';
let recorded = '';
let cassette = '';
let run = '';
const clone = (name: string): string => {
  const path = join(folder, name);
  git(folder, 'clone', '-q', recorded, path);
  return path;
};
const contentOf = (repository: string, branch: string): string => git(repository, 'ls-tree', '-r', branch);
const usedIn = async (repository: string, of: readonly string[]): Promise<unknown> =>
  (await wsJson<{ groups: unknown }>(repository, ['cost', ...of, '--by', 'step'])).groups;
const replay = (repository: string, ...more: readonly string[]) =>
  ws(repository, ['run', 'w.json', '--replay', cassette, ...more]);

beforeAll(async () => {
  folder = makeFolder();
  bin = makeBin();
  recorded = makeRepository(join(folder, 'recorded'), { 'src/a.txt': 'one\n', 'w.json': WORKSTREAM });
  const done = await ws(recorded, ['run', 'w.json', '--record'], { env: standIn(bin, AGENT) });
  expect(done.code, done.stdout + done.stderr).toBe(0);
  run = (await wsJson<StatusJson>(recorded, ['status'])).run;
  cassette = join(folder, 'tape');
  expect((await ws(recorded, ['cassette', 'save', run, '../tape'])).code).toBe(0);
});
afterAll(() => {
  removeFolder(folder);
  removeFolder(bin);
});

describe('a replay', () => {
  test('gives the same branch, outputs and cost, and tells the same', async () => {
    const repository = clone('same');
    const done = await replay(repository);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(done.stderr).toContain('▸ Write src/a.txt');
    const [then, now] = await Promise.all([recorded, repository].map((at) => wsJson<StatusJson>(at, ['status'])));
    expect(contentOf(repository, now?.branch ?? '')).toBe(contentOf(recorded, then?.branch ?? ''));
    const steps = (status: StatusJson | undefined) =>
      status?.steps.map(({ id, status: kind, attempts, failures, exitCode }) => ({
        id,
        kind,
        attempts,
        failures,
        exitCode,
      }));
    expect(steps(now)).toEqual(steps(then));
    expect(now?.steps.find(({ id }) => id === 'join')?.outputs).toEqual({ n: '11' });
    // A place of the machine where it was recorded is one of this machine.
    expect(now?.steps.find(({ id }) => id === 'left')?.outputs).toEqual({ place: now?.worktree });
    expect(await usedIn(repository, [now?.run ?? ''])).toEqual(await usedIn(recorded, []));
    expect(await usedIn(repository, []), 'it was spent when it was recorded').toEqual([]);
    const logs = await ws(repository, ['logs', 'fix', '--raw']);
    expect(logs.stdout).toContain('checking');
  });

  test('goes on after it was killed, wherever that was', async () => {
    const repository = clone('killed');
    const expected = contentOf(recorded, (await wsJson<StatusJson>(recorded, ['status'])).branch);
    let ended = await ws(repository, ['run', 'w.json', '--replay', cassette], {
      env: { WS_CRASH_AT: 'replay.applied' },
    });
    expect(ended.signal).toBe('SIGKILL');
    rmSync(cassette, { recursive: true });
    for (const crash of ['attempt.outcome.saved', 'replay.applied']) {
      ended = await ws(repository, ['resume'], { env: { WS_CRASH_AT: crash } });
      expect(ended.signal, ended.stdout + ended.stderr).toBe('SIGKILL');
    }
    ended = await ws(repository, ['resume']);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const status = await wsJson<StatusJson>(repository, ['status']);
    expect(contentOf(repository, status.branch)).toBe(expected);
    expect((await ws(recorded, ['cassette', 'save', run, '../tape'])).code).toBe(0);
  });

  test('goes on after a recording was killed, which then holds all of it', async () => {
    const repository = clone('cut');
    const env = standIn(bin, AGENT);
    const first = await ws(repository, ['run', 'w.json', '--record'], { env: { ...env, WS_CRASH_AT: 'record.kept' } });
    expect(first.signal).toBe('SIGKILL');
    const second = await ws(repository, ['resume'], { env });
    expect(second.code, second.stdout + second.stderr).toBe(0);
    const status = await wsJson<StatusJson>(repository, ['status']);
    const again = clone('cut-again');
    expect((await ws(repository, ['cassette', 'save', status.run, '../cut-tape'])).code).toBe(0);
    const replayed = await ws(again, ['run', 'w.json', '--replay', '../cut-tape']);
    expect(replayed.code, replayed.stdout + replayed.stderr).toBe(0);
    expect(contentOf(again, (await wsJson<StatusJson>(again, ['status'])).branch)).toBe(
      contentOf(repository, status.branch),
    );
  });

  test('fails at a call that the cassette does not hold, says what differs, and calls nobody', async () => {
    const repository = clone('other');
    const done = await ws(repository, ['run', 'w.json', '--replay', cassette, '--input', 'want=better'], {
      env: standIn(bin, `touch ${join(folder, 'was-called')}`),
    });
    expect(done.code).toBe(1);
    const [fix] = (await wsJson<StatusJson>(repository, ['status'])).steps;
    expect(fix?.failure).toMatchObject({ code: 'replay-miss' });
    expect(fix?.attempts, 'nothing else would come of another try').toBe(1);
    expect(fix?.failure?.message).toContain('with.prompt was "Make src/a.txt say fixed in run ⟦run⟧."');
    expect(fix?.failure?.message).toContain('env.WANT was "fixed" and is "better"');
    expect(existsSync(join(folder, 'was-called'))).toBe(false);
  });

  test('fails where what was changed does not apply any more', async () => {
    const repository = clone('moved');
    writeFileSync(join(repository, 'src/a.txt'), 'another\n');
    git(repository, 'commit', '-qam', 'other');
    expect((await replay(repository)).code).toBe(1);
    const [fix] = (await wsJson<StatusJson>(repository, ['status'])).steps;
    expect(fix?.failure).toMatchObject({ code: 'replay-miss' });
    expect(fix?.failure?.message).toContain('src/a.txt is not as it was');
  });

  test('of a call that failed fails likewise, and says nothing of the tool to the breakers of the machine', async () => {
    const refusing = makeRepository(join(folder, 'refusing'), { 'src/a.txt': 'one\n', 'w.json': WORKSTREAM });
    const script = `${SAYS.begin}
say '{"type":"result","subtype":"success","is_error":true,"api_error_status":401,"result":"invalid x-api-key","session_id":"s1"}'; exit 1`;
    const failed = await ws(refusing, ['run', 'w.json', '--record'], { env: standIn(bin, script) });
    expect(failed.code).toBe(1);
    const { run: id } = await wsJson<StatusJson>(refusing, ['status']);
    expect((await ws(refusing, ['breakers', 'list'])).stdout, 'it says so where it was called').toContain('anthropic');
    const elsewhere = join(folder, 'elsewhere');
    git(folder, 'clone', '-q', refusing, join(elsewhere, 'repo'));
    const there = join(elsewhere, 'repo');
    const replayed = await ws(there, ['run', 'w.json', '--replay', join(refusing, '.git/ws/cassettes/recorded', id)]);
    expect(replayed.code).toBe(1);
    const failures = await Promise.all(
      [refusing, there].map(async (at) => (await wsJson<StatusJson>(at, ['status'])).steps[0]?.failure),
    );
    expect(failures[0]).toMatchObject({ code: 'unauthenticated' });
    expect(failures[1]).toEqual(failures[0]);
    expect((await ws(there, ['breakers', 'list'])).stdout).not.toContain('anthropic');
  });
});

describe('a cassette', () => {
  const texts = (): string =>
    readdirSync(join(cassette, 'calls'))
      .map((name) => readFileSync(join(cassette, 'calls', name), 'latin1'))
      .join('\n');

  test('holds no secret and no place of the machine, and is for its owner alone', async () => {
    expect(texts()).toContain('the key is');
    expect(texts()).not.toContain(SECRET);
    expect(texts()).not.toContain(folder);
    expect(texts()).not.toContain(run);
    for (const name of readdirSync(join(cassette, 'calls')))
      expect(statSync(join(cassette, 'calls', name)).mode & 0o777).toBe(0o600);
  });

  test('is listed and shown', async () => {
    const { cassettes } = await wsJson<{ cassettes: unknown[] }>(recorded, ['cassette', 'list']);
    expect(cassettes).toMatchObject([{ run, workstream: 'fix', calls: 7, problem: null }]);
    const shown = await ws(recorded, ['cassette', 'show', run.slice(0, 4)]);
    expect(shown.stdout).toContain('left.bin');
    const { calls } = await wsJson<{ calls: readonly { step: string; try: number; kind: string }[] }>(recorded, [
      'cassette',
      'show',
      '../tape',
    ]);
    expect(calls.filter(({ step }) => step === 'fix').map((call) => `${call.kind} ${call.try}`)).toEqual([
      ...['tool 1', 'shell 1', 'tool 2', 'shell 2'],
    ]);
  });

  test('is replayed as it was edited by hand, whatever its lay-out', async () => {
    const edited = join(folder, 'edited');
    cpSync(cassette, edited, { recursive: true });
    for (const name of readdirSync(join(edited, 'calls')).filter((each) => each.endsWith('.json'))) {
      const path = join(edited, 'calls', name);
      writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, 'utf8'))));
    }
    const repository = clone('edited-replay');
    const ended = await ws(repository, ['run', 'w.json', '--replay', edited]);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  });

  test('with a link in it is refused before anything begins', async () => {
    const repository = clone('hostile');
    symlinkSync('/etc/passwd', join(cassette, 'calls', 'planted.stdout'));
    const refused = await replay(repository);
    rmSync(join(cassette, 'calls', 'planted.stdout'));
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('planted.stdout is no plain file');
    expect((await ws(repository, ['list'])).stdout).not.toContain('fix');
  });

  test.each([
    [['--record=models'], 'comes with the metering proxy'],
    [['--record', '--replay', 'x'], 'cannot be recorded while it is replayed'],
    [['--replay', 'nowhere'], 'there is no cassette nowhere'],
  ])('%j is refused', async (options, why) => {
    const refused = await ws(recorded, ['run', 'w.json', ...options], { env: { ANTHROPIC_API_KEY: SECRET } });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(why);
  });
});
