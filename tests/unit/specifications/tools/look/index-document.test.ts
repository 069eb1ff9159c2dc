import { expect, test } from 'vitest';
import { indexDocument } from '../../../../../specifications/tools/look/index-document.ts';
import { buildIndex } from '../../../../../specifications/tools/look/spec-index.ts';
import { memoryFiles } from '../../memory-files.ts';

const spec = (text: string): string =>
  `# T\n\n## Purpose\nP.\n\n## Requirements\n### Requirement: Log in\n${text}\n\n#### Scenario: S\n- **WHEN** a\n- **THEN** b\n`;
const yaml = (version: number, more = ''): string =>
  `spec: spec://feature/base\nversion: ${version}\nstatus: approved\ntitle: Base\n${more}`;

const files = memoryFiles({
  'openspec/specs/auth/spec.md': spec('It SHALL be.'),
  'openspec/specs/mail/spec.md': spec('It SHALL follow spec://cap/auth#log-in.'),
  'openspec/changes/a/specs/auth/spec.md': '## REMOVED Requirements\n### Requirement: Log in\n',
  'openspec/changes/a/tasks.md': '- [x] a\n- [ ] b\n',
  'openspec/changes/a/.openspec.yaml': 'schema: spec-driven\ndepends_on: [b]\n',
  'specifications/content/feature/base.v1.yaml': yaml(1),
  'specifications/content/feature/base.yaml': yaml(2),
  'specifications/content/feature/own.yaml':
    'spec: spec://feature/own\nversion: 1\nstatus: draft\ntitle: Own\nextends: spec://feature/base:1\n',
});

test('the document tells who depends on whom, what changes touch, and the history of each', async () => {
  const { index } = await buildIndex(files, null, 0);
  const commit = { commit: 'c1', at: '2026-01-01T00:00:00.000Z', subject: 'x' };
  const { specs, changes } = indexDocument(index, new Map([['openspec/changes/a/tasks.md', [commit]]]));
  expect(specs.map(({ uri, version, dependencies, dependents }) => [uri, version, dependencies, dependents])).toEqual([
    ['spec://cap/auth', null, [], ['change/a', 'spec://cap/mail']],
    ['spec://cap/mail', null, ['spec://cap/auth'], []],
    ['spec://feature/base', '1', [], ['spec://feature/own']],
    ['spec://feature/base', '2', [], []],
    ['spec://feature/own', '1', ['spec://feature/base:1'], []],
  ]);
  expect(specs[0]).toMatchObject({ file: 'openspec/specs/auth/spec.md', history: [], requirements: [{ line: 7 }] });
  expect(changes).toEqual([
    {
      change: 'a',
      folder: 'openspec/changes/a',
      schema: 'spec-driven',
      dependencies: ['b'],
      tasks: { done: 1, total: 2 },
      touches: [
        {
          uri: 'spec://cap/auth',
          operation: 'REMOVED',
          name: 'Log in',
          file: 'openspec/changes/a/specs/auth/spec.md',
          line: 2,
        },
      ],
      history: [commit],
    },
  ]);
});

test('the document of a project without git says that it knows no history', async () => {
  const { index } = await buildIndex(files, null, 0);
  expect(indexDocument(index, null).specs[0]?.history).toBeNull();
});
