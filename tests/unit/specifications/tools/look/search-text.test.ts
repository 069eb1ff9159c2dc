import { expect, test } from 'vitest';
import { mergeHits } from '../../../../../specifications/tools/look/look-up.ts';
import { searchText } from '../../../../../specifications/tools/look/search-text.ts';
import { memoryFiles } from '../../memory-files.ts';

const files = memoryFiles({
  'openspec/specs/auth/spec.md':
    '# Auth\n\n## Requirements\n\n### REQ-1: Login\nUsers SHALL log in.\n\n#### Scenario: S\n- **WHEN** the token expired\n',
  'openspec/changes/fix/tasks.md': '## 1. A\n- [ ] 1.1 Renew the token\n',
  'openspec/changes/fix/design.md': 'Nothing.\n',
  'openspec/changes/archive/2026-01-01-old/proposal.md': '## Why\nThe token leaked.\n',
  'openspec/changes/fix/picture.png': 'token',
  'specifications/content/x/own.yaml': 'title: Token\n',
});
const found = (...words: readonly string[]): readonly string[] =>
  mergeHits(searchText(files, words)).map(({ file, line }) => `${file}:${line}`);

test('words are found wherever they stand, and what is archived comes last', () => {
  expect(found('token')).toEqual([
    'openspec/changes/fix/tasks.md:2',
    'openspec/specs/auth/spec.md:9',
    'specifications/content/x/own.yaml:1',
    'openspec/changes/archive/2026-01-01-old/proposal.md:2',
  ]);
});

test('all words must stand in one section, else the file is told last', () => {
  expect(found('users', 'log')).toEqual(['openspec/specs/auth/spec.md:6']);
  expect(found('login', 'expired')).toEqual(['openspec/specs/auth/spec.md:5']);
  expect(found('login', 'nowhere')).toEqual([]);
});
