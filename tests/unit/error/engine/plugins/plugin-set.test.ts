/** Plugins of a user, with real folders and real threads. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { classify } from '../../../../../error/engine/verdict/classify.ts';
import { readLog } from '../../../../../error/engine/reading/log.ts';
import { checkFixture, readPluginFixture } from '../../../../../error/engine/plugins/plugin-fixture.ts';
import {
  DEFAULT_PLUGIN_SETTINGS,
  examine,
  openPlugins,
  type PluginSet,
  type PluginSettings,
} from '../../../../../error/engine/plugins/plugin-set.ts';
import { requestFor } from '../../fixture.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ws-plugins-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const open = (changes: Partial<PluginSettings> = {}): Promise<PluginSet> =>
  openPlugins({ ...DEFAULT_PLUGIN_SETTINGS, userFolder: folder, isTrusted: true, timeLimitMs: 20_000, ...changes });

const manifestOf = (name: string): Record<string, unknown> => ({
  name,
  title: name,
  description: name,
  module: './plugin.mjs',
});

const write = async (name: string, source: string, manifest: Record<string, unknown> = {}): Promise<void> => {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'manifest.json'), JSON.stringify({ ...manifestOf(name), ...manifest }));
  await writeFile(join(folder, name, 'plugin.mjs'), source);
};

const finds = (name: string, extra = ''): string =>
  `export const plugin = { name: '${name}', canHandle: (log) => log.lines.includes('mine'),
    parse: () => [{ tool: '${name}', message: 'found', path: 'a.x', line: 3 }], ${extra} };`;

const logOf = (stdout: string) => readLog({ stdout, stderr: '', exitCode: 1 });
const names = (set: PluginSet): readonly string[] =>
  set.plugins.filter((each) => each.origin === 'user').map((each) => each.manifest.name);

describe('a plugin of a user', () => {
  test('speaks for the logs that it understands', async () => {
    await write('mine', finds('mine'), { code: 'permission-denied' });
    const found = await classify(await requestFor({ stdout: 'mine\n', plugins: await open() }));
    expect(found).toMatchObject({ code: 'permission-denied', plugin: 'mine', problems: [] });
    expect(found.issues).toMatchObject([{ tool: 'mine', path: 'a.x', line: 3, severity: 'error' }]);
  });

  test('has its fix left out where no issue names a file: then the tool itself is broken', async () => {
    const fix = `fix: () => ({ title: 'Mend', argv: ['mend'], cwd: null })`;
    await write('mine', finds('mine', fix));
    await write('lost', finds('lost', fix).replace("path: 'a.x', line: 3", 'path: null'), { priority: 99 });
    const { findings } = await examine(await open(), await logOf('mine\n'));
    expect(findings.map(({ manifest, fix: found }) => [manifest.name, found?.title ?? null])).toEqual([
      ['lost', null],
      ['mine', 'Mend'],
    ]);
    const found = await classify(await requestFor({ stdout: 'mine\n', plugins: await open({ disabled: ['lost'] }) }));
    expect(found.fix).toMatchObject({ title: 'Mend', paths: ['a.x'] });
  });

  test('that finds something critical speaks before every other, whatever its priority', async () => {
    const source = `export const plugin = { canHandle: () => true,
      parse: () => [{ tool: 'mine', message: 'a key', severity: 'critical' }] };`;
    await write('mine', source, { priority: 1, code: 'secret-found' });
    const stdout = 'src/a.ts(2,12): error TS2322: wrong type\n';
    const found = await classify(await requestFor({ stdout, plugins: await open() }));
    expect(found).toMatchObject({ code: 'secret-found', plugin: 'mine', severity: 'critical' });
  });

  test('is not run before its folder is trusted', async () => {
    await write(
      'mine',
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(join(folder, 'ran'))}, ''); ${finds('mine')}`,
    );
    const set = await open({ isTrusted: false });
    expect(names(set)).toEqual([]);
    expect(set.problems).toMatchObject([{ plugin: 'mine', kind: 'untrusted' }]);
    await examine(set, await logOf('mine\n'));
    await expect(import('node:fs/promises').then(({ access }) => access(join(folder, 'ran')))).rejects.toThrow();
  });

  test.each([
    ['throws as it is loaded', `throw new Error('no luck');`, 'threw', /no luck/],
    [
      'throws as it parses',
      `export const plugin = { canHandle: () => true, parse: () => { throw new Error('bad luck'); } };`,
      'threw',
      /bad luck/,
    ],
    ['is no plugin', `export const other = 1;`, 'threw', /must export "plugin"/],
    [
      'gives a text for issues',
      `export const plugin = { canHandle: () => true, parse: () => 'a text' };`,
      'threw',
      /array of issues/,
    ],
    [
      'gives issues that are none',
      `export const plugin = { canHandle: () => true, parse: () => [1, {}] };`,
      'threw',
      /a tool and a message/,
    ],
    ['does not compile', `export const plugin = {`, 'threw', /./],
    [
      'ends its process',
      `export const plugin = { canHandle: () => process.exit(3), parse: () => [] };`,
      'threw',
      /ended without/,
    ],
    [
      'fills the memory',
      `export const plugin = { canHandle: () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); } , parse: () => [] };`,
      'threw',
      /memory/i,
    ],
  ])('that %s is reported and skipped, and the others go on', async (_, source, kind, message) => {
    await write('bad', source);
    await write('mine', finds('mine'));
    const found = await classify(await requestFor({ stdout: 'mine\n', plugins: await open() }));
    expect(found.plugin).toBe('mine');
    expect(found.problems).toMatchObject([{ plugin: 'bad', kind }]);
    expect(found.problems[0]?.message).toMatch(message);
  });

  test.each([
    ['in a loop', `export const plugin = { canHandle: () => { for (;;); }, parse: () => [] };`],
    [
      'in a promise',
      `export const plugin = { canHandle: () => new Promise((go) => setInterval(() => {}, 1000)), parse: () => [] };`,
    ],
  ])('that hangs %s is ended and reported', async (_, source) => {
    await write('slow', source);
    const { findings, problems } = await examine(await open({ timeLimitMs: 300 }), await logOf('mine\n'));
    expect(findings).toEqual([]);
    expect(problems).toMatchObject([{ plugin: 'slow', kind: 'hung' }]);
  });

  test('sees nothing of the environment', async () => {
    await write(
      'mine',
      `export const plugin = { canHandle: () => true, parse: () => [{ tool: 'mine', message: JSON.stringify(process.env) }] };`,
    );
    const { findings } = await examine(await open(), await logOf('x\n'));
    expect(findings.find((each) => each.manifest.name === 'mine')?.issues[0]?.message).toBe('{}');
  });

  test('may give nonsense: what is no issue and no fix is dropped', async () => {
    const source = `export const plugin = { canHandle: () => 1, fix: () => ({ title: 't', argv: ['x', 7] }),
      parse: () => [null, 7, { tool: 'mine' }, { tool: 'mine', message: 'm', line: -3, more: () => 1 }] };`;
    await write('mine', source);
    const { findings } = await examine(await open(), await logOf('x\n'));
    const mine = findings.find((each) => each.manifest.name === 'mine');
    expect(mine?.issues).toMatchObject([{ tool: 'mine', message: 'm', line: null }]);
    expect(mine?.fix).toBeNull();
  });

  test.each([
    ['throws', `() => { throw new Error('no luck'); }`, /no luck/, {}],
    ['ends its process', `() => process.exit(3)`, /ended without/, {}],
    ['hangs', `() => { for (;;); }`, /no answer within/, { timeLimitMs: 3000 }],
    ['gives a text', `() => 'mender --all'`, /fix\(issues\) must give/, {}],
    ['gives words that are none', `() => ({ title: 't', argv: ['x', 7] })`, /fix\(issues\) must give/, {}],
    ['goes elsewhere', `() => ({ title: 't', argv: ['x'], cwd: '../elsewhere' })`, /fix\(issues\) must give/, {}],
  ])('whose fix %s keeps its issues, and the fix is reported', async (_, fix, message, changes) => {
    await write('mine', finds('mine', `fix: ${fix}`));
    const found = await classify(await requestFor({ stdout: 'mine\n', plugins: await open(changes) }));
    expect(found).toMatchObject({ plugin: 'mine', fix: null, issues: [{ path: 'a.x', line: 3 }] });
    expect(found.problems).toMatchObject([{ plugin: 'mine', kind: 'fix' }]);
    expect(found.problems[0]?.message).toMatch(message);
  });

  test('that speaks past the program of its thread is not listened to', async () => {
    const words = `for (const word of [null, 7, { kind: 'other' }]) parentPort.postMessage(word);`;
    await write('mine', `import { parentPort } from 'node:worker_threads'; ${words} ${finds('mine')}`);
    const found = await classify(await requestFor({ stdout: 'mine\n', plugins: await open() }));
    expect(found).toMatchObject({ plugin: 'mine', problems: [] });
  });

  test('that offers no fix this time has no problem', async () => {
    await write('mine', finds('mine', 'fix: () => undefined'));
    expect((await examine(await open(), await logOf('mine\n'))).problems).toEqual([]);
  });

  test('whose module has another name than its manifest speaks all the same, and is told so', async () => {
    await write('mine', finds('other'));
    const plugins = await open();
    const found = await classify(await requestFor({ stdout: 'mine\n', plugins }));
    expect(found).toMatchObject({ plugin: 'mine', problems: [{ plugin: 'mine', kind: 'name' }] });
    const plugin = plugins.plugins.find((each) => each.manifest.name === 'mine');
    const fixture = readPluginFixture('#! exit: 1\n#! issue: a.x:3:- - error\n\nmine\n');
    if (plugin === undefined) throw new Error('it is not loaded');
    const checked = await checkFixture(plugin, fixture);
    expect(checked).toMatchObject({ isAsExpected: false, missing: [], unexpected: [] });
    expect(checked.problem).toContain('"other"');
  });
});

describe('a manifest', () => {
  test.each([
    ['names another plugin', { name: 'other' }, /must be "mine"/],
    ['has a module elsewhere', { module: '../x.mjs' }, /\/module/],
    ['has a module that is not there', { module: './nothing.mjs' }, /is not there/],
    ['has a field too many', { more: 1 }, /\/more/],
  ])('that %s is refused', async (_, changes, message) => {
    await write('mine', finds('mine'), changes);
    const set = await open();
    expect(names(set)).toEqual([]);
    expect(set.problems).toMatchObject([{ plugin: 'mine', kind: 'manifest' }]);
    expect(set.problems[0]?.message).toMatch(message);
  });

  test('whose module is a link out of its folder is refused', async () => {
    await write('mine', finds('mine'));
    await writeFile(join(folder, 'outside.mjs'), finds('mine'));
    await rm(join(folder, 'mine', 'plugin.mjs'));
    await symlink(join(folder, 'outside.mjs'), join(folder, 'mine', 'plugin.mjs'));
    expect((await open()).problems[0]?.message).toMatch(/outside its folder/);
  });

  test('may not take the name of a shipped plugin', async () => {
    await write('eslint', finds('eslint'));
    expect((await open()).problems).toMatchObject([{ plugin: 'eslint', kind: 'manifest' }]);
  });
});

describe('settings', () => {
  test('leave out what is disabled, and what requires it, and what requires that', async () => {
    await write('one', finds('one'), { requires: { plugins: ['eslint'] } });
    await write('two', finds('two'), { requires: { plugins: ['one'] } });
    expect(names(await open())).toEqual(['one', 'two']);
    const set = await open({ disabled: ['eslint'] });
    expect(names(set)).toEqual([]);
    expect(set.plugins.map((each) => each.manifest.name)).not.toContain('eslint');
    expect(set.problems.map(({ plugin, kind }) => [plugin, kind])).toEqual([
      ['one', 'requires'],
      ['two', 'requires'],
    ]);
  });

  test('change who speaks by priority', async () => {
    await write('one', finds('one'), { priority: 60 });
    await write('two', finds('two'), { priority: 61 });
    const speaker = async (changes: Partial<PluginSettings>) =>
      (await classify(await requestFor({ stdout: 'mine\n', plugins: await open(changes) }))).plugin;
    expect(await speaker({})).toBe('two');
    expect(await speaker({ priorities: { one: 62 } })).toBe('one');
  });

  test('offer a fix only where its programs are there', async () => {
    const fix = `fix: () => ({ title: 'Mend', argv: ['mender', 'a.x'] })`;
    await write('mine', finds('mine', fix), { requires: { programs: ['mender'] } });
    const fixOf = async (hasMender: boolean) =>
      (await classify(await requestFor({ stdout: 'mine\n', plugins: await open({ hasProgram: () => hasMender }) })))
        .fix;
    expect(await fixOf(true)).toEqual({ title: 'Mend', argv: ['mender', 'a.x'], cwd: null, paths: ['a.x'] });
    expect(await fixOf(false)).toBeNull();
  });

  test('a folder that is not there holds no plugins', async () => {
    expect((await open({ userFolder: join(folder, 'nowhere') })).problems).toEqual([]);
  });
});
