import { describe, expect, test } from 'vitest';
import { cutLines } from '../../../../../specifications/content/lines.ts';
import { openLibrary } from '../../../../../specifications/tools/project/library.ts';
import { findDeadLinks } from '../../../../../specifications/tools/project/links.ts';
import { openProject } from '../../../../../specifications/tools/project/project.ts';
import { memoryFiles } from '../../memory-files.ts';

const spec = (name: string): string => `## Purpose\np\n\n## Requirements\n### Requirement: ${name}\nIt SHALL.\n`;
const files = memoryFiles({
  'openspec/specs/auth/spec.md': spec('Log in'),
  'openspec/specs/mail/spec.md': spec('Send'),
  'openspec/changes/add/specs/pay/spec.md': '## ADDED Requirements\n### Requirement: Pay now\nIt SHALL.\n',
  'openspec/changes/next/.openspec.yaml': 'schema: spec-driven\ndepends_on: [add]\n',
  'docs/a_(b).md': '# Top\n\n<a id="here"></a>\n',
  'docs/two words.md': 'x',
  'specifications/content/feature/auth.yaml': 'spec: spec://feature/auth\nversion: 2\nstatus: draft\ntitle: T\n',
});
const auth = 'openspec/specs/auth/spec.md';

const deadIn = async (text: string, file = auth): Promise<readonly (readonly [number, number, string])[]> => {
  const project = await openProject(files);
  const library = await openLibrary(files, project);
  return findDeadLinks(project, library, file, cutLines(text)).map(({ line, column, target }) => [
    line,
    column,
    target,
  ]);
};

describe('a link that leads nowhere is found', () => {
  test.each([
    ['see [b](../billing/spec.md)', 9, '../billing/spec.md'],
    ['see [b](../billing/spec.md "Billing")', 9, '../billing/spec.md'],
    ['see [b](<../no such/spec.md>)', 10, '../no such/spec.md'],
    ['see [b](../../../docs/a_(c).md)', 9, '../../../docs/a_(c).md'],
    ['[![badge](x)](../billing/spec.md)', 15, '../billing/spec.md'],
    ['see [a] [b](../billing/spec.md)', 13, '../billing/spec.md'],
    ['[b]: ../billing/spec.md', 6, '../billing/spec.md'],
    ['see <a href="../billing/spec.md">b</a>', 14, '../billing/spec.md'],
    ['see [b](../mail/spec.md#nope)', 9, '../mail/spec.md#nope'],
    ['see [b](#nope)', 9, '#nope'],
    ['see spec://cap/billing.', 5, 'spec://cap/billing'],
    ['see spec://cap/mail#nope, or not', 5, 'spec://cap/mail#nope'],
    ['`**Depends on**`: spec://feature/nothing', 19, 'spec://feature/nothing'],
    ['see spec://feature/auth:v3', 5, 'spec://feature/auth:v3'],
  ])('%s', async (text, column, target) => {
    expect(await deadIn(text)).toEqual([[1, column, target]]);
  });
});

describe('a link that leads somewhere, or is none, is left alone', () => {
  test.each([
    // A line that begins with a comment is HTML to a renderer.
    '<!-- c --> [b](../billing/spec.md)',
    '[text](url) and arr[i](j)',
    '[tpl](${BASE}/x.md), [tpl]({{url}}), [p](/users/{id}), [ph](<url>), [dots](...)',
    'x\n\n    [indented](indented.md)',
    '`` [a](b.md) `` and `[c\n](d.md)`',
    '![image](nope.png)',
    '[b](../mail/spec.md#requirement-send)',
    '[b](../../../docs/a_(b).md)',
    '[b](<../../../docs/two words.md>)',
    '[b](../../../docs/two%20words.md?plain=1)',
    '[b](../../../docs/a_(b).md#here)',
    '[b](../mail/spec.md#L3-L4)',
    '[b]: ../mail/spec.md',
    '[^1]: a footnote',
    '- [ ] [x]: not at the start',
    'spec://cap/auth#log-in and spec://cap/mail.',
    'spec://feature/auth:v2 spec://feature/auth',
    'https://example.org/[b](https://example.org/x)',
    '`[b](../billing/spec.md)`',
    '```\n[b](../billing/spec.md)\n```',
    '<!-- [b](../billing/spec.md) -->',
    '<!--\n[b](../billing/spec.md)\n`spec://cap/no` -->',
    '![picture](nowhere.png)',
  ])('%s', async (text) => {
    expect(await deadIn(text)).toEqual([]);
  });
});

describe('in a change', () => {
  const delta = 'openspec/changes/add/specs/pay/spec.md';
  test('what the change brings, or one that it depends on, is there', async () => {
    expect(await deadIn('spec://cap/pay#pay-now spec://cap/pay', delta)).toEqual([]);
    expect(await deadIn('spec://cap/pay#pay-now', 'openspec/changes/next/proposal.md')).toEqual([]);
    expect(await deadIn('spec://cap/pay#pay-later', delta)).toEqual([[1, 1, 'spec://cap/pay#pay-later']]);
    expect(await deadIn('spec://cap/pay')).toEqual([[1, 1, 'spec://cap/pay']]);
  });

  test('a link of a delta may be meant from where the spec will stand', async () => {
    expect(await deadIn('[b](../auth/spec.md)', delta)).toEqual([]);
    expect(await deadIn('[b](../none/spec.md)', delta)).toEqual([[1, 5, '../none/spec.md']]);
    expect(await deadIn('[b](../auth/spec.md)', 'openspec/changes/add/proposal.md')).toHaveLength(1);
  });
});
