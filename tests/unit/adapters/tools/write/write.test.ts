import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../../core/json.ts';
import { createWrite } from '../../../../../adapters/tools/write/write.ts';
import { temporary } from '../../git/rig.ts';
import { callTool, type BenchSettings } from '../bench.ts';

const write = (args: JsonObject, settings: BenchSettings = {}) => callTool('write', args, settings);
const one = (file: JsonObject, settings: BenchSettings = {}) => write({ files: [file] }, settings);
const said = (text: string): unknown => expect.stringContaining(text) as unknown;
const textOf = ({ worktree }: { readonly worktree: string }, path: string): string =>
  readFileSync(join(worktree, path), 'utf8');

describe('files', () => {
  test('are written as their content is: text, JSON or YAML, and told of with what became of them', async () => {
    const files = [
      { path: 'a/b.txt', content: 'text\n' },
      { path: 'a.json', content: { n: [1] } },
      { path: 'a.yaml', content: { n: [1] } },
      { path: 'same.txt', content: 'same' },
    ];
    const called = await write({ files }, { files: { 'same.txt': 'same', 'a.json': 'old' } });
    expect(called.failure).toBeNull();
    expect([textOf(called, 'a/b.txt'), textOf(called, 'a.json'), textOf(called, 'a.yaml')]).toEqual([
      'text\n',
      '{\n  "n": [\n    1\n  ]\n}\n',
      'n:\n  - 1\n',
    ]);
    expect(called.outputs).toMatchObject({
      written: 3,
      files: [
        { path: 'a/b.txt', change: 'created', bytes: 5 },
        { path: 'a.json', change: 'changed' },
        { path: 'a.yaml', change: 'created' },
        {
          path: 'same.txt',
          change: 'same',
          sha256: '0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5',
        },
      ],
    });
  });

  test('are made one for each item', async () => {
    const each = [
      { slug: 'one', n: 1, body: 'first' },
      { slug: 'two', n: 2, body: { deep: true } },
    ];
    const called = await one({ path: 'docs/{/n}-{/slug}.md', each, from: '/body' });
    expect([textOf(called, 'docs/1-one.md'), JSON.parse(textOf(called, 'docs/2-two.md'))]).toEqual([
      'first',
      { deep: true },
    ]);
  });

  test('keep their rights, and are only told of in a dry run', async () => {
    const worktree = join(temporary(), 'tree');
    mkdirSync(worktree);
    writeFileSync(join(worktree, 'run.sh'), 'old');
    chmodSync(join(worktree, 'run.sh'), 0o755);
    const dry = await one({ path: 'run.sh', content: 'new' }, { worktree, call: {} });
    expect(statSync(join(dry.worktree, 'run.sh')).mode & 0o777).toBe(0o755);
    const called = await write({ files: [{ path: 'other', content: 'x' }], dryRun: true }, { worktree });
    expect(called.outputs).toMatchObject({ written: 0, files: [{ path: 'other', change: 'created' }] });
    expect(existsSync(join(worktree, 'other'))).toBe(false);
  });

  test('are not written at all where one of them cannot be', async () => {
    const called = await write({
      files: [
        { path: 'good', content: 'x' },
        { path: '../bad', content: 'x' },
      ],
    });
    expect(called.failure).toMatchObject({ code: 'bad-input', pointer: '/with/files/1/path' });
    expect(existsSync(join(called.worktree, 'good'))).toBe(false);
  });
});

