import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ADAPTERS, describeProfile, describeTool } from '../../../../adapters/tools/descriptions.ts';
import { DIALECTS } from '../../../../adapters/tools/agent/dialects.ts';
import {
  loadProfiles,
  shippedProfiles,
  type LoadedProfiles,
  type ProjectFile,
} from '../../../../config/profiles/load.ts';
import { toolId } from '../../../../core/id.ts';
import type { ToolProfile } from '../../../../core/tool-profile.ts';
import { shippedTools, SHIPPED_TOOLS } from '../../../../scripts/shipped-tools.ts';

const made: string[] = [];
afterAll(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })));

type Files = Readonly<Record<string, string>>;

const load = (own: Files, project: Files = {}, isTrusted = false): ReturnType<typeof loadProfiles> => {
  const home = mkdtempSync(join(tmpdir(), 'ws-profiles-'));
  made.push(home);
  const folder = join(home, 'ws', 'tools');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(own)) writeFileSync(join(folder, name), text);
  const projectFiles: readonly ProjectFile[] = Object.entries(project).map(([name, text]) => ({
    ...{ file: `.ws/tools/${name}`, text, isTrusted },
  }));
  return loadProfiles({ env: { XDG_CONFIG_HOME: home }, projectFiles, adapters: ADAPTERS });
};

