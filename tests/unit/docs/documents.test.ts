/** The documents tell the truth where a machine can check it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../../interfaces/cli/program.ts';
import { EXIT_CODES } from '../../../interfaces/cli/exit-code.ts';
import { ok } from '../../../core/result.ts';
import { loadSources } from '../../../schema/load-sources.ts';
import { reading } from '../../rig/step.ts';
import { page } from '../../../scripts/cli-manual.ts';
import { CONFORMANCE_PAGE, withConformance } from '../../../scripts/conformance-table.ts';
import { PAGE_TYPES, pageTypes } from '../../../scripts/page-types.ts';
import { RULES_PAGE, withRules } from '../../../scripts/rules-table.ts';

const read = (path: string): string => readFileSync(path, 'utf8');

const walk = (folder: string, ending: string): readonly string[] =>
  !existsSync(folder)
    ? []
    : readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? walk(path, ending) : path.endsWith(ending) ? [path] : [];
      });

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...walk('docs', '.md')];

describe('docs/cli.md', () => {
  test('is what the commands say of themselves (npx tsx scripts/cli-manual.ts)', () => {
    expect(page(read('docs/cli.md'))).toBe(read('docs/cli.md'));
  });
});

describe('the table of rules', () => {
  test('is that of the policy (npm run generate)', () => {
    expect(withRules(read(RULES_PAGE))).toBe(read(RULES_PAGE));
  });
});

describe('the types of the page', () => {
  test('are those of the document of the API (npm run generate)', async () => {
    expect(await pageTypes('.')).toBe(read(PAGE_TYPES));
  });
});

describe('the table of outcomes', () => {
  test('is that of the real CLIs (npm run generate)', () => {
    expect(withConformance(read(CONFORMANCE_PAGE))).toBe(read(CONFORMANCE_PAGE));
  });
});

describe('the README', () => {
  test('names every command', () => {
    const words = new Set(read('README.md').match(/[a-z]+/g));
    for (const command of createProgram(async () => undefined).commands) expect(words).toContain(command.name());
  });

  test('lists every exit code', () => {
    for (const { code, meaning } of EXIT_CODES) expect(read('README.md')).toContain(`\n| ${code} | ${meaning} |\n`);
  });

  test('says the test command that .ci/run calls', () => {
    expect(read('README.md')).toContain('```sh\nnpm ci && npm test\n```');
    expect(read('.ci/run')).toContain('{ npm ci && npm test; }');
    expect(statSync('.ci/run').mode & 0o111).toBe(0o111);
  });
});

describe('the rules of the house', () => {
  test('no source has more than 300 lines but what is generated', () => {
    const folders = ['core', 'error', 'specifications', 'adapters', 'schema', 'config', 'interfaces'];
    const sources = folders
      .flatMap((folder) => [...walk(folder, '.ts'), ...walk(folder, '.tsx')])
      .filter((path) => !/generated/.test(path));
    expect(sources.filter((path) => read(path).split('\n').length - 1 > 300)).toEqual([]);
  });

  test('decisions are numbered one by one, in the name as in the title', () => {
    const names = [...walk('docs/decisions', '.md')].sort();
    const titles = names.map((path) => Number(/^# (\d+)\. /.exec(read(path))?.[1]));
    expect(names.map((path) => Number(/\/(\d{4})-/.exec(path)?.[1]))).toEqual(names.map((_, place) => place + 1));
    expect(titles).toEqual(names.map((_, place) => place + 1));
  });
});

describe('every document', () => {
  test.each(documents)('%s links only to what is there', (path) => {
    const links = [...read(path).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    const broken = links.filter((target) => !existsSync(join(dirname(path), target)));
    expect(broken).toEqual([]);
  });

  test.each(documents)('%s holds no path of anybody’s machine', (path) => {
    expect(read(path)).not.toMatch(/\/(home|Users|root|work)\/[a-z]/);
  });
});

describe('every workstream in a document', () => {
  /** Whole workstreams as they stand; of an excerpt, lists of steps. Other excerpts and other files are passed over. */
  const exampleOf = (block: string): string | null => {
    if (/^version: 1$/m.test(block) && /^steps:$/m.test(block)) return block;
    return /^ *- id: /.test(block) ? `version: 1\nid: excerpt\nsteps:\n${block}` : null;
  };
  const examples = documents.flatMap((path) =>
    [...read(path).matchAll(/```yaml\n([\s\S]*?)```/g)].flatMap(([, block = ''], at) => {
      const text = exampleOf(block);
      return text === null ? [] : [{ name: `${path}, number ${at + 1}`, text }];
    }),
  );

  test('there are some', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  test.each(examples)('$name can be run as it is', async ({ name, text }) => {
    const parts = { ...reading, readBeside: async (file: string) => ok({ text: '', file }) };
    const source = { text, file: `${name}.yaml`, id: null };
    const loaded = await loadSources({ sources: [source], isBundle: false }, parts);
    expect(loaded.ok ? [] : loaded.error).toEqual([]);
  });
});

