/** Tools as profiles: a user's, a project's before and after it is trusted, one that is chosen, and any program without code. */
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => removeFolder(folder));

/** In the home of the user, which is the folder around the repository. */
const ofUser = (files: Readonly<Record<string, unknown>>): void => writeFiles(join(folder, '.config/ws/tools'), files);
const ofProject = (files: Readonly<Record<string, unknown>>): void => writeFiles(join(repository, '.ws/tools'), files);
const define = (...steps: readonly object[]): void =>
  writeFiles(repository, { 'w.json': { version: 1, id: 'tools', steps } });

const program = (name: string, script: string): string => {
  const path = join(folder, 'bin', name);
  writeFiles(join(folder, 'bin'), { [name]: `#!/bin/sh\n${script}\n` });
  chmodSync(path, 0o755);
  return path;
};

type Event = { readonly type: string; readonly step?: string; readonly [key: string]: unknown };
const eventsOf = async (): Promise<readonly Event[]> => {
  const { stdout } = await ws(repository, ['events', '--json']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Event);
};
const outputsOf = async (step: string): Promise<unknown> =>
  (await eventsOf()).find((event) => event.type === 'step.succeeded' && event.step === step)?.['outputs'];

test('an agent over ACP is told nothing, and ws tell says why', async () => {
  ofUser({ 'spoken.json': { adapter: 'acp', command: 'no-such-agent' } });
  define({ id: 'a', tool: 'spoken', with: { prompt: 'x' } });
  await ws(repository, ['run', 'w.json', '--id', 'r1']);
  const told = await ws(repository, ['tell', 'r1', 'a', 'hear me']);
  expect([told.code, told.stderr]).toEqual([2, expect.stringContaining('is spoken to over ACP')]);
});

test('a profile of a user does a step: its settings, its defaults and its hooks hold where the step says nothing', async () => {
  const command = program('greet', 'read -r name; echo "{\\"said\\": \\"$1 $name $MOOD\\"}"');
  ofUser({
    'greet.json': {
      ...{ adapter: 'exec', command, args: ['${{ with.word }}'], stdin: '${{ with.name }}', output: 'json' },
      ...{
        settings: { word: 'hello' },
        env: { MOOD: 'gladly' },
        timeout: '7m',
        retry: 1,
        access: 'shared',
        sandbox: 'off',
      },
      hooks: { before: 'echo before > before.txt', onSuccess: 'cat before.txt > after.txt' },
    },
  });
  define({ id: 'a', tool: 'greet', with: { name: 'Ada' }, acceptance: [{ file: 'after.txt' }] });
  const ended = await ws(repository, ['run', 'w.json']);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(await outputsOf('a')).toEqual({ said: 'hello Ada gladly' });
  const [created] = await eventsOf();
  expect(created).toMatchObject({ workstream: { steps: [{ timeoutMs: 420_000, retry: { limit: 1 } }] } });
});