const loaded = async (own: Files, project: Files = {}, isTrusted = false): Promise<LoadedProfiles> => {
  const result = await load(own, project, isTrusted);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const profile = ({ profiles }: LoadedProfiles, name: string): ToolProfile | undefined => profiles.get(toolId(name));

describe('what ws ships', () => {
  const profiles = shippedProfiles(ADAPTERS);

  test('is what config/tools holds (npm run generate)', async () => {
    expect(readFileSync(SHIPPED_TOOLS, 'utf8') === (await shippedTools('.'))).toBe(true);
  });

  test.each(['shell', 'manual', ...DIALECTS.map(({ id }) => id)])(
    'has a profile of %s, which says what its adapter says',
    (name) => {
      const shipped = profiles.get(toolId(name));
      expect(shipped).toMatchObject({ adapter: name, enabled: true });
      expect(shipped === undefined ? null : describeProfile(shipped)).toEqual(describeTool(toolId(name), {}));
    },
  );

  test.each(DIALECTS.map((dialect) => [dialect.id, dialect] as const))(
    'names the program and the keys of %s',
    (id, dialect) => {
      expect(profiles.get(toolId(id))).toMatchObject({
        title: dialect.title,
        command: dialect.program,
        keys: dialect.keys,
      });
    },
  );

  test('has nothing that no adapter can do', () => {
    expect([...profiles.values()].filter(({ adapter }) => !ADAPTERS.includes(adapter))).toEqual([]);
  });
});

describe('a profile of a user', () => {
  test('lies over the shipped one of its name, and settings and environment are laid key by key', async () => {
    const both = await loaded({ 'claude.yaml': 'priority: 70\nenv: { A: "1", B: 2 }\nsettings: { model: haiku }\n' });
    expect(profile(both, 'claude')).toMatchObject({
      ...{ priority: 70, command: 'claude', env: { A: '1', B: '2' }, settings: { model: 'haiku' } },
      ...{ title: 'Claude Code', access: 'exclusive', breakers: ['anthropic'] },
    });
  });

  test('has all of the one that it extends but its title, and that through others, too', async () => {
    const both = await loaded({
      'b.json': '{"extends": "a", "settings": {"permission": "read"}, "timeout": "5m"}',
      'a.yaml': 'extends: claude\nsettings: { model: haiku }\nretry: { limit: 3 }\nhooks: { before: npm ci }\n',
    });
    expect(profile(both, 'b')).toMatchObject({
      ...{ name: 'b', title: 'b', adapter: 'claude', settings: { model: 'haiku', permission: 'read' } },
      ...{ timeoutMs: 300_000, retry: { limit: 3 }, hooks: { before: 'npm ci', after: null } },
    });
  });

  test('that names an adapter alone has what ws ships for that', async () => {
    expect(profile(await loaded({ 'mine.yaml': 'adapter: claude\n' }), 'mine')).toMatchObject({
      ...{ command: 'claude', breakers: ['anthropic'], keys: expect.arrayContaining(['ANTHROPIC_API_KEY']) as unknown },
    });
  });

  test('may say nothing', async () => {
    expect(profile(await loaded({ 'claude.yaml': '# later\n' }), 'claude')?.priority).toBe(60);
  });

  test.each([
    [
      'a key that there is not',
      { 'a.yaml': 'adapter: exec\ncommand: x\ntimout: 5m\n' },
      'a.yaml:3:1 unknown key "timout". Did you mean "timeout"?',
    ],
    [
      'a way of metering that there is not',
      { 'a.yaml': 'extends: claude\nmetering: maybe\n' },
      'a.yaml:2:11 "metering" must be "auto"',
    ],
    [
      'a network of models alone for what is led to none',
      { 'a.yaml': 'adapter: exec\ncommand: x\nnetwork: models\n' },
      'a.yaml:3:10 "network: models" is for coding CLIs, which ws leads to their models, and this profile has adapter exec',
    ],
    [
      'a server that is neither a program nor an address',
      { 'a.yaml': 'extends: claude\nmcp:\n  docs: { args: [x] }\n' },
      'a.yaml:3:9 the server docs needs "command" or "url", and not both',
    ],
    [
      'an address with arguments',
      { 'a.yaml': 'extends: claude\nmcp:\n  docs: { url: "https://x.example", args: [x] }\n' },
      'a.yaml:3:9 the server docs has an address, and no program to be called',
    ],
    [
      'a home of a tool that has none',
      { 'a.yaml': 'adapter: exec\ncommand: x\nhome: []\n' },
      'a.yaml:3:1 "home" is for coding CLIs, and this profile has adapter exec',
    ],
    [
      'a path out of the home',
      { 'a.yaml': 'extends: claude\nhome: [{ path: ../x, mode: read }]\n' },
      'a.yaml:2:16 "path" must be a path below the home, not "../x"',
    ],
    [
      'a wrong value',
      { 'a.json': '{"extends": "claude",\n "access": "reed"}' },
      'a.json:2:12 "access" must be "read", "shared" or "exclusive", not "reed". Did you mean "read"?',
    ],
    [
      'a duration out of range',
      { 'a.yaml': 'extends: claude\ntimeout: 90d\n' },
      'a.yaml:2:10 "timeout" must be more than 0 and at most 30d, not "90d"',
    ],
    ['an adapter that there is not', { 'a.yaml': 'adapter: clause\n' }, 'a.yaml:1:10 there is no adapter "clause"'],
    [
      'what extends nothing that there is',
      { 'a.yaml': 'extends: clode\n' },
      'a.yaml:1:10 there is no tool "clode" to extend',
    ],
    ['what extends itself', { 'a.yaml': 'extends: a\n' }, 'a.yaml:1:10 a extends itself'],
    [
      'a circle',
      { 'a.yaml': 'extends: b\n', 'b.yaml': 'extends: c\n', 'c.yaml': 'extends: a\n' },
      'c.yaml:1:10 profiles extend each other in a circle: a → b → c → a',
    ],
    ['no adapter', { 'a.yaml': 'priority: 3\n' }, 'a.yaml:1:1 the profile needs "adapter" or "extends"'],
    ['no program', { 'a.yaml': 'adapter: exec\n' }, 'a.yaml:1:1 a profile with adapter exec needs "command"'],
    ['what nobody reads', { 'a.yaml': 'extends: claude\nstdin: x\n' }, 'a.yaml:2:1 "stdin" is for adapter exec'],
    [
      'a program of a shell',
      { 'a.yaml': 'extends: shell\ncommand: fish\n' },
      'a.yaml:2:1 "command" is for adapters that start a program',
    ],
    [
      'a fallback that there is not',
      { 'a.yaml': 'extends: claude\nfallback: [shell, manul]\n' },
      'a.yaml:2:19 there is no tool "manul"; see: ws tools list. Did you mean "manual"?',
    ],
    [
      'a template that names nothing',
      { 'a.yaml': 'adapter: exec\ncommand: x\nargs: ["${{ promptfile }}"]\n' },
      'a.yaml:3:8 ${{ promptfile }}: a profile can use with.<key>, promptFile, worktree, home. Did you mean "promptFile"?',
    ],
    [
      'a pattern that takes too long',
      { 'a.yaml': 'adapter: exec\ncommand: x\noutput: { pattern: "(a)\\\\1" }\n' },
      'a.yaml:3:20 the pattern',
    ],
    [
      'a schema that is none',
      { 'a.yaml': 'adapter: exec\ncommand: x\ninputs: { type: objct }\n' },
      'a.yaml:3:17 "inputs" is not a JSON Schema',
    ],
    [
      'the same tool twice',
      { 'a.json': '{"extends": "claude"}', 'a.yaml': 'extends: claude\n' },
      'a.json is the same tool; keep one of them',
    ],
    ['a name that is none', { 'a b.yaml': 'extends: claude\n' }, 'a b.yaml:1:1 "a b" is no name of a tool'],
    ['no YAML', { 'a.yaml': 'adapter: [\n' }, 'a.yaml:2:1'],
  ])('with %s is refused, and told where', async (_, files, said) => {
    const result = await load(files);
    const lines = result.ok
      ? []
      : result.error.map(({ file, line, column, message }) => `${basename(file)}:${line}:${column} ${message}`);
    expect(lines.join('\n')).toContain(said);
  });
});

describe('a profile of a project', () => {
  const WHOLE = 'adapter: exec\ncommand: x\ncapabilities: [code]\n';

  test('is no tool before it is trusted where it would be one of its own, and says what waits', async () => {
    const before = await loaded({}, { 'x.yaml': WHOLE });
    expect(profile(before, 'x')).toBeUndefined();
    expect(before.withheld).toEqual([
      { name: 'x', file: '.ws/tools/x.yaml', untrusted: ['adapter', 'command'], raised: [] },
    ]);
    const trusted = await loaded({}, { 'x.yaml': WHOLE }, true);
    expect(profile(trusted, 'x')).toMatchObject({ command: 'x', isCommandBrought: true });
    expect(trusted.withheld).toEqual([]);
  });

  test('that extends a tool of the user is one at once, with what is harmless in it', async () => {
    const { profiles, withheld } = await loaded({}, { 'x.yaml': 'extends: claude\npriority: 9\nargs: [--evil]\n' });
    expect(profiles.get(toolId('x'))).toMatchObject({
      priority: 9,
      args: [],
      adapter: 'claude',
      isCommandBrought: false,
    });
    expect(withheld).toMatchObject([{ untrusted: ['args'] }]);
  });

  test('that says how a program of the user is asked for its version has it not asked', async () => {
    const both = await loaded({}, { 'claude.yaml': 'version: { args: [--run-this] }\n' }, true);
    expect(profile(both, 'claude')).toMatchObject({ command: 'claude', isCommandBrought: true });
  });

  test('switches a tool off at once', async () => {
    expect(profile(await loaded({}, { 'claude.yaml': 'enabled: false\n' }), 'claude')?.enabled).toBe(false);
  });
});
