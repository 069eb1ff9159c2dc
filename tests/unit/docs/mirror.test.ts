/** Tests stand where what they test stands. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';

/** Why a test has no file of its name: what is tested is not one file. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  'Documents and the rules of the house are no sources.': [
    'docs/additions',
    'docs/ci',
    'docs/documents',
    'docs/known-faults',
    'docs/mirror',
  ],
  'Many logs, sentences or patterns, against everything that reads them.': [
    ...[
      'error/corpus',
      'error/harmless',
      'error/met',
      'error/pasted-forms',
      'error/regular-expressions',
      'error/engine/sentences',
    ],
    ...['error/plugins/adversarial', 'error/plugins/fixtures', 'error/plugins/places'],
    'schema/catastrophic-patterns',
  ],
  'Ways out of the sandbox, tried from inside it.': ['adapters/machine/sandbox-probes'],
  'What all dialects must keep, and a package manager in the home that a step has.': [
    ...['adapters/tools/agent/injection', 'adapters/tools/home/npm-offline'],
  ],
  'Requests made from the document of the API, to all of its routes.': ['interfaces/api/contract'],
  'Commands, through the whole command line.': [
    ...['breakers', 'config', 'definitions', 'failures', 'look', 'process', 'steer'].map(
      (name) => `interfaces/cli/${name}`,
    ),
  ],
};

const root = join('tests', 'unit');
const tests = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => path.slice(0, -'.test.ts'.length));
const exceptions = Object.values(EXCEPTIONS).flat();

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** One file, or all of a folder: `report.test.ts` stands in the mirrored `report/`, or beside it. */
const hasSource = (path: string): boolean =>
  existsSync(`${path}.ts`) ||
  existsSync(`${path}.mjs`) ||
  isFolder(path) ||
  (basename(dirname(path)) === basename(path) && isFolder(dirname(path)));

test('every unit test stands at the path of its source', () => {
  const strays = tests.filter((path) => !hasSource(path) && !exceptions.includes(path));
  expect(strays).toEqual([]);
});

test('no exception is longer needed than its test', () => {
  expect(exceptions.filter((path) => !tests.includes(path) || hasSource(path))).toEqual([]);
});