describe('a path', () => {
  const ALL = [
    ['', 'is empty'],
    ['/etc/passwd', 'not relative'],
    ['C:/x', 'not relative'],
    ['a/../../b', 'leads out'],
    ['a//b', 'empty part'],
    ['./a', 'empty part'],
    ['.git/config', 'belongs to git'],
    ['sub/.GIT/hooks/pre-commit', 'belongs to git'],
    ['.git./config', 'belongs to git'],
    ['.git /config', 'belongs to git'],
    ['.git::$INDEX_ALLOCATION/config', 'belongs to git'],
    ['git~1/config', 'belongs to git'],
    ['.g\u200cit/config', 'belongs to git'],
    ['\ufeff.git/config', 'belongs to git'],
    ['.ws/tools/x.yaml', 'belongs to git or to ws'],
    ['.Ws/tools/x.yaml', 'belongs to git or to ws'],
    ['a\nb', 'control character'],
    ['a\0b', 'control character'],
    ['a\\..\\b', 'backslash'],
    ['a./b', 'ends with a dot'],
    ['x'.repeat(256), 'longer than 255'],
  ] as const;

  test.each(ALL)('%j is refused, when it is written and before anything starts', async (path, message) => {
    const called = await one({ path, content: 'x' });
    expect(called.failure).toMatchObject({ code: 'bad-input', message: said(message) });
    expect(createWrite().examine?.({ files: [{ path }] })).toMatchObject([
      { pointer: '/files/0/path', message: said(message) },
    ]);
  });

  test.each(['.github/workflows/ci.yml', 'a.git', '.gitignore', 'git~x', 'été/ü.txt', '.wsx'])(
    '%s is taken',
    async (path) => {
      expect((await one({ path, content: 'x' })).failure).toBeNull();
    },
  );

  test.each([
    [
      'of an item that leads elsewhere',
      { path: 'docs/{/slug}', each: [{ slug: '../../x' }], from: '/slug' },
      'has a "/"',
    ],
    ['of an item that is git’s', { path: '{/slug}', each: [{ slug: '.git' }], from: '/slug' }, 'belongs to git'],
    [
      'of an item that has none',
      { path: '{/slug}', each: [{ slug: 'a' }, {}], content: 'x' },
      'item 2: its item has no text at /slug',
    ],
  ])('%s is refused', async (_, file, message) => {
    expect((await one(file)).failure).toMatchObject({ code: 'bad-input', message: said(message) });
  });

  test('that is wanted twice is refused, whatever its case', async () => {
    const files = [
      { path: 'A.md', content: '1' },
      { path: 'a.md', content: '2' },
    ];
    expect((await write({ files })).failure).toMatchObject({ pointer: '/with/files/1/path', message: said('twice') });
  });

  test('is never followed through a link, and what is no file is left alone', async () => {
    const worktree = join(temporary(), 'tree');
    const outside = temporary();
    writeFileSync(join(outside, 'kept.txt'), 'kept');
    mkdirSync(join(worktree, 'folder'), { recursive: true });
    symlinkSync(outside, join(worktree, 'out'));
    symlinkSync(join(outside, 'kept.txt'), join(worktree, 'file'));
    symlinkSync('folder', join(worktree, 'inner'));
    linkSync(join(outside, 'kept.txt'), join(worktree, 'second'));
    writeFileSync(join(worktree, 'plain'), '');
    for (const [path, message] of [
      ['out/new.txt', 'behind a link: out'],
      ['inner/new.txt', 'behind a link: inner'],
      ['file', 'is a link'],
      ['folder', 'no file'],
      ['plain/x', 'no folder: plain'],
      ['second', 'second name'],
    ])
      expect((await one({ path: path ?? '', content: 'x' }, { worktree })).failure).toMatchObject({
        message: said(message ?? ''),
      });
    expect([readFileSync(join(outside, 'kept.txt'), 'utf8'), existsSync(join(outside, 'new.txt'))]).toEqual([
      'kept',
      false,
    ]);
  });
});

