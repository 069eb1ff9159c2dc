/** Models by the real program: steps that ask one, `ws llm` and `ws models`, against a model server on the loopback interface. */
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Script } from '../clis/model-server/replies.ts';
import { openModelServer, type ModelServer } from '../clis/model-server/server.ts';
import { makeFolder, makeRepository, removeFolder, writeFiles, ws } from '../rig/ws.ts';

const KEY = 'sk-ant-canary-4f9a1c77e0';

let folder = '';
let repository = '';
/** In no repository. */
let plain = '';
let server: ModelServer | null = null;
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
  plain = join(folder, 'plain');
  mkdirSync(plain);
});
afterEach(async () => {
  await server?.close();
  server = null;
  removeFolder(folder);
});

/** A model that answers as the script says, and the user's configuration that names it. */
const serve = async (script: Script, more: object = {}): Promise<ModelServer> => {
  server = await openModelServer(script);
  const models = { 'claude-test': { price: { input: 3, output: 15 } } };
  const anthropic = { baseURL: `${server.url}/v1`, model: 'claude-test', models, ...more };
  writeFiles(join(folder, '.config/ws'), { 'config.json': { models: { providers: { anthropic } } } });
  return server;
};

const define = (...steps: readonly object[]): void =>
  writeFiles(repository, { 'w.json': { version: 1, id: 'ask', steps } });

const ask = (more: object = {}, args: object = {}): object => ({
  ...{ id: 'ask', tool: 'llm', with: { prompt: 'Name it.', ...args }, ...more },
});

const withKey = { env: { ANTHROPIC_API_KEY: KEY } };

/** Every file below a folder. */
const filesBelow = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((each) => join(path, each))
    .filter((each) => statSync(each).isFile());

describe('a step that asks a model', () => {
  test('has its answer as outputs, and what it cost in the ledger', async () => {
    await serve(() => ({ kind: 'text', text: '{"name":"Ada"}' }));
    const outputs = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
    define(ask({ outputs }), { id: 'say', needs: ['ask'], run: 'echo "name is ${{ steps.ask.outputs.name }}"' });
    const ended = await ws(repository, ['run', 'w.json'], withKey);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect((await ws(repository, ['logs', 'say'])).stdout).toContain('name is Ada');
    expect((await ws(repository, ['cost'])).stdout).toContain('$0.0006');
  });

  test('without a schema has its answer as text', async () => {
    await serve(() => ({ kind: 'text', text: 'It is Ada.' }));
    define(ask(), { id: 'say', needs: ['ask'], run: 'echo "${{ steps.ask.outputs.text }}"' });
    expect((await ws(repository, ['run', 'w.json'], withKey)).code).toBe(0);
    expect((await ws(repository, ['logs', 'say'])).stdout).toContain('It is Ada.');
  });

  test('asks nobody where it may cost more than its budget has left', async () => {
    const { count } = await serve(() => ({ kind: 'text', text: 'It is Ada.' }));
    define(ask({ budget: { costUsd: 0.01 } }), { ...ask({ needs: ['ask'] }, { maxTokens: 500 }), id: 'again' });
    const dear = await ws(repository, ['run', 'w.json'], withKey);
    expect(dear.code).toBe(1);
    expect(dear.stdout).toContain('it may cost $0.12, and of the budget of the step ask $0.01 are left');
    expect(count()).toBe(0);
    define(ask({ budget: { costUsd: 0.01 } }, { maxTokens: 500 }));
    expect((await ws(repository, ['run', 'w.json'], withKey)).code).toBe(0);
    expect(count()).toBe(1);
  });

  test('has a known price where the configuration says none, and tools that ask no model do not mind a spent budget', async () => {
    await serve(() => ({ kind: 'text', text: 'It is Ada.' }), { model: 'claude-test-2', models: {} });
    writeFiles(join(folder, '.config/ws'), {
      'prices.yaml': 'claude-test-2: { input: 3, output: 15, source: "https://example.org", date: "2026-11-30" }\n',
    });
    writeFiles(repository, {
      'w.json': {
        ...{ version: 1, id: 'ask', budget: { tokens: 600 } },
        steps: [
          ask({}, { maxTokens: 500 }),
          { ...ask({ needs: ['ask'] }, { maxTokens: 500 }), id: 'again', continueOnError: true },
          { id: 'write', needs: ['again'], tool: 'write', with: { files: [{ path: 'a.txt', content: 'a' }] } },
          { id: 'read', needs: ['write'], tool: 'read', with: { path: 'a.txt' } },
        ],
      },
    });
    const ended = await ws(repository, ['run', 'w.json'], withKey);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(ended.stdout).toContain('✖ again');
    expect((await ws(repository, ['cost'])).stdout).toContain('$0.0006');
  });

  test('sends files of the worktree with it', async () => {
    let asked = '';
    await serve(({ text }) => {
      asked = text;
      return { kind: 'text', text: 'ok' };
    });
    writeFiles(repository, { 'notes.txt': 'the lamp is green' });
    define(
      { id: 'make', run: 'echo "the door is red" > door.txt' },
      ask({ needs: ['make'] }, { attach: ['door.txt'] }),
    );
    expect((await ws(repository, ['run', 'w.json'], withKey)).code).toBe(0);
    expect(asked).toContain('the door is red');
  });

  test.each([
    ['a file that is not there', { attach: ['nope.txt'] }, 'nope.txt: there is no such file in the worktree'],
    ['a way out of the worktree', { attach: ['../w.json'] }, 'there is no such file in the worktree'],
    ['a cache time that is none', { cache: 'soon' }, 'is no duration'],
  ])('fails for %s, and no model is asked', async (_, args, message) => {
    const { count } = await serve(() => ({ kind: 'text', text: 'ok' }));
    define(ask({}, args));
    const ended = await ws(repository, ['run', 'w.json'], withKey);
    expect(ended.code).toBe(1);
    expect(ended.stdout + ended.stderr).toContain(message);
    expect(count()).toBe(0);
  });

  test.each([
    ['a prompt that is missing', { prompt: undefined }, 'prompt'],
    ['a key that is not known', { temprature: 1 }, 'temprature'],
  ])('is told before it runs: %s', async (_, args, word) => {
    define(ask({}, args));
    const ended = await ws(repository, ['validate', 'w.json']);
    expect(ended.code).toBe(2);
    expect(ended.stdout + ended.stderr).toContain(word);
  });

  test('fails as bad-output where the answer never fits, and nothing is made up', async () => {
    await serve(() => ({ kind: 'text', text: '{"nom":"Ada"}' }));
    const outputs = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
    define(ask({ outputs }));
    const ended = await ws(repository, ['run', 'w.json'], withKey);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('bad output');
  });

  test('leaves its key in no file and no line', async () => {
    await serve(() => ({ kind: 'status', status: 401 }));
    define(ask());
    const ended = await ws(repository, ['run', 'w.json'], withKey);
    expect(ended.code).toBe(1);
    expect(ended.stdout + ended.stderr).not.toContain(KEY);
    const holding = filesBelow(folder).filter((path) => readFileSync(path).includes(KEY));
    expect(holding).toEqual([]);
  });

  test('is not sent where a repository says', async () => {
    const planted = await serve(() => ({ kind: 'text', text: 'thank you for the key' }));
    writeFiles(join(folder, '.config/ws'), { 'config.json': {} });
    writeFiles(repository, {
      'ws.config.json': { models: { providers: { anthropic: { baseURL: `${planted.url}/v1` } } } },
    });
    define(ask());
    const ended = await ws(repository, ['run', 'w.json'], withKey);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('a repository must not choose where your keys are sent');
    expect(planted.count()).toBe(0);
  });
});

