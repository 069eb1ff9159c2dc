import { expect, test } from 'vitest';
import { loadDocumentCheck, parseDocument, type SpecDocument } from '../../../../../specifications/content/document.ts';
import { isInRange, parseAddress } from '../../../../../specifications/content/address.ts';
import { loadYaml } from '../../../../../specifications/content/yaml.ts';
import { makeLibrary, openLibrary, type Library } from '../../../../../specifications/tools/project/library.ts';
import { openProject } from '../../../../../specifications/tools/project/project.ts';
import { checkLibrary, resolveDocument } from '../../../../../specifications/tools/project/resolve.ts';
import { memoryFiles } from '../../memory-files.ts';

const [readYaml, check] = [await loadYaml(), await loadDocumentCheck()];

const document = (name: string, version: string, rest = ''): SpecDocument => {
  const text = `spec: spec://x/${name}\nversion: "${version}"\nstatus: approved\ntitle: ${name}\n${rest}`;
  const reading = parseDocument(text, `${name}.yaml`, readYaml, check);
  if (reading.document === null) throw new Error(JSON.stringify(reading.problems));
  return reading.document;
};

const library = (...documents: readonly SpecDocument[]): Library => makeLibrary(documents, [], null);
const resolve = (lib: Library): ReturnType<typeof resolveDocument> => {
  const first = lib.documents[0];
  if (first === undefined) throw new Error('no document');
  return resolveDocument(lib, first);
};

test.each([
  ['spec://feature/auth', { domain: 'feature', path: 'auth', version: null, fragment: null }],
  ['spec://common/user:v2', { domain: 'common', path: 'user', version: 'v2', fragment: null }],
  ['spec://cap/a/b:^1.2#log-in', { domain: 'cap', path: 'a/b', version: '^1.2', fragment: 'log-in' }],
])('%s is read as an address', (text, parts) => {
  expect(parseAddress(text)).toEqual({ ok: true, value: parts });
});

test.each(['spec://', 'http://x/y', 'spec://X/y', 'spec://x/../y', 'spec://x/a b'])('%s is no address', (text) => {
  expect(parseAddress(text).ok).toBe(false);
});

test.each([
  ['2.3', 'v2', true],
  ['2.3', '2.4', false],
  ['2.3', '^2.1', true],
  ['3.0', '^2.1', false],
  ['3.0', '>=2', true],
  ['3.0', '1 || 3', true],
  ['2.0', '=2', true],
])('version %s in range %s: %s', (version, range, isIn) => {
  expect(isInRange(version, range)).toBe(isIn);
});

// c ← b ← a
test("a document inherits from its base and its base's base, lists merged by id", () => {
  const c = document(
    'c',
    '1',
    'requirements: [{id: R1, text: It SHALL a}, {id: R2, text: It SHALL b}]\nmetadata: {owner: c, deep: {x: 1}}',
  );
  const b = document(
    'b',
    '1',
    'extends: spec://x/c\nrequirements: [{id: R2, text: It MUST b}]\nmetadata: {deep: {y: 2}}',
  );
  const a = document('a', '1', 'extends: spec://x/b\nrequirements: [{id: R3, text: It SHALL c}]');
  const { resolved, problems } = resolve(library(a, b, c));
  expect(problems).toEqual([]);
  expect(resolved?.inherits).toEqual(['spec://x/b:1', 'spec://x/c:1']);
  expect(resolved?.body).toMatchObject({
    title: 'a',
    metadata: { owner: 'c', deep: { x: 1, y: 2 } },
    requirements: [
      { id: 'R1', text: 'It SHALL a' },
      { id: 'R2', text: 'It MUST b' },
      { id: 'R3', text: 'It SHALL c' },
    ],
  });
});

test('a missing dependency is told with its place, the chain to it and the versions there are', () => {
  const { problems } = resolve(
    library(
      document('a', '1', 'depends:\n  - spec://x/b'),
      document('b', '1', 'depends: ["spec://x/c:v2"]'),
      document('c', '1'),
    ),
  );
  expect(problems).toMatchObject([
    {
      code: 'missing',
      file: 'b.yaml',
      line: 5,
      message: expect.stringContaining('versions 1 (needed by spec://x/a:1 → spec://x/b:1)') as string,
    },
  ]);
});

test('a ring is told with its path, once for the whole library', () => {
  const ring = library(
    document('a', '1', 'depends: [spec://x/b]'),
    document('b', '1', 'depends: [spec://x/c]'),
    document('c', '1', 'depends: [spec://x/a]'),
  );
  const cycles = checkLibrary(ring).filter((problem) => problem.code === 'cycle');
  expect(cycles).toHaveLength(1);
  expect(cycles[0]?.message).toMatch(/spec:\/\/x\/\w:1 → spec:\/\/x\/\w:1 → spec:\/\/x\/\w:1 → spec:\/\/x\/\w:1/);
});

test('what is missing is told once, with the shortest chain, however many lead there', () => {
  // a → b → c → (no)
  const lib = library(
    document('a', '1', 'depends: [spec://x/b]'),
    document('b', '1', 'extends: spec://x/c'),
    document('c', '1', 'depends: [spec://x/no]'),
  );
  expect(checkLibrary(lib).map(({ message }) => message)).toEqual([
    'There is no spec://x/no (needed by spec://x/c:1).',
  ]);
});

test('two dependents that want different versions are told with both chains', () => {
  const { problems } = resolve(
    library(
      document('a', '1', 'depends: [spec://x/b, spec://x/c]'),
      document('b', '1', 'depends: ["spec://x/d:v1"]'),
      document('c', '1', 'depends: ["spec://x/d:v2"]'),
      document('d', '1.4'),
      document('d', '2.0'),
    ),
  );
  expect(problems).toMatchObject([
    {
      code: 'version-conflict',
      message:
        'No version of spec://x/d suits both: spec://x/a:1 → spec://x/b:1 → spec://x/d:v1 and spec://x/a:1 → spec://x/c:1 → spec://x/d:v2.',
    },
  ]);
});

test('use of a deprecated document is told and leaves the resolution usable', () => {
  const old = parseDocument(
    'spec: spec://x/old\nversion: 1\nstatus: deprecated\ntitle: old\n',
    'old.yaml',
    readYaml,
    check,
  ).document;
  if (old === null) throw new Error('old is not valid');
  const { resolved, problems } = resolve(library(document('a', '1', 'depends: [spec://x/old]'), old));
  expect(problems.map((problem) => problem.code)).toEqual(['deprecated']);
  expect(resolved?.depends).toEqual(['spec://x/old:1']);
});

test('a capability address leads to the line of its requirement', async () => {
  const spec = '## Purpose\nx\n\n## Requirements\n### Requirement: Log in\nIt SHALL.\n';
  const files = memoryFiles({ 'openspec/specs/auth/spec.md': spec, 'specifications/content/x/bad.yaml': 'spec: no\n' });
  const opened = await openLibrary(files, await openProject(files));
  expect(opened.find('spec://cap/auth#log-in')).toMatchObject({ kind: 'capability', id: 'auth', line: 5 });
  expect(opened.find('spec://cap/auth#log-out')).toBeNull();
  expect(opened.problems[0]).toMatchObject({ file: 'specifications/content/x/bad.yaml' });
});