describe('sections', () => {
  const README = '# A\n<!-- ws:begin list -->\nold\n<!-- ws:end list -->\nend\n';

  test('alone are written, and made where they are not there, in comments of the language', async () => {
    const files = [
      { path: 'README.md', section: 'list', content: '- new\n' },
      { path: 'a.ts', section: 'x', content: 'const a = 1;' },
      { path: 'Makefile', section: 'x', content: 'all:' },
    ];
    const called = await write({ files }, { files: { 'README.md': README, 'a.ts': 'before\n' } });
    expect(textOf(called, 'README.md')).toBe('# A\n<!-- ws:begin list -->\n- new\n<!-- ws:end list -->\nend\n');
    expect(textOf(called, 'a.ts')).toBe('before\n\n// ws:begin x\nconst a = 1;\n// ws:end x\n');
    expect(textOf(called, 'Makefile')).toBe('# ws:begin x\nall:\n# ws:end x\n');
    const again = await write({ files }, { worktree: called.worktree });
    expect(again.outputs).toMatchObject({ written: 0 });
  });

  test('of one file are written one after the other', async () => {
    const files = ['a', 'b'].map((section) => ({ path: 'x.md', section, content: section }));
    const called = await write({ files });
    expect(textOf(called, 'x.md').match(/ws:begin \w/g)).toEqual(['ws:begin a', 'ws:begin b']);
    expect(called.outputs).toMatchObject({ files: [{ path: 'x.md' }] });
  });

  test('that are to be kept stay as somebody wrote them', async () => {
    const content = '# New\n<!-- ws:begin list -->\nempty\n<!-- ws:end list -->\n';
    const called = await one(
      { path: 'README.md', content, keep: ['list', 'other'] },
      { files: { 'README.md': README } },
    );
    expect(textOf(called, 'README.md')).toBe('# New\n<!-- ws:begin list -->\nold\n<!-- ws:end list -->\n');
    const lost = await one({ path: 'README.md', content: '# New', keep: ['list'] }, { worktree: called.worktree });
    expect(lost.failure).toMatchObject({ message: said('no place for it') });
  });

  test.each([
    ['that does not end', '// ws:begin a\n', 'does not end'],
    ['that ends twice', '// ws:begin a\n// ws:end a\n// ws:end a\n', 'line 3'],
    ['in another', '// ws:begin a\n// ws:begin b\n', 'begins in section "a"'],
    ['that is there twice', '// ws:begin a\n// ws:end a\n// ws:begin a\n// ws:end a\n', 'there twice'],
  ])('%s is refused, and the file left as it is', async (_, text, message) => {
    const called = await one({ path: 'x.ts', section: 'a', content: '1' }, { files: { 'x.ts': text } });
    expect([called.failure, textOf(called, 'x.ts')]).toMatchObject([{ message: said(message) }, text]);
  });

  test('whose content would be an anchor is refused', async () => {
    const { failure } = await one({ path: 'x.ts', section: 'a', content: '1\n// ws:end a\nevil' });
    expect(failure).toMatchObject({ message: said('holds an anchor') });
  });
});

describe('tables', () => {
  const csv = async (table: JsonObject): Promise<string> => textOf(await one({ path: 't.csv', table }), 't.csv');

  test('are CSV, with the columns in the order in which they are met or named', async () => {
    const rows = [
      { a: 1, b: 'x,y' },
      { c: 'say "hi"\nthere', a: null, b: ['l'] },
    ];
    expect(await csv({ rows })).toBe('a,b,c\r\n1,"x,y",\r\n,"[""l""]","say ""hi""\nthere"\r\n');
    expect(await csv({ rows, columns: ['b', 'a'], delimiter: ';' })).toBe('b;a\r\nx,y;1\r\n"[""l""]";\r\n');
    expect(await csv({ rows: [[1, 2]], columns: ['x', 'y'] })).toBe('x,y\r\n1,2\r\n');
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-1+cmd|x', "'-1+cmd|x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1', "'  =1"],
    ['\t=1', "'\t=1"],
    ['＝1', "'＝1"],
    ['a=1', 'a=1'],
  ])('hold no formula: %j', async (text, cell) => {
    expect(await csv({ rows: [{ [text]: text }] })).toBe(`${cell}\r\n${cell}\r\n`);
  });

  test('hold numbers as they are, negative ones too', async () => {
    expect(await csv({ rows: [{ n: -1.5 }] })).toBe('n\r\n-1.5\r\n');
  });

  test('of what are no rows are refused', async () => {
    expect((await one({ path: 't.csv', table: { rows: [{ a: 1 }, 'x'] } })).failure).toMatchObject({
      message: said('row 2'),
    });
    expect((await one({ path: 't.csv', table: { rows: [[1], { a: 1 }] } })).failure).toMatchObject({
      message: said('row 2'),
    });
  });
});