describe('ws llm', () => {
  test('prints the answer, and what it cost beside it', async () => {
    await serve(() => ({ kind: 'text', text: 'It is Ada.' }));
    const ended = await ws(plain, ['llm', 'Who is it?'], withKey);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toBe('It is Ada.\n');
    expect(ended.stderr).toContain('anthropic/claude-test, 100 tokens in, 20 out, $0.0006');
  });

  test('prints a value that fits a schema', async () => {
    await serve(() => ({ kind: 'text', text: '{"name":"Ada"}' }));
    writeFiles(plain, { 's.json': { type: 'object', required: ['name'] } });
    const ended = await ws(plain, ['llm', 'Who is it?', '--schema', 's.json'], withKey);
    expect(JSON.parse(ended.stdout)).toEqual({ name: 'Ada' });
  });

  test('without a key says how to get one', async () => {
    await serve(() => ({ kind: 'text', text: 'ok' }));
    const ended = await ws(plain, ['llm', 'Who is it?']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('no provider has both a model and a key');
    expect(ended.stderr).toContain('export ANTHROPIC_API_KEY=');
  });

  test.each([
    [['llm', ''], 'there is no question'],
    [['llm', 'x', '--agent', 'critic'], 'there is no agent critic'],
    [['llm', 'x', '--provider', 'antropic'], 'Did you mean "anthropic"?'],
    [['llm', 'x', '--schema', 'none.json'], 'none.json cannot be read (ENOENT)'],
    [['llm', 'x', '--attach', 'none.txt'], 'none.txt: there is no such file'],
  ])('refuses %j', async (args, message) => {
    await serve(() => ({ kind: 'text', text: 'ok' }));
    const ended = await ws(plain, args, withKey);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(message);
  });
});

describe('ws models', () => {
  test('tells who can be asked, and who would be', async () => {
    await serve(() => ({ kind: 'text', text: 'ok' }));
    const listed = await ws(plain, ['models', 'list'], withKey);
    expect(listed.stdout).toMatch(/anthropic +claude-test +anthropic +ANTHROPIC_API_KEY +default/);
    expect(listed.stdout).toMatch(/openai .*OPENAI_API_KEY \(not set\)/);
    const route = await ws(plain, ['models', 'route', '--json'], withKey);
    expect(JSON.parse(route.stdout)).toMatchObject([{ provider: 'anthropic', model: 'claude-test' }]);
  });

  test('check makes a call of each whose key is set', async () => {
    const { count } = await serve(() => ({ kind: 'text', text: 'ok' }));
    const ended = await ws(plain, ['models', 'check'], withKey);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/✔ anthropic/);
    expect(count()).toBe(1);
  });

  test('check exits with 1 where one does not answer', async () => {
    await serve(() => ({ kind: 'status', status: 529 }));
    const ended = await ws(plain, ['models', 'check', 'anthropic'], withKey);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('unavailable');
  });
});
