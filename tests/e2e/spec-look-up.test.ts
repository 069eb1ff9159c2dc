/** Looking things up in specifications, and archiving, with the built program on real folders. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, makeFolder, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

const spec = (name: string, requirement: string, more = ''): string => `# ${name} Specification

## Purpose
What the part called ${name} is for, in more words than a placeholder would have.

## Requirements
### Requirement: ${requirement}
The system SHALL do this. ${more}

#### Scenario: It does
- **WHEN** asked
- **THEN** it does
`;
const added = (requirement: string): string =>
  `## ADDED Requirements\n${spec('x', requirement).slice(spec('x', requirement).indexOf('### '))}`;
const change = (id: string, delta: string, metadata = ''): Readonly<Record<string, string>> => ({
  [`openspec/changes/${id}/proposal.md`]: `# Title of ${id}\n\n## Why\nBecause the people who use this every day ask for it.\n\n## What Changes\n- it\n`,
  [`openspec/changes/${id}/tasks.md`]: '## 1. Do\n\n- [x] 1.1 One\n- [ ] 1.2 Two\n',
  [`openspec/changes/${id}/specs/auth/spec.md`]: delta,
  ...(metadata === '' ? {} : { [`openspec/changes/${id}/.openspec.yaml`]: metadata }),
});
const document = (name: string, more: string): string =>
  `spec: spec://feature/${name}\nversion: v1\nstatus: draft\ntitle: The ${name}\n${more}`;

const FILES = {
  'openspec/specs/auth/spec.md': spec('auth', 'Log in'),
  'openspec/specs/mail/spec.md': spec('mail', 'Send', 'See spec://cap/auth#log-in.'),
  ...change('second', added('Second'), 'schema: spec-driven\ndepends_on: [first]\n'),
  ...change('first', added('First')),
  ...change(
    'drop',
    '## REMOVED Requirements\n### Requirement: Log in\n**Reason**: gone\n**Migration**: none\n' +
      added('Other').replace('do this', 'do that'),
  ),
  'specifications/content/feature/base.yaml': document('base', 'requirements: [{ id: R1, text: It MUST work. }]\n'),
  'specifications/content/feature/own.yaml': document('own', 'extends: spec://feature/base\n'),
  'specifications/content/feature/a.yaml': document('a', 'depends: [spec://feature/b]\n'),
  'specifications/content/feature/b.yaml': document('b', 'depends: [spec://feature/a]\n'),
};

let folder = '';
let root = '';
beforeEach(() => {
  folder = makeFolder();
  root = join(folder, 'project');
  writeFiles(root, FILES);
});
afterEach(() => removeFolder(folder));

type IndexJson = { readonly changes: readonly { readonly change: string }[] };

describe('ws spec', () => {
  test('list tells specs, documents and changes, and how far their tasks are', async () => {
    const listed = await wsJson<readonly { kind: string; id: string; tasks: unknown }[]>(root, ['spec', 'list']);
    expect(listed.filter(({ kind }) => kind === 'change').map(({ id }) => id)).toEqual(['drop', 'first', 'second']);
    expect(listed.find(({ id }) => id === 'first')?.tasks).toEqual({ done: 1, total: 2 });
    const names = await ws(root, ['spec', 'list', '--specs', '-q']);
    expect(names.stdout.split('\n').slice(0, 2)).toEqual(['auth', 'mail']);
  });

  test('list tells a change without a file or with only a proposal, the index of them what git would keep', async () => {
    mkdirSync(join(root, 'openspec/changes/empty/specs'), { recursive: true });
    writeFiles(root, { 'openspec/changes/begun/proposal.md': '## Why\nBecause.\n' });
    const listed = await wsJson<readonly { id: string; tasks: unknown }[]>(root, ['spec', 'list', '--changes']);
    expect(listed.map(({ id }) => id)).toEqual(['begun', 'drop', 'empty', 'first', 'second']);
    expect(listed.find(({ id }) => id === 'empty')?.tasks).toEqual({ done: 0, total: 0 });
    await ws(root, ['spec', 'index']);
    const { changes } = JSON.parse(readFileSync(join(root, 'specs_index.json'), 'utf8')) as IndexJson;
    expect(changes.map(({ change: id }) => id)).toEqual(['begun', 'drop', 'first', 'second']);
  });

  test('search finds a requirement by its words and exits with 1 where there is none', async () => {
    const found = await ws(root, ['spec', 'search', 'LOG', 'in']);
    expect(found.stdout.split('\n').slice(0, 2)).toEqual([
      'openspec/specs/auth/spec.md:7  Log in',
      'openspec/changes/drop/specs/auth/spec.md:2  ### Requirement: Log in',
    ]);
    expect((await ws(root, ['spec', 'search', 'zebra'])).code).toBe(1);
  });

  test('index writes a file, and reads again only what changed', async () => {
    type Counts = { readonly untouched: number; readonly same: number; readonly parsed: number };
    const first = await wsJson<Counts>(root, ['spec', 'index']);
    expect(first.parsed).toBe(13);
    writeFiles(root, { 'openspec/specs/auth/spec.md': spec('auth', 'Log on') });
    const second = await wsJson<Counts>(root, ['spec', 'index']);
    expect(second).toMatchObject({ parsed: 1 });
    expect(second.same + second.untouched).toBe(12);
    expect(readFileSync(join(root, 'specs_index.json'), 'utf8')).toContain('Log on');
  });

  test('index says the same of the same files, wherever and whenever it is made', async () => {
    const made = async (): Promise<string> => {
      expect((await ws(root, ['spec', 'index'])).code).toBe(0);
      return readFileSync(join(root, 'specs_index.json'), 'utf8');
    };
    const first = await made();
    expect(first).not.toContain(folder);
    writeFiles(root, FILES);
    expect(await made()).toBe(first);
  });

  test('index keeps the history of each spec, and writes into the store only what changed', async () => {
    type Document = { readonly specs: readonly { readonly uri: string; readonly history: readonly object[] | null }[] };
    type Stored = { readonly stored: { readonly written: number; readonly removed: number } | null };
    const historyOf = (uri: string): unknown => {
      // Cannot lie in what is used: a history of another shape would not compare as equal.
      const { specs } = JSON.parse(readFileSync(join(root, 'specs_index.json'), 'utf8')) as Document;
      return specs.find((each) => each.uri === uri)?.history;
    };
    expect(await wsJson<Stored>(root, ['spec', 'index'])).toMatchObject({ stored: null });
    expect(historyOf('spec://cap/auth')).toBeNull();
    // The project lies below the top of its repository, as in a monorepo.
    git(folder, 'init', '-q', '-b', 'main');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'first');
    writeFiles(root, { 'openspec/specs/auth/spec.md': spec('auth', 'Log on') });
    git(folder, 'commit', '-qam', 'Call it "log on"');
    expect(await wsJson<Stored>(root, ['spec', 'index'])).toMatchObject({ stored: { written: 13, removed: 0 } });
    expect(historyOf('spec://cap/auth')).toMatchObject([{ subject: 'Call it "log on"' }, { subject: 'first' }]);
    expect(historyOf('spec://cap/mail')).toMatchObject([{ subject: 'first' }]);
    writeFiles(root, { 'openspec/specs/mail/spec.md': spec('mail', 'Post') });
    expect(await wsJson<Stored>(root, ['spec', 'index'])).toMatchObject({ stored: { written: 1, removed: 0 } });
  });

  test('graph draws dependencies of changes', async () => {
    const drawn = await ws(root, ['spec', 'graph', '--format', 'dot']);
    expect(drawn.stdout).toContain('"change/second" -> "change/first" [label=depends];');
  });

  test('show prints a change with what it touches', async () => {
    const shown = await wsJson<unknown>(root, ['spec', 'show', 'second']);
    expect(shown).toMatchObject({ kind: 'change', dependsOn: ['first'], deltas: [{ added: [{ name: 'Second' }] }] });
    expect((await ws(root, ['spec', 'show', 'nobody'])).code).toBe(2);
  });

  test('resolve gives what is inherited, and a ring with its path', async () => {
    const own = await wsJson<unknown>(root, ['spec', 'resolve', 'spec://feature/own']);
    expect(own).toMatchObject({ inherits: ['spec://feature/base:1'], body: { requirements: [{ id: 'R1' }] } });
    const ring = await ws(root, ['spec', 'resolve', 'spec://feature/a']);
    expect(ring.stderr).toContain('spec://feature/a:1 → spec://feature/b:1 → spec://feature/a:1');
    expect(ring.code).toBe(1);
  });

  test('impact tells what refers to a spec, and what a removal would break', async () => {
    const uses = await ws(root, ['spec', 'impact', 'auth']);
    expect(uses.stdout).toContain('uses  spec mail  openspec/specs/mail/spec.md:8');
    expect(uses.code).toBe(0);
    const breaks = await ws(root, ['spec', 'impact', 'drop']);
    expect(breaks.stdout).toContain('breaks  spec mail  openspec/specs/mail/spec.md:8');
    expect(breaks.code).toBe(1);
  });

  test('diff tells what becomes of requirements', async () => {
    const diff = await ws(root, ['spec', 'diff', 'drop']);
    expect(diff.stdout).toBe('auth (update)\n  - Log in\n  + Other\n');
  });

  test('diff of a change stands on the open changes that it depends on, and says so', async () => {
    const modified = added('First').replace('ADDED', 'MODIFIED').replace('do this', 'do it at once');
    writeFiles(root, change('third', modified, 'schema: spec-driven\ndepends_on: [second]\n'));
    const alone = await ws(root, ['spec', 'diff', 'third']);
    expect(alone.stdout, alone.stderr).toBe('auth (update)\n  ~ First: text\n');
    expect(alone.stderr).toContain('on top of what it depends on: first, second');
    const [told] = await wsJson<readonly unknown[]>(root, ['spec', 'diff', 'third']);
    expect(told).toMatchObject({ capability: 'auth', onTopOf: ['first', 'second'] });
    expect(existsSync(join(root, 'openspec/changes/first'))).toBe(true);
  });

  test('diff says which change it depends on is in the way, and finds a ring', async () => {
    writeFiles(root, change('first', added('Log in').replace('do this', 'do that')));
    const blocked = await ws(root, ['spec', 'diff', 'second']);
    expect(blocked.stderr).toContain('second depends on first, which cannot be archived');
    expect(blocked.stderr).toContain('ws spec validate first');
    expect(blocked.code).toBe(1);
    writeFiles(root, change('first', added('First'), 'schema: spec-driven\ndepends_on: [second]\n'));
    const ring = await ws(root, ['spec', 'diff', 'second']);
    expect(ring.stderr).toContain("'second' and what it depends on form a ring");
    expect(ring.code).toBe(1);
    // A ring of others is in nobody's way.
    expect((await ws(root, ['spec', 'archive', 'drop', '--dry-run'])).code).toBe(0);
    expect((await ws(root, ['spec', 'archive', 'first', '--dry-run'])).stderr).toContain('in a ring');
  });

  test('archive of several changes does all or nothing', async () => {
    writeFiles(root, change('void', '## ADDED Requirements\n'));
    const ended = await ws(root, ['spec', 'archive', 'first', 'void', '--json', '--yes']);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      problem: { code: 'invalid', hint: 'Nothing was archived: it is all of them or none.' },
    });
    expect(existsSync(join(root, 'openspec/changes/first'))).toBe(true);
    expect(readFileSync(join(root, 'openspec/specs/auth/spec.md'), 'utf8')).toBe(FILES['openspec/specs/auth/spec.md']);
  });

  test('archive takes changes in the order of their dependencies, and nothing in a dry run', async () => {
    const dry = await ws(root, ['spec', 'archive', 'second', '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.stderr).toContain('second depends on first, which stays open');
    expect(readFileSync(join(root, 'openspec/specs/auth/spec.md'), 'utf8')).toBe(FILES['openspec/specs/auth/spec.md']);
    const both = await ws(root, ['spec', 'archive', 'second', 'first', '--dry-run']);
    expect(both.stdout.match(/^would move/gm)).toHaveLength(2);
    expect(existsSync(join(root, 'openspec/changes/archive'))).toBe(false);
    expect((await ws(root, ['spec', 'archive', 'second', 'first'])).stderr).toContain(
      '2 tasks of second, first are open',
    );
    const done = await ws(root, ['spec', 'archive', 'second', 'first', '--yes']);
    expect(done.code, done.stderr).toBe(0);
    const text = readFileSync(join(root, 'openspec/specs/auth/spec.md'), 'utf8');
    expect(text.match(/^### .*/gm)).toEqual([
      '### Requirement: Log in',
      '### Requirement: First',
      '### Requirement: Second',
    ]);
    expect(existsSync(join(root, 'openspec/changes/first'))).toBe(false);
    expect((await ws(root, ['spec', 'archive', 'first'])).code).toBe(2);
  });
});
