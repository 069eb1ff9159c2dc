/** Makes workstream files that nobody would write, from those that somebody did. */
import { stringify } from 'yaml';
import type { Random } from './random.ts';

export type MutatedFile = { readonly file: string; readonly text: string };

const LONGEST = 100_000;

/** Everything that can be said, so that every key can be said wrong. */
const RICH = {
  $schema: '../schema/workstream.schema.json',
  version: 1,
  id: 'rich',
  title: 'Rich',
  spec: { change: 'rich' },
  base: 'HEAD',
  inputs: { name: { type: 'string', default: 'x', options: ['x', 'y'] }, count: 3 },
  env: { A: 'x', B: 1, C: true },
  secrets: ['TOKEN'],
  concurrency: 2,
  failFast: true,
  defaults: { timeout: '1m', retry: { limit: 1, backoff: { initial: '1s', factor: 2, max: '9s', jitter: 0.5 } } },
  steps: [
    { id: 'a', run: 'echo "${{ inputs.name }}"', outputs: { type: 'object', required: ['v'] }, access: 'read' },
    { id: 'b', tool: 'llm', with: { prompt: 'p ${{ steps.a.outputs.v }}', list: [1, null] }, needs: 'a', cwd: 'x' },
    {
      id: 'c',
      run: 'true',
      needs: ['a', 'b'],
      if: 'failure()',
      acceptance: [{ run: 'true' }, { file: 'f' }],
      retry: 2,
    },
    { id: 'd', run: 'true', input: { deep: [{ er: '${{ inputs.count }}' }] }, onInterrupted: 'ask', sandbox: 'auto' },
  ],
  finally: [{ id: 'z', run: 'true', with: { shell: 'bash' } }],
  outputs: { v: '${{ steps.a.outputs.v }}' },
};

const BOMB = ['a: &a [x, x, x, x, x, x, x, x, x]']
  .concat(
    [...'bcdefghij'].map((name, level) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[level]}`).join()}]`),
  )
  .join('\n');

const SNIPPETS = [
  ...['"', "'", '{', '}', '[', ']', ':', ',', '-', '#', '&a ', '*a', '!!js/function ', '!!binary ', '|', '>', '%', '@'],
  ...[
    '\n',
    '\r',
    '\t',
    ' ',
    '\0',
    '\u0007',
    '\uFEFF',
    '\u2028',
    '\uD800',
    '😀',
    '\\',
    '\\u0000',
    '"\\ud800"',
    '/*',
    '//',
  ],
  ...[
    '---\n',
    '...\n',
    '%YAML 1.1\n---\n',
    '%TAG ! x\n',
    '? ',
    '<<: *a',
    '<<',
    '~',
    '.nan',
    '0x7f',
    '1e999',
    '-',
    '1_000',
  ],
  ...[
    '"__proto__":{"x":1},',
    '__proto__: {x: 1}',
    '"constructor":',
    'null',
    'true',
    '${{',
    '}}',
    '${{ steps.a',
    "${{ '",
  ],
  ...['['.repeat(70), '{"a":'.repeat(70), '- '.repeat(70), '? '.repeat(70), 'a: '.repeat(70), '\n'.repeat(300), BOMB],
];

const KEYS = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    ' ',
    'a/b',
    'a~b',
    '0',
    'id',
    'background',
    'Id',
    'needs',
    'run',
    'uses',
  ],
  ...[
    'tool',
    'with',
    'workstreams',
    'foreach',
    '$ref',
    '$async',
    '$id',
    '\0',
    'x'.repeat(300),
    'stepz',
    'timeout',
    'if',
  ],
];

const nested = (depth: number): unknown =>
  depth === 0 ? 1 : depth % 2 === 0 ? [nested(depth - 1)] : { a: nested(depth - 1) };

const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    -1e308,
    9007199254740993,
    5e-324,
    '',
    ' ',
    'a',
    'b',
    'c',
    'a b',
    '..',
    '/x',
  ],
  ...[
    '1h',
    '0s',
    '99999999d',
    '1e9s',
    '${{ }}',
    '${{ inputs.nope }}',
    '${{ steps.z.outputs.x }}',
    "${{ 'a' }",
    'x'.repeat(5000),
  ],
  ...[
    '${{ fromJSON(inputs.name) }}',
    `\${{ ${'('.repeat(50)}1${')'.repeat(50)} }}`,
    '\0',
    '\uD800',
    '__proto__',
    'constructor',
  ],
  ...[
    [],
    {},
    [[]],
    [{}],
    ['a', 'a'],
    ['d'],
    nested(30),
    nested(70),
    { run: 'x' },
    { $ref: '#' },
    { $ref: '#/definitions/a' },
  ],
  ...[{ type: 'x' }, { pattern: '(' }, { $async: true }, Array(200).fill({ id: 'a', run: 'x' }), Array(60).fill(1)],
];