describe('a profile of a project', () => {
  test('brings a tool only once it is trusted, and is not believed again when it changes', async () => {
    const command = program('mine', 'echo mine');
    ofProject({ 'mine.yaml': `adapter: exec\ncommand: ${JSON.stringify(command)}\nsandbox: "off"\n` });
    define({ id: 'a', tool: 'mine' });
    const before = await ws(repository, ['run', 'w.json']);
    expect(before.code).toBe(2);
    expect(before.stderr).toContain('w.json:7:15');
    expect(before.stderr).toContain('ws trust .ws/tools/mine.yaml');
    expect((await ws(repository, ['trust', '--yes'])).code).toBe(0);
    const trusted = await ws(repository, ['run', 'w.json']);
    expect(trusted.code, trusted.stdout + trusted.stderr).toBe(0);
    expect(await outputsOf('a')).toEqual({ result: 'mine' });
    ofProject({ 'mine.yaml': `adapter: exec\ncommand: /bin/date\nsandbox: "off"\n` });
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(2);
  });

  test('that names a module counts once both are trusted, and then as it was trusted', async () => {
    const module = (word: string): string =>
      `export const tool = { execute: async (call) => ({ ok: true, value: { outputs: { said: '${word} ' + call.with.name } } }) };\n`;
    ofProject({ 'mine.yaml': 'adapter: ./mine.mjs\ninputs: { type: object, required: [name] }\n' });
    define({ id: 'a', tool: 'mine', with: { name: 'Ada' } });
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(2);
    expect((await ws(repository, ['trust', '--yes'])).code).toBe(0);
    ofProject({ 'mine.mjs': module('hello') });
    const half = await ws(repository, ['run', 'w.json']);
    expect([half.code, half.stderr]).toEqual([2, expect.stringContaining('ws trust')]);
    expect(half.stderr).toContain('.ws/tools/mine.mjs');
    expect((await ws(repository, ['trust', '--yes'])).code).toBe(0);
    const ended = await ws(repository, ['run', 'w.json']);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(await outputsOf('a')).toEqual({ said: 'hello Ada' });
    ofProject({ 'mine.mjs': module('changed') });
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(2);
    const [checked] = await wsJson<readonly { readonly available: boolean; readonly hint: string }[]>(repository, [
      'tools',
      'check',
      'mine',
    ]);
    expect(checked).toMatchObject({ available: false, hint: expect.stringContaining('ws trust') as unknown });
  });

  test('narrows a tool at once, and what it says of programs waits', async () => {
    const command = program('theirs', 'touch stolen; echo theirs');
    ofUser({ 'mine.yaml': `adapter: exec\ncommand: ${JSON.stringify(program('own', 'echo own'))}\nsandbox: "off"\n` });
    ofProject({
      'mine.yaml': `command: ${JSON.stringify(command)}\nenv: { A: b }\ntimeout: 5m\npriority: 90\naccess: read\n`,
    });
    define({ id: 'a', tool: 'mine' });
    const ended = await ws(repository, ['run', 'w.json']);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(ended.stderr).toContain('command, env in .ws/tools/mine.yaml count once they are trusted');
    expect(await outputsOf('a')).toEqual({ result: 'own' });
    expect(await wsJson<object>(repository, ['tools', 'show', 'mine'])).toMatchObject({
      ...{ timeoutMs: 300_000, priority: 90, access: 'read', env: {}, isCommandBrought: false },
    });
    expect((await ws(repository, ['trust', '--yes'])).code).toBe(0);
    expect(await wsJson<object>(repository, ['tools', 'show', 'mine'])).toMatchObject({
      ...{ command, env: { A: 'b' }, isCommandBrought: true },
    });
  });

  test('starts nothing where tools are only looked at, not even once it is trusted', async () => {
    const planted = join(folder, 'planted');
    const command = program('loud', `touch ${JSON.stringify(planted)}; echo 1.2.3`);
    ofProject({
      'loud.yaml': `adapter: exec\ncommand: ${JSON.stringify(command)}\ncapabilities: [code]\nversion: { from: "1" }\n`,
    });
    expect((await ws(repository, ['trust', '--yes'])).code).toBe(0);
    define({ id: 'a', tool: 'loud' });
    for (const args of [['list'], ['check', '--refresh'], ['why', '--capability', 'code'], ['show', 'loud']])
      expect((await ws(repository, ['tools', ...args])).code).toBe(0);
    for (const args of [
      ['validate', 'w.json'],
      ['plan', 'w.json'],
    ])
      expect((await ws(repository, args)).code).toBe(0);
    expect(existsSync(planted)).toBe(false);
  });
});