describe('docs/dependencies.md', () => {
  const manifest = JSON.parse(read('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const [runTime = '', development = ''] = read('docs/dependencies.md').split('## For development');
  const listed = (text: string): readonly string[] =>
    [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? '').sort();

  test('has a line for every package and none for others', () => {
    expect(listed(runTime)).toEqual(Object.keys(manifest.dependencies).sort());
    expect(listed(development)).toEqual(Object.keys(manifest.devDependencies).sort());
  });
});

describe('the drawing in ARCHITECTURE.md', () => {
  const drawing = /```mermaid\n([\s\S]*?)```/.exec(read('ARCHITECTURE.md'))?.[1] ?? '';
  const edges = [...drawing.matchAll(/^ {2}(\S+) --> (\S+)$/gm)].map(([, from = '', to = '']) => [from, to] as const);
  const rooms = new Set(edges.flat());

  const roomOf = (path: string): string => {
    const parts = dirname(path).split('/');
    const inner = parts.slice(0, 2).join('/');
    return rooms.has(inner) ? inner : (parts[0] ?? '');
  };
  const sources = ['core', 'error', 'specifications', 'adapters', 'schema', 'config', 'interfaces'].flatMap((room) =>
    walk(room, '.ts'),
  );

  const below = (room: string): ReadonlySet<string> => {
    const reached = new Set<string>();
    const visit = (from: string): void => {
      for (const [start, end] of edges) {
        if (start !== from || reached.has(end)) continue;
        reached.add(end);
        visit(end);
      }
    };
    visit(room);
    return reached;
  };

  test('shows every folder that holds code', () => {
    for (const path of sources) expect(rooms).toContain(roomOf(path));
    expect(sources.length).toBeGreaterThan(20);
  });

  test('has no circle', () => {
    for (const room of rooms) expect(below(room)).not.toContain(room);
  });

  /** Imports between rooms, those of types included. */
  const crossings = sources.flatMap((path) =>
    [...read(path).matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+\.ts)'/g)]
      .map(([, target = '']) => relative('.', join(dirname(path), target)))
      .map((target) => ({ path, target, from: roomOf(path), to: roomOf(target) }))
      .filter(({ from, to }) => from !== to),
  );

  test('every import between rooms goes the way it shows', () => {
    const wrong = crossings.filter(({ from, to }) => !below(from).has(to));
    expect(wrong.map(({ path, target }) => `${path} → ${target}`)).toEqual([]);
  });

  test('every arrow it shows is an import that there is', () => {
    const real = new Set(crossings.map(({ from, to }) => `${from} --> ${to}`));
    expect(edges.map(([from, to]) => `${from} --> ${to}`).filter((arrow) => !real.has(arrow))).toEqual([]);
  });

  test('no arrow says what others say already', () => {
    const said = edges.filter(([from, to]) => edges.some(([start, via]) => start === from && below(via).has(to)));
    expect(said).toEqual([]);
  });
});