/** All objects and lists of a value, itself first. */
const holders = (value: unknown): (unknown[] | Record<string, unknown>)[] => {
  if (typeof value !== 'object' || value === null) return [];
  // The cast cannot lie: the value is plain data, and what is an object and no list has names for keys.
  const holder = value as unknown[] | Record<string, unknown>;
  return [holder, ...Object.values(holder).flatMap(holders)];
};

const mutateTree = (tree: unknown, random: Random): void => {
  const holder = random.pick(holders(tree));
  const keys = Object.keys(holder);
  const key = keys.length === 0 ? '0' : random.pick(keys);
  const set = (name: string, value: unknown): void => {
    Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
  };
  const one: unknown = Reflect.get(holder, key);
  switch (random.below(7)) {
    case 0:
      return set(key, structuredClone(random.pick(VALUES)));
    case 1:
      if (!Array.isArray(holder)) delete holder[key];
      else holder.splice(Number(key), 1);
      return;
    case 2:
      return set(
        Array.isArray(holder) ? String(random.below(keys.length + 1)) : random.pick(KEYS),
        structuredClone(one),
      );
    case 3: {
      // Two members change places.
      const other = keys.length === 0 ? '0' : random.pick(keys);
      const there: unknown = Reflect.get(holder, other);
      set(key, there);
      return set(other, one);
    }
    case 4:
      return set(key, structuredClone(random.pick(holders(tree))));
    case 5: {
      // Steps that need each other in a circle.
      const steps = holders(tree).filter((candidate) => 'id' in candidate && 'run' in candidate);
      for (const [index, step] of steps.entries()) {
        const next = steps[(index + 1) % steps.length];
        Object.assign(step, { needs: next !== undefined && 'id' in next ? [String(Reflect.get(next, 'id'))] : [] });
      }
      return;
    }
    default:
      return set(Array.isArray(holder) ? String(keys.length) : random.pick(KEYS), structuredClone(random.pick(VALUES)));
  }
};

const mutateText = (text: string, random: Random): string => {
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + random.below(random.chance(0.8) ? 8 : 400));
  const slice = text.slice(from, to);
  switch (random.below(6)) {
    case 0:
      return text.slice(0, from);
    case 1:
      return text.slice(0, from) + text.slice(to);
    case 2:
      return text.slice(0, to) + slice.repeat(1 + random.below(20)) + text.slice(to);
    case 3: {
      const code = text.charCodeAt(from) ^ (1 << random.below(8));
      return text.slice(0, from) + String.fromCharCode(code) + text.slice(from + 1);
    }
    case 4:
      return text.slice(to) + text.slice(0, to);
    default:
      return text.slice(0, from) + random.pick(SNIPPETS) + text.slice(random.chance(0.5) ? from : to);
  }
};

/** Gives one file, JSON or YAML; `seeds` are texts of workstreams in JSON. */
export const mutatedFile = (seeds: readonly string[], random: Random): MutatedFile => {
  const tree: unknown = random.chance(0.7) ? structuredClone(RICH) : JSON.parse(random.pick(seeds));
  const treeChanges = random.below(4);
  for (let count = 0; count < treeChanges; count += 1) mutateTree(tree, random);
  const indent = random.chance(0.5) ? 2 : 0;
  const written = random.below(10);
  const isYaml = written < 4;
  // JSON is YAML, too; and what YAML writes itself is slow to make.
  let text = written < 2 ? stringify(tree, { aliasDuplicateObjects: false }) : JSON.stringify(tree, null, indent);
  if (written < 2 && random.chance(0.1)) text += BOMB;
  const textChanges = treeChanges > 0 ? random.below(3) : 1 + random.below(5);
  for (let count = 0; count < textChanges; count += 1) text = mutateText(text, random);
  // A list that was put into itself over and over; how long a text may be is another test.
  return { file: isYaml ? 'a.yaml' : 'a.json', text: text.slice(0, LONGEST) };
};
