import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDelta, parseProposal, parseSpec, parseTasks } from '../../../specifications/index.ts';
import { loadYaml } from '../../../specifications/content/yaml.ts';
import { parseMetadata } from '../../../specifications/content/metadata.ts';
import { parseSettings } from '../../../specifications/content/settings.ts';
import { parseWorkflow } from '../../../specifications/content/workflow.ts';
import { openProject } from '../../../specifications/tools/project/project.ts';
import { findProfile } from '../../../specifications/tools/validate/rules/profiles.ts';
import { validate } from '../../../specifications/tools/validate/validate.ts';
import { memoryFiles } from '../../unit/specifications/memory-files.ts';
import { project, type Tree } from './arbitrary-project.ts';

/** Changes a text a few times: cuts, doubles, swaps, and puts in what parsers trip over. */
const mutations = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(40),
    how: fc.constantFrom('cut', 'double', 'insert', 'truncate'),
    text: fc.oneof(
      fc.constantFrom(
        '```',
        '~~~~',
        '### Requirement:',
        '## ',
        '#',
        '\u0000',
        '\ud800',
        '\r',
        '\u2028',
        '`',
        '[ ',
        '- [',
        '\ufeff',
        '<!--',
        '&a [*a]',
        '{',
        '__proto__: 1\n',
        '\t',
        ' '.repeat(300),
      ),
      fc.string({ maxLength: 12, unit: 'binary' }),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

const mutate = (text: string, changes: readonly { at: number; length: number; how: string; text: string }[]): string =>
  changes.reduce((now, { at, length, how, text: inserted }) => {
    const start = Math.floor(at * now.length);
    if (how === 'cut') return now.slice(0, start) + now.slice(start + length);
    if (how === 'double') return now.slice(0, start) + now.slice(start, start + length).repeat(3) + now.slice(start);
    return how === 'truncate' ? now.slice(0, start) + inserted : now.slice(0, start) + inserted + now.slice(start);
  }, text);

const runs = process.env['WS_LONG'] === undefined ? 2500 : 12_500;

test(`no mutated file of ${runs * 4} and more crashes a parser or the validator`, async () => {
  let files = 0;
  const readYaml = await loadYaml();
  const profile = findProfile('ws');
  if (profile === null) throw new Error('no such profile');
  await fc.assert(
    fc.asyncProperty(project, mutations, async (tree, changes) => {
      const mutated: Tree = Object.fromEntries(
        Object.entries(tree).map(([path, text]) => [path, mutate(text, changes)]),
      );
      for (const text of Object.values(mutated)) {
        files++;
        const spec = parseSpec(text);
        const delta = parseDelta(text);
        for (const { line } of [...spec.headings, ...spec.requirements, ...delta.added, ...delta.removed]) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(spec.source.count);
        }
        for (const task of parseTasks(text).tasks) expect(text.split('\n')[task.line - 1]?.[task.column - 1]).toBe('[');
        parseProposal(text);
        parseMetadata(text, readYaml);
        parseSettings(text, readYaml);
        parseWorkflow(text, readYaml);
      }
      const scope = { changes: true, specs: true, archived: true };
      const result = validate(await openProject(memoryFiles(mutated)), {
        profile,
        isStrict: true,
        scope,
        only: null,
        library: null,
        areDocumentsChecked: false,
      });
      for (const finding of result.items.flatMap((item) => item.findings)) expect(finding.line).toBeGreaterThan(0);
    }),
    { numRuns: runs },
  );
  expect(files).toBeGreaterThan(runs * 4);
});

/** What a text costs to read and check, in the units of a clock that only counts this process's work. */
const cpuMs = (act: () => void): number => {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const bad: readonly (readonly [string, (size: number) => string])[] = [
  [
    'a plain spec',
    (size) =>
      `## Purpose\nx\n## Requirements\n${'### Requirement: A\nIt SHALL.\n\n#### Scenario: S\n- **WHEN** a\n'.repeat(size / 55)}`,
  ],
  ['one endless line', (size) => `## Requirements\n### Requirement: ${'a '.repeat(size / 2)}`],
  [
    'a line of spaces',
    (size) => `## Requirements\n### Requirement: A${' '.repeat(size)}b\n- FROM:${' '.repeat(size)}x`,
  ],
  ['hashes and spaces', (size) => `### Requirement: ${'# '.repeat(size / 2)}`],
  ['open brackets', (size) => `- [${' '.repeat(size / 2)}\n- ${'['.repeat(size / 2)}`],
  ['back quotes', (size) => `- ### Requirement: ${'`'.repeat(size)}`],
  ['deep headings', (size) => '# a\n## b\n### c\n#### d\n##### e\n###### f\n'.repeat(size / 40)],
  ['fences', (size) => '```\n~~~\n'.repeat(size / 8)],
  ['one word names', (size) => Array.from({ length: size / 30 }, (_, at) => `### Requirement: R${at}\nx\n`).join('')],
];

// A text eight times as long may cost sixteen times as much before this calls it worse than linear; quadratic is 64.
test.each(bad)('%s is read in time linear in its length', (_, make) => {
  const read = (text: string): void => {
    parseSpec(text);
    parseDelta(text);
    parseTasks(text);
    parseProposal(text);
  };
  read(make(50_000));
  const small = Math.max(
    cpuMs(() => read(make(250_000))),
    15,
  );
  // The better of two: the memory of everything before may be collected during either.
  const large = make(2_000_000);
  const costs = [cpuMs(() => read(large)), cpuMs(() => read(large))];
  expect(Math.min(...costs)).toBeLessThan(small * 16);
});
