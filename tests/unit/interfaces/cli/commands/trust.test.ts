/** `ws trust`: what a repository brings runs only as it was looked at. */
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, makeRepository, writeFiles } from '../../../../rig/ws.ts';
import { aHome, type Home } from '../../home.ts';
import { ws, type Said } from '../command-line.ts';

const PLUGIN = '.ws/plugins/mine/plugin.mjs';
const manifest = { name: 'mine', title: 'Mine', description: 'Reads it.', module: './plugin.mjs', priority: 75 };
const ran = (): string => join(root, 'ran');
const pluginOf = (word: string): string => `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(ran())}, 'ran\\n');
export const plugin = {
  name: 'mine',
  canHandle: () => true,
  parse: () => [{ tool: 'mine', path: null, line: null, column: null, code: ${JSON.stringify(word)}, category: 'other', severity: 'error', message: 'm' }],
};
`;

let root = '';
let home: Home;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'ws-trust-'));
  makeRepository(join(root, 'repo'), { '.ws/plugins/mine/manifest.json': manifest, [PLUGIN]: pluginOf('one') });
  home = await aHome(join(root, 'repo'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Options = { readonly input?: string; readonly isTyped?: boolean; readonly cwd?: string };
const run = (argv: readonly string[], options: Options = {}): Promise<Said> =>
  ws(argv, home, {
    ...options,
    // As the home has it: the machine of this test.
    env: { HOME: root, WS_MACHINE_STATE: join(root, 'repo/.git/ws/machine') },
  });
const classified = async (cwd = join(root, 'repo')): Promise<unknown> =>
  (JSON.parse((await run(['classify', '--json'], { input: 'it is wrong\n', cwd })).out) as { plugin: unknown }).plugin;

test('nothing runs before it is trusted, and a line says so', async () => {
  writeFiles(join(root, 'repo'), { 'w.json': { version: 1, id: 'w', steps: [{ id: 'a', run: 'exit 1' }] } });
  for (const argv of [
    ['validate', 'w.json'],
    ['plan', 'w.json'],
    ['plugins', 'list'],
    ['plugins', 'show', 'mine'],
    ['tools', 'list'],
    ['trust', 'show'],
    ['trust', 'list'],
    ['trust'],
  ])
    await run(argv);
  const said = await run(['classify'], { input: 'it is wrong\n' });
  expect(said.err).toContain('.ws/plugins/mine is ignored until `ws trust`');
  await run(['run', 'w.json']);
  expect(existsSync(ran())).toBe(false);
});

describe('ws trust', () => {
  test('hides nothing in the middle of a file: it says which lines it leaves out, and ws trust show shows all', async () => {
    const lines = Array.from({ length: 300 }, (_, nth) => `line ${nth + 1}`);
    writeFiles(join(root, 'repo'), { '.ws/tools/long.md': `${lines.join('\n')}\n${'x'.repeat(1_000)}the end\n` });
    const asked = await run(['trust'], { isTyped: true, input: 'n\n' });
    expect(asked.out).toContain('… lines 9 to 301 are not shown here: ws trust show\n');
    const whole = await run(['trust', 'show']);
    for (const line of lines) expect(whole.out).toContain(`│ ${line}\n`);
    expect(whole.out).toContain('xthe end\n');
    await run(['trust', '--yes']);
    const other = lines.map((line) => `${line}!`).join('\n');
    writeFiles(join(root, 'repo'), { '.ws/tools/long.md': `${other}\n` });
    expect((await run(['trust'], { isTyped: true, input: 'n\n' })).out).toMatch(
      /… lines 61 to 60\d are not shown here: ws trust show\n/,
    );
    expect((await run(['trust', 'show'])).out).toContain('│ +line 300!\n');
  });

  test('shows files, sizes, first lines and commands before it asks, and does as the person says', async () => {
    writeFiles(join(root, 'repo'), {
      '.claude/settings.json': { hooks: { Stop: [{ hooks: [{ type: 'command', command: 'curl evil' }] }] } },
      '.mcp.json': { mcpServers: { it: { command: 'npx', args: ['-y', 'evil'] } } },
    });
    const no = await run(['trust'], { isTyped: true, input: 'n\n' });
    expect(no.code).toBe(1);
    expect(no.out).toMatch(/new +\.ws\/plugins\/mine +2 files/);
    expect(no.out).toContain("import { appendFileSync } from 'node:fs';");
    expect(no.out).toContain('names   curl evil');
    expect(no.out).toContain('names   npx -y evil');
    expect(await classified()).not.toBe('mine');
    const yes = await run(['trust'], { isTyped: true, input: 'yes\n' });
    expect(yes.code).toBe(0);
    expect(yes.out).toContain('trusted: .ws/plugins/mine, .claude, .mcp.json');
    expect(await classified()).toBe('mine');
  });

  test('of one item leaves the others as they are, and names those that there are', async () => {
    writeFiles(join(root, 'repo'), { '.ws/tools/more.yaml': 'adapter: exec\ncommand: more\n' });
    const said = JSON.parse((await run(['trust', '.ws/plugins/mine', '--yes', '--json'])).out) as object;
    expect(said).toMatchObject({ trusted: ['.ws/plugins/mine'], items: [{ item: '.ws/plugins/mine' }] });
    expect(JSON.parse((await run(['trust', 'show', '--json'])).out)).toMatchObject({
      items: [{ state: 'new' }, { item: '.ws/plugins/mine', state: 'trusted' }],
    });
    const unknown = await run(['trust', '.ws/plugins/yours']);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('There are .ws/tools/more.yaml, .ws/plugins/mine.');
  });

  test('needs --yes where nobody can be asked, also for a script that wants JSON', async () => {
    const refused = await run(['trust']);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('ws trust --yes');
    expect((await run(['trust', '--json'], { isTyped: true, input: 'yes\n' })).code).toBe(2);
    expect(await classified()).not.toBe('mine');
    const said = JSON.parse((await run(['trust', '--yes', '--json'])).out) as object;
    expect(said).toMatchObject({ trusted: ['.ws/plugins/mine'], items: [{ item: '.ws/plugins/mine' }] });
    expect(await classified()).toBe('mine');
  });

  test('is for what was seen: what changes is ignored again, and shown as a difference', async () => {
    await run(['trust', '--yes']);
    writeFiles(join(root, 'repo'), { [PLUGIN]: pluginOf('two') });
    rmSync(ran(), { force: true });
    expect(await classified()).not.toBe('mine');
    expect(existsSync(ran())).toBe(false);
    const shown = await run(['trust', 'show']);
    expect(shown.out).toMatch(/changed +\.ws\/plugins\/mine/);
    expect(shown.out).toMatch(/│ -.*one/);
    expect(shown.out).toMatch(/│ \+.*two/);
    writeFiles(join(root, 'repo'), { [PLUGIN]: pluginOf('one') });
    expect(await classified(), 'as it was').toBe('mine');
  });

  test('does not reach a copy of the repository', async () => {
    await run(['trust', '--yes']);
    cpSync(join(root, 'repo'), join(root, 'copy'), { recursive: true });
    expect(await classified(join(root, 'copy'))).not.toBe('mine');
    renameSync(join(root, 'repo/.ws'), join(root, 'gone'));
    expect(await classified()).not.toBe('mine');
  });

  test('never reaches the `.ws` of a linked worktree', async () => {
    await run(['trust', '--yes']);
    const linked = join(root, 'linked');
    git(join(root, 'repo'), 'worktree', 'add', '-q', linked);
    rmSync(join(linked, '.ws'), { recursive: true });
    writeFiles(linked, { '.ws/plugins/evil/manifest.json': { ...manifest, name: 'evil' } });
    writeFiles(linked, { '.ws/plugins/evil/plugin.mjs': pluginOf('evil') });
    expect(await classified(linked), 'that of the main one').toBe('mine');
    expect((await run(['trust', 'show'], { cwd: linked })).out).not.toContain('evil');
  });

  test('lists and revokes', async () => {
    expect((await run(['trust', 'list'])).err).toContain('nothing is trusted');
    await run(['trust', '--yes']);
    expect((await run(['trust', 'list'])).out).toContain('  .ws/plugins/mine  ');
    expect(JSON.parse((await run(['trust', 'list', '--json'])).out)).toMatchObject([
      { items: [{ item: '.ws/plugins/mine' }] },
    ]);
    const wrong = await run(['trust', 'revoke', '.ws/plugins/yours']);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('These are: .ws/plugins/mine');
    expect((await run(['trust', 'revoke'])).out).toBe('revoked: .ws/plugins/mine\n');
    expect(await classified()).not.toBe('mine');
  });
});

describe('a run that changes what can run', () => {
  const merged = async (script: string): Promise<{ readonly id: string; readonly refused: Said }> => {
    await run(['trust', '--yes']);
    writeFiles(join(root, 'repo'), { 'w.json': { version: 1, id: 'w', steps: [{ id: 'a', run: script }] } });
    const ended = await run(['run', 'w.json']);
    expect(ended.code, ended.err).toBe(0);
    const id = (await run(['list', '--quiet'])).out.trim();
    return { id, refused: await run(['merge', id]) };
  };

  test('is looked at, trusted, and merged', async () => {
    const { id, refused } = await merged('echo "// more" >> .ws/plugins/mine/plugin.mjs; echo {} > .mcp.json');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(PLUGIN);
    expect(refused.err).toContain('.mcp.json');
    expect(refused.err).toContain(`ws trust --run ${id}`);
    expect(await classified(), 'what is there is trusted still').toBe('mine');
    const looked = await run(['trust', '--run', id, '--yes']);
    expect(looked.out).toMatch(/│ \+\/\/ more/);
    expect(await classified(), 'and after the look').toBe('mine');
    expect((await run(['merge', id])).code).toBe(0);
    expect(readFileSync(join(root, 'repo', PLUGIN), 'utf8')).toContain('// more');
    expect(await classified(), 'as it was looked at').toBe('mine');
  });

  test('brings nothing that is trusted where git itself merges it', async () => {
    const { id } = await merged('echo "// more" >> .ws/plugins/mine/plugin.mjs');
    git(join(root, 'repo'), 'merge', '-q', `ws/w/${id}`);
    expect(await classified()).not.toBe('mine');
  });

  test('may take away what is there', async () => {
    const { refused } = await merged('rm -r .ws');
    expect(refused.code, refused.err).toBe(0);
  });
});

describe('agent configuration that is planted', () => {
  test.each([
    '.claude/settings.json',
    '.claude/settings.local.json',
    '.claude/hooks/pre.sh',
    '.claude/commands/x.md',
    '.claude/agents/x.md',
    '.mcp.json',
    '.codex/config.toml',
    '.gemini/settings.json',
    '.cursor/mcp.json',
    '.cursor/hooks.json',
    '.opencode/plugin/evil.js',
    'opencode.json',
    'opencode.jsonc',
    '.aider.conf.yml',
    '.ws/tools/evil.json',
  ])('%s is something to look at', async (path) => {
    writeFiles(join(root, 'repo'), { [path]: '{}\n' });
    const { items } = JSON.parse((await run(['trust', 'show', '--json'])).out) as {
      items: { state: string; files: { path: string }[] }[];
    };
    expect(items.find(({ files }) => files.some((file) => file.path === path))?.state).toBe('new');
  });
});
