/** Configuration on the command line: shown, checked, obeyed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeRepository } from '../../../rig/ws.ts';
import { ws } from './command-line.ts';
import { aHome } from '../home.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ws-cli-'));
  makeRepository(join(root, 'repo'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const run = async (argv: readonly string[], input = '', env: Record<string, string> = {}) =>
  ws(argv, await aHome(join(root, 'repo')), { input, columns: 400, env: { HOME: join(root, 'home'), ...env } });

describe('ws config', () => {
  test('shows every value and where it comes from', async () => {
    write('repo/ws.config.yaml', 'errors: { repeats: 9 }\n');
    const said = await run(['config']);
    expect(said.code).toBe(0);
    expect(said.out).toMatch(/errors\.repeats +9 +project +\S+ws\.config\.yaml/);
    expect(said.out).toMatch(/breakers\.default\.coolDown +30s +default/);
  });

  test('as JSON', async () => {
    const { files, values } = JSON.parse((await run(['config', '--json'], '', { WS_GRACE_MS: '70' })).out) as {
      files: unknown[];
      values: { key: string; value: unknown; origin: string; layer: string }[];
    };
    expect(files).toEqual([]);
    expect(values).toContainEqual({ key: 'grace', value: '70ms', origin: 'WS_GRACE_MS', layer: 'environment' });
  });

  test('validate names file, line and column, and exits with 2', async () => {
    expect((await run(['config', 'validate'])).code).toBe(0);
    write('repo/ws.config.yaml', 'plugins:\n  disable: [npm]\n');
    const said = await run(['config', 'validate']);
    expect(said.code).toBe(2);
    expect(said.err).toMatch(/ws\.config\.yaml:2:3 .*Did you mean "disabled"\?/);
  });
});

test('ws doctor tells which files were read', async () => {
  write('home/.config/ws/config.yaml', 'grace: 1s\n');
  expect((await run(['doctor'])).out).toMatch(/config +\S+config\.yaml \(user\)/);
});

const eslintLog = '/repo/a.js\n  1:7  error  Unexpected var  no-var\n\n✖ 1 problem (1 error, 0 warnings)\n';

describe('ws classify', () => {
  type Classified = {
    code: string;
    severity: string;
    plugin: string | null;
    decision: { kind: string; reason: string } | null;
  };
  const classify = async (log: string, argv: readonly string[] = []): Promise<Classified> =>
    JSON.parse((await run(['classify', '--json', ...argv], log)).out) as Classified;

  test('says what the policy would do, keys in the order of the contract', async () => {
    const found = await classify('ECONNREFUSED 127.0.0.1:443\n', ['--exit-code', '1']);
    expect(Object.keys(found).slice(0, 7)).toEqual([
      'code',
      'severity',
      'plugin',
      'signature',
      'message',
      'issues',
      'decision',
    ]);
    expect(found).toMatchObject({ code: 'network', decision: { kind: 'retry', reason: 'network, failure 1 of 2' } });
    expect((await classify('fine\n', ['--exit-code', '0'])).decision).toBeNull();
    expect((await run(['classify', '--exit-code', '1'], 'ECONNREFUSED 127.0.0.1:443\n')).out).toMatch(
      /^decision +retry/m,
    );
  });

  test('leaves a disabled plugin out, and takes severities from the configuration', async () => {
    expect((await classify(eslintLog)).plugin).toBe('eslint');
    write(
      'repo/ws.config.yaml',
      'plugins: { disabled: [eslint] }\nerrors: { severities: { check-failed: critical, tool-exit: critical } }\n',
    );
    const found = await classify(eslintLog, ['--exit-code', '1']);
    expect(found.plugin).not.toBe('eslint');
    expect(found.decision?.kind).toBe('escalate');
    expect(found.severity).toBe('critical');
  });

  test('refuses a configuration that is not valid', async () => {
    write('repo/ws.config.yaml', 'trust: [/]\n');
    const said = await run(['classify'], eslintLog);
    expect(said.code).toBe(2);
    expect(said.err).toContain('belongs in your own configuration');
  });
});

describe('ws plugins', () => {
  const stateOf = async (name: string): Promise<unknown> => {
    const all = JSON.parse((await run(['plugins', 'list', '--json'])).out) as {
      name: string;
      state: string;
      priority: number;
    }[];
    return all.find((each) => each.name === name);
  };

  test('are disabled and ranked by the configuration', async () => {
    write('repo/ws.config.yaml', 'plugins: { disabled: [npm], priorities: { eslint: 99 } }\n');
    expect(await stateOf('npm')).toMatchObject({ state: 'disabled' });
    expect(await stateOf('eslint')).toMatchObject({ state: 'on', priority: 99 });
  });

  test('that the configuration names and nobody has are told of, with what was meant', async () => {
    write('repo/ws.config.yaml', 'plugins: { disabled: [eslnt], priorities: { gone: 75 } }\n');
    const problem = 'the configuration names it, but it is not there. Did you mean "eslint"?';
    expect(await stateOf('eslnt')).toMatchObject({ state: 'broken', problem });
    expect(await stateOf('gone')).toMatchObject({ state: 'broken' });
    expect((await run(['plugins', 'list'])).out).toMatch(/✖ eslnt .*not there\. Did you mean/);
  });

  test('of a repository are trusted by their content, not by its path', async () => {
    expect((await run(['plugins', 'new', 'mine'])).code).toBe(0);
    expect(await stateOf('mine')).toMatchObject({ state: 'untrusted' });
    write('home/.config/ws/config.yaml', `trust: [${JSON.stringify(join(root, 'repo'))}]\n`);
    expect(await stateOf('mine'), 'to be looked at once').toMatchObject({ state: 'untrusted' });
    expect((await run(['trust', '--yes'])).code).toBe(0);
    expect(await stateOf('mine')).toMatchObject({ state: 'on', origin: 'user' });
  });
});

test('ws config names the layer of each value, and --set is the last of them', async () => {
  const env = { WS_ERRORS__REPEATS: '5' };
  const said = await run(['config', '--set', 'grace=1s', '--set', 'errors.repeats=7'], '', env);
  expect(said.out).toMatch(/^KEY +VALUE +LAYER +FROM$/m);
  expect(said.out).toMatch(/^errors\.repeats +7 +command line +--set errors\.repeats$/m);
  expect(said.out).toMatch(/^logCap +64MiB +default$/m);
  expect((await run(['config'], '', env)).out).toMatch(/^errors\.repeats +5 +environment +WS_ERRORS__REPEATS$/m);
  const wrong = await run(['--set', 'grace=soon', 'config']);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain('--set grace: ');
});
