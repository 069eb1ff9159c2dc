/** `ws spec validate` as continuous integration calls it: the built program on real folders. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  userEnvironment,
  WS,
  writeFiles,
  ws,
  wsJson,
} from '../rig/ws.ts';

const SPEC = `# auth Specification

## Purpose
How people prove who they are to this system, and what they may do after that.

## Requirements
### Requirement: Log in
The system SHALL let a known person in.

#### Scenario: Right password
- **WHEN** the password is right
- **THEN** the person is in
`;
const BROKEN = SPEC.replace(/\n#### Scenario[^]*$/, '');
const DELTA = `## MODIFIED Requirements
### Requirement: No such thing
The system SHALL do what nobody asked for.

#### Scenario: Never
- **WHEN** it is asked
- **THEN** it does
`;
const CHANGE = {
  'openspec/changes/lost/proposal.md': `## Why\nThe login is too slow for the people who use it every day.\n\n## What Changes\n- faster\n`,
  'openspec/changes/lost/tasks.md': '## 1. Do\n\n- [ ] 1.1 Make it fast\n',
  'openspec/changes/lost/specs/auth/spec.md': DELTA,
};

let folder = '';
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => removeFolder(folder));

const project = (files: Readonly<Record<string, string>>): string => {
  const root = join(folder, 'project');
  writeFiles(root, files);
  return root;
};

type OwnReport = {
  readonly valid: boolean;
  readonly items: readonly {
    readonly id: string;
    readonly valid: boolean;
    readonly findings: readonly { readonly rule: string; readonly file: string; readonly line: number }[];
  }[];
};

const rulesIn = (report: OwnReport): readonly string[] =>
  report.items.flatMap((item) => item.findings.map((finding) => finding.rule));

describe('ws spec validate', () => {
  test('exits with 0 on a valid project, from any folder below it', async () => {
    const root = project({ 'openspec/specs/auth/spec.md': SPEC });
    const ended = await ws(join(root, 'openspec/specs'), ['spec', 'validate']);
    expect(ended.stdout).toContain('✓ spec/auth');
    expect(ended.code).toBe(0);
  });

  test('exits with 1 on a finding and says where it is', async () => {
    const root = project({ 'openspec/specs/auth/spec.md': BROKEN });
    const ended = await ws(root, ['spec', 'validate', '--all']);
    expect(ended.stdout).toMatch(/✗ spec\/auth\n +✗ openspec\/specs\/auth\/spec\.md:7:5 /);
    expect(ended.code).toBe(1);
  });

  test.each([
    ['there is no openspec folder', ['spec', 'validate'], 'begin one: mkdir openspec'],
    ['the profile is unknown', ['spec', 'validate', '--profile', 'other'], 'no profile "other"'],
    ['the item is unknown', ['spec', 'validate', 'nobody'], 'no change or spec "nobody"'],
    ['the rule is unknown', ['spec', 'validate', '--severity', 'spec/nothing=off'], 'no rule "spec/nothing"'],
    [
      'a scope is given with an item',
      ['spec', 'validate', 'auth', '--all'],
      'auth: items cannot be combined with --all',
    ],
    ['the format is unknown', ['spec', 'validate', '--format', 'pdf'], 'Allowed choices'],
  ])('exits with 2 where %s', async (why, args, said) => {
    const files = why.startsWith('there is no') ? { 'README.md': '' } : { 'openspec/specs/auth/spec.md': SPEC };
    const ended = await ws(project(files), args);
    expect(ended.stderr).toContain(said);
    expect(ended.code).toBe(2);
  });

  test.each(['ws', 'openspec@1.13'])('under %s waits for no pipe and reads no device', async (profile) => {
    const root = project({ 'openspec/specs/auth/spec.md': SPEC, ...CHANGE });
    const names = ['proposal.md', 'tasks.md', 'design.md', '.openspec.yaml', 'specs/auth/spec.md'];
    const paths = names.map((name) => join(root, 'openspec/changes/lost', name));
    for (const path of paths) rmSync(path, { force: true });
    execFileSync('mkfifo', paths.slice(1));
    symlinkSync('/dev/zero', paths[0] ?? '');
    // A program that hangs or reads without end is ended here, so that it outlives no test.
    const child = spawnSync(process.execPath, [WS, 'spec', 'validate', '--profile', profile], {
      ...{ cwd: root, env: userEnvironment(folder), encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL' },
    });
    expect([child.status, child.signal]).toEqual([1, null]);
    const told = names.filter((name) => child.stdout.includes(`/lost/${name} is no regular file`));
    expect(told).toEqual(profile === 'ws' ? names : ['.openspec.yaml']);
  });

  test.each([
    [['--all'], ['auth', 'lost', 'old']],
    [['--specs'], ['auth', 'old']],
    [['--archived'], ['2026-01-02-done']],
    [['--archived', '--all'], ['2026-01-02-done']],
  ])('under the official profile %s counts and an item beside it does not', async (options, ids) => {
    const done = { 'openspec/changes/archive/2026-01-02-done/tasks.md': '- [x] done\n' };
    const root = project({
      'openspec/specs/auth/spec.md': SPEC,
      'openspec/specs/old/spec.md': SPEC,
      ...CHANGE,
      ...done,
    });
    const args = ['spec', 'validate', 'old', ...options, '--profile', 'openspec@1.13'];
    const report = await wsJson<{ readonly items: readonly { readonly id: string }[] }>(root, args);
    expect(report.items.map(({ id }) => id)).toEqual(ids);
  });

  test('prints the report of the official tool under its profile, which lets a lost MODIFIED pass', async () => {
    const root = project({ 'openspec/specs/auth/spec.md': SPEC, ...CHANGE });
    const own = await ws(root, ['spec', 'validate', 'lost']);
    expect(own.code).toBe(1);
    const official = await ws(root, ['spec', 'validate', '--all', '--profile', 'openspec@1.13', '--json']);
    expect(official.code).toBe(0);
    expect(JSON.parse(official.stdout)).toEqual({
      items: [
        { id: 'auth', type: 'spec', valid: true, issues: [], durationMs: 0 },
        {
          id: 'lost',
          type: 'change',
          valid: true,
          issues: [
            {
              level: 'INFO',
              path: 'auth/spec.md',
              message:
                'Archive would refuse this delta: auth MODIFIED failed for header "### Requirement: No such thing" - not found',
            },
          ],
          durationMs: 0,
        },
      ],
      summary: {
        totals: { items: 2, passed: 2, failed: 0 },
        byType: { change: { items: 1, passed: 1, failed: 0 }, spec: { items: 1, passed: 1, failed: 0 } },
      },
      version: '1.0',
      root: { path: root, source: 'nearest' },
    });
  });

  test('looks only at what changed since a commit, also from a folder of a greater repository', async () => {
    const repository = makeRepository(join(folder, 'mono'), {
      'pkg/openspec/specs/auth/spec.md': BROKEN,
      'pkg/openspec/specs/other/spec.md': SPEC.replace('auth', 'other'),
      'elsewhere/openspec/specs/auth/spec.md': SPEC,
    });
    const root = join(repository, 'pkg');
    const nothing = await ws(root, ['spec', 'validate', '--changed-since', 'HEAD']);
    expect(nothing.code, nothing.stderr).toBe(0);
    expect(nothing.stdout).toContain('No items found');
    git(repository, 'switch', '-qc', 'topic');
    writeFiles(root, { 'openspec/specs/other/spec.md': BROKEN.replace('auth', 'other'), ...CHANGE });
    const report = await wsJson<OwnReport>(root, ['spec', 'validate', '--changed-since', 'main']);
    expect(report.items.map(({ id }) => id)).toEqual(['lost', 'other']);
    expect((await ws(root, ['spec', 'validate', '--changed-since', 'nowhere'])).code).toBe(2);
  });

  test('keeps known findings quiet with a baseline and tells a new one', async () => {
    const root = project({ 'openspec/specs/auth/spec.md': BROKEN });
    const known = ['spec', 'validate', '--baseline', 'known.json'];
    expect((await ws(root, known)).code).toBe(2);
    expect((await ws(root, [...known, '--write-baseline'])).code).toBe(0);
    expect((await ws(root, known)).code).toBe(0);
    writeFiles(root, CHANGE);
    const report = await wsJson<OwnReport>(root, known);
    expect(report.items.filter(({ valid }) => !valid).map(({ id }) => id)).toEqual(['lost']);
  });

  test('takes severities from the configuration and the command line, the latter first', async () => {
    const root = project({ 'openspec/specs/auth/spec.md': SPEC, ...CHANGE });
    const before = await wsJson<OwnReport>(root, ['spec', 'validate', 'lost']);
    const rule = rulesIn(before)[0] ?? '';
    expect(before.valid).toBe(false);
    writeFiles(root, { 'openspec/config.yaml': `schema: spec-driven\nws:\n  severities:\n    ${rule}: off\n` });
    expect(rulesIn(await wsJson<OwnReport>(root, ['spec', 'validate', 'lost']))).not.toContain(rule);
    const again = await wsJson<OwnReport>(root, ['spec', 'validate', 'lost', '--severity', `${rule}=error`]);
    expect(rulesIn(again)).toContain(rule);
    const half = await ws(root, ['spec', 'validate', 'lost', '--severity', rule]);
    expect(half.stderr).toContain('--severity: write <rule>=<level>');
    expect(half.code).toBe(2);
  });

  test('fixes what is safe to fix and nothing else', async () => {
    const text = SPEC.replace('### Requirement: Log in', '###Requirement: Log in');
    const root = project({ 'openspec/specs/auth/spec.md': text });
    const before = await wsJson<OwnReport>(root, ['spec', 'validate']);
    const fixed = await wsJson<OwnReport>(root, ['spec', 'validate', '--fix']);
    const written = readFileSync(join(root, 'openspec/specs/auth/spec.md'), 'utf8');
    expect(rulesIn(before).length).toBeGreaterThan(rulesIn(fixed).length);
    expect(written).toBe(SPEC);
  });

  test('finds a link to a document that is not there, whatever is asked for', async () => {
    const root = project({
      'openspec/specs/auth/spec.md': SPEC.replace('## Requirements', 'See spec://feature/none.\n\n## Requirements'),
      // Without any document, the address would be of a scheme of the project's own.
      'specifications/content/feature/base.yaml':
        'spec: spec://feature/base\nversion: v1\nstatus: draft\ntitle: The base\nrequirements: [{ id: R1, text: It MUST work. }]\n',
    });
    for (const asked of [[], ['auth'], ['--specs'], ['--changed-since', 'HEAD']]) {
      if (asked.includes('HEAD')) git(root, 'init', '-q', '-b', 'main');
      if (asked.includes('HEAD')) git(root, 'commit', '-q', '--allow-empty', '-m', 'first');
      const report = await wsJson<OwnReport>(root, ['spec', 'validate', ...asked]);
      expect(rulesIn(report), asked.join(' ')).toContain('text/dead-link');
    }
  });

  test('places findings where GitHub looks for them, in a folder of a greater repository, too', async () => {
    const repository = makeRepository(join(folder, 'mono'), { 'my pkg/openspec/specs/auth/spec.md': BROKEN });
    const root = join(repository, 'my pkg');
    const of = async (format: string): Promise<string> =>
      (await ws(root, ['spec', 'validate', '--format', format])).stdout;
    expect(await of('github')).toContain('::error file=my pkg/openspec/specs/auth/spec.md,line=7,');
    expect(await of('sarif')).toContain('"uri": "my%20pkg/openspec/specs/auth/spec.md"');
    expect(await of('junit')).toContain('error: my pkg/openspec/specs/auth/spec.md:7:');
    expect(await of('text')).toContain(' openspec/specs/auth/spec.md:7:');
  });

  test('gives its findings to GitHub, SARIF and JUnit', async () => {
    const root = project({ 'openspec/specs/auth/spec.md': BROKEN });
    const of = async (format: string): Promise<string> =>
      (await ws(root, ['spec', 'validate', '--format', format])).stdout;
    expect(await of('github')).toContain('::error file=openspec/specs/auth/spec.md,line=7,');
    expect(JSON.parse(await of('sarif'))).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ level: 'error' }] }],
    });
    expect(await of('junit')).toContain('<testcase classname="spec" name="auth" time="0">');
  });

  test('tells the truth after an edit, though it keeps what it found', async () => {
    const root = project({ 'openspec/specs/auth/spec.md': SPEC });
    const file = join(root, 'openspec/specs/auth/spec.md');
    for (const [text, code] of [
      [SPEC, 0],
      [BROKEN, 1],
      [SPEC, 0],
    ] as const) {
      writeFileSync(file, text);
      expect((await ws(root, ['spec', 'validate'])).code).toBe(code);
      expect((await ws(root, ['spec', 'validate'])).code).toBe(code);
    }
    expect(existsSync(join(root, '.ws'))).toBe(false);
  });

  test('opens neither the database nor the engine', async () => {
    const root = project({ 'openspec/specs/auth/spec.md': SPEC });
    const ended = await ws(root, ['spec', 'validate'], { env: { NODE_DEBUG: 'module,esm' } });
    expect(ended.code).toBe(0);
    expect(ended.stderr).not.toContain('better-sqlite3');
  });
});

describe('ws spec explain', () => {
  test('prints the page of a rule, and a table of all', async () => {
    const page = await ws(folder, ['spec', 'explain', 'spec/missing-purpose']);
    expect(page.stdout).toMatch(/^# spec\/missing-purpose\n[\s\S]*## What to do/);
    const table = await ws(folder, ['spec', 'explain']);
    expect(table.stdout).toContain('| `spec/missing-purpose` |');
    const none = await ws(folder, ['spec', 'explain', 'missing-purpose']);
    expect(none.stderr).toContain('Is it spec/missing-purpose?');
    expect(none.code).toBe(2);
  });
});