describe('a step that requires', () => {
  const twoTools = (): void =>
    ofUser({
      'first.yaml': `adapter: exec\ncommand: ${JSON.stringify(program('first', 'exit 3'))}\nsandbox: "off"\ncapabilities: [paint]\nlanguages: [rust]\npriority: 60\nretry: 1\nfallback: [second]\n`,
      'second.yaml': `adapter: exec\ncommand: ${JSON.stringify(program('second', 'echo second'))}\nsandbox: "off"\ncapabilities: [paint]\npriority: 90\n`,
      'absent.yaml':
        'adapter: exec\ncommand: no-such-program\ncapabilities: [paint]\nlanguages: [rust]\npriority: 100\n',
    });

  test('is done by the best that can be used, with the retries and the fallback of its profile, and the log says why', async () => {
    twoTools();
    define({ id: 'a', requires: { capability: 'paint', language: 'rust' } });
    const why = await wsJson<{ tools: readonly { tool: string; total: number; chosen: boolean }[] }>(repository, [
      ...['tools', 'why', 'w.json', 'a'],
    ]);
    expect(why.tools.map(({ tool, total, chosen }) => [tool, total, chosen])).toEqual([
      ['absent', 150, false],
      ['first', 110, true],
      ['second', 90, false],
    ]);
    const ended = await ws(repository, ['run', 'w.json']);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(ended.stdout + ended.stderr).toContain('first fits best, with 110 points');
    const starts = (await eventsOf()).filter(({ type }) => type === 'step.started');
    expect(starts[0]).toMatchObject({
      choice: {
        tool: 'first',
        why: expect.stringContaining('absent (150) cannot be used') as unknown,
        fallback: ['second'],
      },
    });
    expect(starts.slice(1).map(({ choice }) => choice)).toEqual([undefined, undefined]);
    expect(await outputsOf('a')).toEqual({ result: 'second' });
    const again = await wsJson<typeof why>(repository, ['tools', 'why', 'w.json', 'a']);
    expect(again.tools.find(({ tool }) => tool === 'second')?.total).toBe(100);
  });

  test('keeps its tool when it is gone on with, although another is better by then', async () => {
    ofUser({ 'hand.yaml': 'extends: manual\ncapabilities: [judge]\n' });
    define({ id: 'a', requires: { capability: 'judge' }, with: { prompt: 'Look at it' } });
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(3);
    const { run } = await wsJson<{ run: string }>(repository, ['status']);
    const chosen = (await eventsOf()).find(({ choice }) => choice !== undefined)?.['choice'];
    expect(chosen).toMatchObject({ tool: 'hand' });
    const command = program('robot', 'echo robot');
    ofUser({
      'robot.yaml': `adapter: exec\ncommand: ${JSON.stringify(command)}\ncapabilities: [judge]\npriority: 900\n`,
    });
    expect((await ws(repository, ['answer', run, 'a', 'accept'])).code).toBe(0);
    expect((await ws(repository, ['resume'])).code).toBe(0);
    expect((await eventsOf()).filter(({ choice }) => choice !== undefined)).toHaveLength(1);
    expect(await outputsOf('a')).toEqual({});
  });

  test('that nobody can do is told where it is written, before anything begins', async () => {
    define({ id: 'a', requires: { capability: 'cod' } });
    const ended = await ws(repository, ['validate', 'w.json']);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain('w.json:8:23');
    expect(ended.stdout).toContain('no tool has the capability "cod"; there are');
    expect(ended.stdout).toContain('Did you mean "code"?');
  });
});

test('200 texts made to be executed reach a program as they are, through its arguments, its input and its prompt file', async () => {
  const command = program('record', 'printf "%s\\0" "$@" > got; cat >> got; printf "\\0" >> got; cat "$2" >> got');
  ofUser({
    'record.json': {
      ...{ adapter: 'exec', command, sandbox: 'off', access: 'shared' },
      ...{ args: ['${{ with.text }}', '${{ promptFile }}', '--x=${{ with.text }}'] },
      ...{ stdin: '${{ with.text }}', promptFile: 'a ${{ with.text }} z' },
    },
  });
  const starts = [
    '$(touch p)',
    '`touch p`',
    '"; touch p; "',
    "'; touch p; '",
    '&& touch p',
    '| touch p',
    '> p',
    '${HOME}',
  ];
  const ends = [
    '',
    '\n',
    '\\',
    '"',
    "'",
    ' ',
    '\t',
    '%s',
    '*',
    '~',
    '#',
    '!',
    'é',
    '日本',
    '\u{1f600}',
    '\r\n',
    '\u0001',
    '--',
    '\n-rf',
    '$$',
    '%00',
    '\\0',
    '{{ x }}',
    '}}',
    ';',
  ];
  const texts = starts.flatMap((start) => ends.map((end) => start + end));
  expect(texts).toHaveLength(200);
  // Each in a folder of its own, so that one run holds them all.
  const steps = texts.map((_, at) => ({
    id: `s${at}`,
    tool: 'record',
    with: { text: `\${{ inputs.t${at} }}` },
    cwd: `d${at}`,
  }));
  const inputs = Object.fromEntries(texts.map((text, at) => [`t${at}`, text]));
  const folders = Object.fromEntries(texts.map((_, at) => [`d${at}/keep`, '']));
  const own = makeRepository(join(folder, 'many'), folders);
  writeFiles(own, { 'w.json': { version: 1, id: 'tools', inputs, steps } });
  const ended = await ws(own, ['run', 'w.json']);
  expect(ended.code, ended.stderr.slice(-2000)).toBe(0);
  const { worktree } = await wsJson<{ worktree: string }>(own, ['status']);
  for (const [at, text] of texts.entries()) {
    const [argument, file, option, input, prompt] = readFileSync(join(worktree, `d${at}`, 'got'), 'utf8').split('\0');
    expect([argument, option, input, prompt]).toEqual([text, `--x=${text}`, text, `a ${text} z`]);
    expect(file).toMatch(/prompt\.txt$/);
    expect(existsSync(join(worktree, `d${at}`, 'p'))).toBe(false);
  }
}, 240_000);
