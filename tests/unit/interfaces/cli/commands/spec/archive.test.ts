/** `ws spec archive`: open tasks are asked about, several changes are archived together or not at all, and a refusal is a document. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFiles } from '../../../../../rig/ws.ts';
import { ws } from '../../command-line.ts';
import { aScene } from '../../scene.ts';

const { root, home } = aScene();

const requirement = (name: string): string =>
  `### Requirement: ${name}\nIt SHALL do this.\n\n#### Scenario: It does\n- **WHEN** asked\n- **THEN** it does\n`;
const change = (id: string, tasks: string, delta = `## ADDED Requirements\n${requirement(id)}`) => ({
  [`openspec/changes/${id}/proposal.md`]: `# ${id}\n\n## Why\nBecause the people who use this every day ask for it.\n\n## What Changes\n- it\n`,
  [`openspec/changes/${id}/tasks.md`]: `## 1. Do\n\n${tasks}`,
  [`openspec/changes/${id}/specs/auth/spec.md`]: delta,
});
const SPEC = `# Auth Specification\n\n## Purpose\nIt lets people in who may come in, and nobody else.\n\n## Requirements\n${requirement('Log in')}`;
const OPEN = '- [x] 1.1 One\n- [ ] 1.2 Two\n- [ ] 1.3 Three\n- [-] 1.4 Four\n';

const begin = (files: Readonly<Record<string, string>>) => {
  writeFiles(root(), { 'openspec/specs/auth/spec.md': SPEC, ...files });
  return home();
};
const isOpen = (id: string): boolean => existsSync(join(root(), `openspec/changes/${id}`));
const specs = (): string => readFileSync(join(root(), 'openspec/specs/auth/spec.md'), 'utf8');

describe('a change with open tasks', () => {
  test.each([
    ['nobody is there to be asked', {}],
    ['who is asked says no', { isTyped: true, input: 'n\n' }],
    ['who is asked says nothing', { isTyped: true, input: '\n' }],
    ['who is asked goes away', { isTyped: true, input: '' }],
  ])('is not archived where %s; the tasks are named', async (_, terminal) => {
    const at = await begin(change('one', OPEN));
    const said = await ws(['spec', 'archive', 'one'], at, terminal);
    expect([said.code, said.out, isOpen('one'), specs()]).toEqual([2, '', true, SPEC]);
    expect(said.err).toContain(
      'openspec/changes/one/tasks.md:4  open: 1.2 Two\nopenspec/changes/one/tasks.md:5  open: 1.3 Three\n',
    );
    expect(said.err).not.toContain('1.4');
    expect(said.err.includes('Archive all the same? [y/N]')).toBe('isTyped' in terminal);
    expect(said.err).toContain('2 tasks of one are open; nothing was archived');
    expect(said.err).toContain('--yes');
  });

  test.each([
    [['--yes'], {}, false],
    [[], { isTyped: true, input: 'y\n' }, true],
    [[], { isTyped: true, input: 'Yes\n' }, true],
    [['--yes'], { isTyped: true, input: 'n\n' }, false],
  ])('is archived with %j and %j', async (options, terminal, isAsked) => {
    const at = await begin(change('one', OPEN));
    const said = await ws(['spec', 'archive', 'one', ...options], at, terminal);
    expect([said.code, isOpen('one')], said.err).toEqual([0, false]);
    expect(said.err.includes('[y/N]')).toBe(isAsked);
    expect(specs()).toContain('### Requirement: one');
  });

  test('is named and not asked about in a dry run, and one without open tasks is not asked about at all', async () => {
    const at = await begin({ ...change('one', OPEN), ...change('done', '- [x] 1.1 One\n') });
    const dry = await ws(['spec', 'archive', 'one', '--dry-run'], at, { isTyped: true, input: 'n\n' });
    expect([dry.code, isOpen('one')]).toEqual([0, true]);
    expect(dry.err).toContain('open: 1.2 Two');
    const done = await ws(['spec', 'archive', 'done'], at, { isTyped: true, input: 'n\n' });
    expect([done.code, done.err, isOpen('done')]).toEqual([0, '', false]);
  });
});

describe('several changes', () => {
  const bad = change('bad', '- [x] 1.1 One\n', `## MODIFIED Requirements\n${requirement('Nowhere')}`);

  test.each([
    ['one has open tasks', change('bad', OPEN), 2],
    ['one cannot be taken into the specs', bad, 1],
    ['one is not there', {}, 2],
  ])('are none of them archived where %s', async (_, files, code) => {
    const at = await begin({ ...change('good', '- [x] 1.1 One\n'), ...files });
    const said = await ws(['spec', 'archive', 'good', 'bad'], at);
    expect([said.code, isOpen('good'), specs()]).toEqual([code, true, SPEC]);
    expect(existsSync(join(root(), 'openspec/changes/archive'))).toBe(false);
  });
});

describe('with --json a refusal is a document, on the same exit code', () => {
  type Problem = {
    readonly problem: { readonly code: string; readonly findings: readonly unknown[]; readonly tasks: unknown };
  };
  const two = (metadata: string) => ({
    'openspec/changes/b/.openspec.yaml': `schema: spec-driven\ndepends_on: [${metadata}]\n`,
  });

  test.each<[string, Readonly<Record<string, string>>, readonly string[], number]>([
    ['open-tasks', change('a', OPEN), ['a'], 2],
    ['unknown-change', {}, ['a'], 2],
    ['invalid', change('a', '- [x] 1.1 One\n', '## ADDED Requirements\n'), ['a'], 1],
    [
      'ring',
      {
        ...change('a', '- [x] 1 One\n'),
        ...change('b', '- [x] 1 One\n'),
        ...two('a'),
        'openspec/changes/a/.openspec.yaml': 'schema: spec-driven\ndepends_on: [b]\n',
      },
      ['a', 'b'],
      2,
    ],
  ])('%s', async (code, files, ids, exit) => {
    const at = await begin(files);
    const said = await ws(['spec', 'archive', ...ids, '--json'], at, { isTyped: true, input: 'y\n' });
    expect(said.code).toBe(exit);
    // Printed by ws itself.
    const { problem } = JSON.parse(said.out) as Problem;
    expect(problem.code).toBe(code);
    expect(problem.findings.length > 0).toBe(code === 'invalid');
    const open = [
      { file: 'openspec/changes/a/tasks.md', line: 4, text: '1.2 Two' },
      { file: 'openspec/changes/a/tasks.md', line: 5, text: '1.3 Three' },
    ];
    expect(problem.tasks).toEqual(code === 'open-tasks' ? open : []);
    expect(said.err).not.toBe('');
  });
});
