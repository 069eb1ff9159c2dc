/** CONTRIBUTING.md says what an addition touches. Here each addition is made to a copy, or met where it was made before. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ADAPTERS } from '../../../adapters/tools/descriptions.ts';
import { complaintsAfter, type Complaint, type Edit } from '../../rig/overlay.ts';

const read = (path: string): string => readFileSync(path, 'utf8');

type Row = { readonly file: string; readonly teller: string };

/** The rows of the list below a heading. */
const listOf = (heading: string): readonly Row[] => {
  const [, below = ''] = read('CONTRIBUTING.md').split(`### ${heading}\n`);
  const [section = ''] = below.split('\n##');
  return [...section.matchAll(/^\| `([^`]+)` \|.*\| ([^|]*) ?\|$/gm)].map(([, file = '', teller = '']) => ({
    file,
    teller: teller.trim(),
  }));
};

const toldBy = (heading: string, teller: string): readonly string[] =>
  listOf(heading)
    .filter((row) => row.teller === teller)
    .map(({ file }) => file)
    .sort();

const filesOf = (complaints: readonly Complaint[]): readonly string[] =>
  [...new Set(complaints.map(({ file }) => file))].sort();

const EVENTS: readonly Edit[] = [
  { file: 'core/event.ts', before: "  | Of<'run.waiting'>\n", after: "  | Of<'run.shelved'>\n" },
  { file: 'core/event.ts', before: "  | OfStep<'step.readied'>\n", after: "  | OfStep<'step.shelved'>\n" },
];

const keyOf = (group: string): Edit => ({
  file: 'core/workstream.ts',
  before: `export type Step${group} = ${group === 'Work' ? 'Alternative & ' : ''}{`,
  after: ` readonly later${group}: string | null; `,
});
const KEYS: readonly Edit[] = [
  ...['Work', 'Recovery', 'Limits', 'Place'].map(keyOf),
  { file: 'schema/written.ts', before: 'export type WrittenDefaults = {', after: ' readonly laterWritten?: string; ' },
];

const ROOMS = ['core', 'schema', 'error/engine', 'adapters', 'interfaces', 'tests/unit/core', 'tests/unit/schema'];

describe('what the compiler names', () => {
  let complaints: readonly Complaint[] = [];
  // Both additions at once, because compiling takes most of the time; keys are known by their names.
  const isOfKey = ({ message }: Complaint): boolean => /\blater(Work|Recovery|Limits|Place|Written)\b/.test(message);

  beforeAll(() => {
    complaints = complaintsAfter([...EVENTS, ...KEYS], ROOMS);
  }, 300_000);

  test('when an event type is added is what "Add an event type" lists', () => {
    const ofEvents = complaints.filter((complaint) => !isOfKey(complaint));
    expect(filesOf(ofEvents)).toEqual(toldBy('Add an event type', 'compiler'));
  });

  test('when a step key is added is what "Add a step key" lists', () => {
    expect(filesOf(complaints.filter(isOfKey))).toEqual(toldBy('Add a step key', 'compiler'));
  });

  test.each(['run.shelved', 'step.shelved', 'laterWork', 'laterRecovery', 'laterLimits', 'laterPlace', 'laterWritten'])(
    'is something for %s',
    (name) => {
      expect(complaints.some(({ message }) => message.includes(name))).toBe(true);
    },
  );
});

const everything = ['Add an event type', 'Add a step key', 'Add a tool', 'Add a command'];

test.each(everything)('"%s" names only files that are there, and where to begin', (heading) => {
  const list = listOf(heading);
  expect(list.length).toBeGreaterThan(2);
  expect(list.filter(({ teller }) => teller === 'you begin here')).toHaveLength(1);
  const missing = list.filter(({ file }) => !file.includes('<') && !existsSync(file));
  expect(missing).toEqual([]);
  for (const { teller } of list) expect(['compiler', 'test', 'you begin here', '']).toContain(teller);
});

describe('"Add a tool"', () => {
  test('is about every folder below adapters/tools that holds a tool or a dialect, and ws ships each of them', () => {
    const folders = readdirSync('adapters/tools', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(`adapters/tools/${entry.name}/${entry.name}.ts`))
      .map(({ name }) => name)
      .flatMap((name) => (name === 'agent' ? readdirSync('adapters/tools/agent/dialects') : [name]));
    expect(folders.sort()).toEqual(ADAPTERS.toSorted());
  });

  const clis = readdirSync('adapters/tools/agent/dialects');
  test.each(clis)('%s stands in each file of the list for a coding CLI', (id) => {
    for (const { file } of listOf('Add a coding CLI')) {
      const path = file.replaceAll('<cli>', id);
      expect(existsSync(path), path).toBe(true);
      expect(read(path).toLowerCase(), path).toContain(id);
    }
  });

  test.each(ADAPTERS.filter((id) => !clis.includes(id)))('%s stands in each file of the list', (id) => {
    for (const { file } of listOf('Add a tool')) {
      const path = file.replaceAll('<tool>', id);
      expect(existsSync(path), path).toBe(true);
      expect(read(path).toLowerCase(), path).toContain(id);
    }
  });
});

describe('"Add a command"', () => {
  const declarations = readdirSync('interfaces/cli').filter((name) => /^declare-.*\.ts$/.test(name));
  const loadedBy = (path: string): readonly string[] =>
    declarations.filter((name) => read(`interfaces/cli/${name}`).includes(`import('./commands/${path}.ts')`));

  test('is about every command: each group is declared in a file of its own, and the program knows them all', () => {
    expect(declarations.length).toBeGreaterThan(3);
    for (const name of declarations) expect(read('interfaces/cli/program.ts')).toContain(`./${name}`);
  });

  const commands = readdirSync('interfaces/cli/commands').filter((name) => name.endsWith('.ts'));
  test.each(commands)('%s is loaded by what declares it', (name) => {
    expect(loadedBy(basename(name, '.ts'))).not.toEqual([]);
  });
});