describe('blocks of an answer', () => {
  const ANSWER = [
    'Here:',
    '```ts path=src/a.ts',
    'const a = `x`;',
    '```',
    '~~~md title="docs/b.md"',
    '```js',
    'inner',
    '```',
    '~~~',
    '```src/c.py',
    'c',
    '```',
    '```ts:src/d.ts',
    'd',
    '```',
    '```sh',
    'rm -rf /',
    '```',
    '````json src/e.json',
    '{}',
    '````',
  ].join('\n');

  test('that say a path are files', async () => {
    const called = await write({ blocks: { text: ANSWER } });
    expect(called.failure).toBeNull();
    expect(textOf(called, 'src/a.ts')).toBe('const a = `x`;\n');
    expect(textOf(called, 'docs/b.md')).toBe('```js\ninner\n```\n');
    expect(['src/c.py', 'src/d.ts', 'src/e.json'].map((path) => textOf(called, path))).toEqual(['c\n', 'd\n', '{}\n']);
    expect(called.outputs).toMatchObject({ written: 5 });
  });

  const block = (path: string, content: string): string => `\`\`\`ts path=${path}\n${content}\n\`\`\`\n`;

  test.each([
    ['named in the line above', '**src/f.ts**:\n\n```ts\nf\n```', { 'src/f.ts': 'f\n' }],
    ['named in a heading', '### `src/f.ts`\n```ts\nf\n```', { 'src/f.ts': 'f\n' }],
    ['and a sentence above names none', `Change src/x.ts so:\n${block('a.ts', 'a')}`, { 'a.ts': 'a\n' }],
    ['and one that was cut is left out', `${block('a.ts', 'a')}\`\`\`ts path=b.ts\nhal`, { 'a.ts': 'a\n' }],
    [
      'behind markers, and fences are none then',
      `===== a.ts =====\na\n${block('b.ts', 'b')}`,
      { 'a.ts': `a\n${block('b.ts', 'b')}` },
    ],
    [
      'behind a marker in one fence',
      '=== a.ts ===\n```ts\na\n```\n\n=== b.ts ===\nb\n',
      { 'a.ts': 'a\n', 'b.ts': 'b\n' },
    ],
    ['said twice in the same words', block('a.ts', 'a').repeat(2), { 'a.ts': 'a\n' }],
  ])('are taken out: %s', async (_, text, files) => {
    const called = await write({ blocks: { text } });
    expect(called.failure).toBeNull();
    expect(Object.fromEntries(Object.keys(files).map((path) => [path, textOf(called, path)]))).toEqual(files);
    expect(called.outputs).toMatchObject({ written: Object.keys(files).length });
  });

  test.each([
    ['/etc/passwd', 'relative'],
    ['../a.ts', '".."'],
    ['a/.GIT/config', 'belongs to git'],
    ['.g\u200bit/config', 'belongs to git'],
    ['git~1/config', 'belongs to git'],
    ['.ws/state.db', 'belongs to git or to ws'],
    ['a\\b.ts', 'backslash'],
    ['a\u0007.ts', 'control character'],
  ])('never lead to %j', async (path, message) => {
    expect((await write({ blocks: { text: block(path, 'a') } })).failure).toMatchObject({
      ...{ code: 'bad-input', message: said(message) },
    });
  });

  test.each([
    ['with two contents', { text: block('a.ts', 'a') + block('A.ts', 'b') }, 'twice'],
    [
      'outside of the folder that they must lie in',
      { text: ANSWER, within: 'src' },
      'line 5: "docs/b.md" is not within src/',
    ],
    ['that are git’s', { text: '```x path=.git/hooks/pre-commit\nx\n```' }, 'belongs to git'],
    ['of which none says a path', { text: '```sh\nx\n```' }, 'no whole block'],
  ])('%s are refused', async (_, blocks, message) => {
    expect((await write({ blocks })).failure).toMatchObject({ code: 'bad-input', message: said(message) });
  });
});
