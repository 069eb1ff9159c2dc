import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { describe, expect, test } from 'vitest';
import { createRead } from '../../../../../adapters/tools/read/read.ts';
import { worktreeFiles } from '../../../../../adapters/machine/worktree-files.ts';
import type { JsonObject } from '../../../../../core/json.ts';
import { temporary } from '../../git/rig.ts';
import { callTool } from '../bench.ts';

const said = (text: string): unknown => expect.stringContaining(text) as unknown;

/** Reads a file of the test with this content. */
const read = (name: string, content: string | Uint8Array, args: JsonObject = {}) => {
  const worktree = join(temporary(), 'tree');
  mkdirSync(worktree);
  writeFileSync(join(worktree, name), content);
  return callTool('read', { path: name, ...args }, { worktree });
};

describe('a table of csv', () => {
  test('is rows by the names of its first row, whatever parts them', async () => {
    for (const text of ['a,b\n1,"x,\ny"\n', '\ufeffa;b\r\n1;"x,\ny"\r\n', 'a\tb\n1\t"x,\ny"\n'])
      expect((await read('t.csv', text)).outputs).toEqual({
        rows: [{ a: '1', b: 'x,\ny' }],
        columns: ['a', 'b'],
        count: 1,
      });
  });

  test('is read without a header, in part, and of some columns', async () => {
    const text = 'a,b\n1,2\n3,4\n5,6\n';
    expect((await read('t.csv', text, { header: false })).outputs).toMatchObject({
      rows: [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    });
    expect((await read('t.csv', text, { columns: ['b'], offset: 1, limit: 1 })).outputs).toEqual({
      rows: [{ b: '4' }],
      columns: ['b'],
      count: 3,
    });
    expect((await read('t.csv', text, { delimiter: ';' })).outputs).toMatchObject({ columns: ['a,b'] });
  });

  test('names a column as it is written, whatever that is elsewhere', async () => {
    const { outputs } = await read('t.csv', '__proto__,constructor\n1,2\n');
    expect(JSON.stringify(outputs)).toContain('{"__proto__":"1","constructor":"2"}');
  });

  test.each([
    ['a quote that does not end', 'a,b\n1,"2\n', 'Quote Not Closed'],
    ['a row that is longer', 'a,b\n1,2\n1,2,3\n', 'on line 3'],
    ['two columns of one name', 'a,a\n1,2\n', 'two columns have the name "a"'],
    ['more rows than may be', `a\n${'1\n'.repeat(10_001)}`, 'more than 10000: read a part'],
    ['what is no text', Uint8Array.of(0xff, 0xfe, 0x41), 'no text in UTF-8'],
  ])('with %s is told', async (_, text, message) => {
    expect((await read('t.csv', text)).failure).toMatchObject({
      code: 'bad-input',
      pointer: '/with/path',
      message: said(message),
    });
  });
});

const sheet = (body: string): string =>
  `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${body}</sheetData></worksheet>`;
const CELLS =
  '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1" t="inlineStr"><is><t>n</t></is></c></row>' +
  '<row r="2"><c r="A2" t="inlineStr"><is><t>Ada</t></is></c><c r="B2"><v>1.5</v></c></row>';

const workbook = (body: string, more: Zippable = {}): Uint8Array =>
  zipSync({
    '[Content_Types].xml': strToU8(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>',
    ),
    'xl/workbook.xml': strToU8(
      '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>',
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    ),
    'xl/worksheets/sheet1.xml': strToU8(sheet(body)),
    ...more,
  });

describe('a sheet of a workbook', () => {
  test('is rows with their numbers, by its name or its number', async () => {
    const people = { rows: [{ name: 'Ada', n: 1.5 }], columns: ['name', 'n'], count: 1 };
    expect((await read('t.xlsx', workbook(CELLS))).outputs).toEqual(people);
    expect((await read('t.xlsx', workbook(CELLS), { sheet: 'People' })).outputs).toEqual(people);
  });

  test.each([
    ['that is not there', workbook(CELLS), 'Sheet', { sheet: 'Nobody' }],
    ['of what is no workbook', strToU8('PK no zip'), 'no workbook', {}],
    [
      'whose cells lie far apart',
      workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="ALK1048576"><v>1</v></c></row>'),
      'cells',
      {},
    ],
    ['with more columns than may be', workbook('<row r="1"><c r="XFD1"><v>1</v></c></row>'), 'column 16384', {}],
    [
      'that is larger than it looks',
      workbook(CELLS, { 'xl/media/big.xml': new Uint8Array(65 * 1024 * 1024) }),
      'larger than 64 MiB',
      {},
    ],
    [
      'of more parts than may be',
      workbook(CELLS, Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`x/${n}.bin`, new Uint8Array(0)]))),
      'more than 1000 parts',
      {},
    ],
  ])('%s is told', async (_, bytes, message, args) => {
    expect((await read('t.xlsx', bytes, args)).failure).toMatchObject({ code: 'bad-input', message: said(message) });
  });

  test('that says a smaller size than it has is not unpacked beyond it', async () => {
    const bytes = Buffer.from(workbook(CELLS, { 'xl/media/big.xml': new Uint8Array(5 * 1024 * 1024) }));
    // The size after unpacking, in the local header and in the directory.
    const size = Buffer.alloc(4);
    size.writeUInt32LE(5 * 1024 * 1024);
    for (let at = bytes.indexOf(size); at !== -1; at = bytes.indexOf(size, at + 4)) bytes.writeUInt32LE(10, at);
    const before = process.memoryUsage().arrayBuffers;
    await read('t.xlsx', bytes);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024);
  });
});

describe('a document', () => {
  test.each([
    ['a.json', '{"a":[{"b":1}]}', {}, { data: { a: [{ b: 1 }] } }],
    ['a.json', '{"a":[{"b":1}]}', { pointer: '/a/0/b' }, { data: 1 }],
    ['a.yaml', 'a: &x [1, .inf]\nb: *x\n', {}, { data: { a: [1, 'Infinity'], b: [1, 'Infinity'] } }],
    ['a.yml', 'a: 2026-01-01\n', { pointer: '/a' }, { data: '2026-01-01' }],
    ['a.txt', 'x\n', {}, { text: 'x\n' }],
    ['a.md', '---\ntitle: T\n---\n# B\n', {}, { attributes: { title: 'T' }, body: '# B\n' }],
    ['a.md', '# B\n---\nx\n---\n', {}, { attributes: {}, body: '# B\n---\nx\n---\n' }],
    ['a.md', '---\n---\nrest', {}, { attributes: {}, body: 'rest' }],
    ['a.bin', '{"a":1}', { format: 'json' }, { data: { a: 1 } }],
  ])('%s is read as what it is: %j %j', async (name, text, args, outputs) => {
    const called = await read(name, text, args);
    expect([called.failure, called.outputs]).toEqual([null, outputs]);
  });

  const BILLION = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
    .split('')
    .map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[at] ?? ''}`).join(',')}]`)
    .join('\n')}\n`;
  test.each([
    ['JSON that is none', 'a.json', '{"a":}', 'a.json: '],
    ['JSON that is too deep', 'a.json', '['.repeat(200_000) + ']'.repeat(200_000), 'levels'],
    ['YAML that is none', 'a.yaml', 'a: [1\nb: 2\n', 'line'],
    ['YAML that is too deep', 'a.yaml', '['.repeat(5_000) + ']'.repeat(5_000), 'levels'],
    ['aliases that stand for more than they are', 'a.yaml', BILLION, 'alias'],
    ['front matter that is none', 'a.md', '---\n- a\n---\n', 'no object'],
    ['more than may be', 'a.txt', 'x'.repeat(5 * 1024 * 1024), 'more than 4 MiB'],
    ['a file that is too large', 'a.txt', Buffer.alloc(17 * 1024 * 1024, 'x'), 'larger than 16 MiB'],
  ])('%s is told', async (_, name, text, message) => {
    expect((await read(name, text)).failure).toMatchObject({ message: said(message) });
  });

  test('has nothing where a pointer finds nothing', async () => {
    expect((await read('a.json', '{"a":[1]}', { pointer: '/a/01' })).failure).toMatchObject({
      message: said('nothing at /a/01'),
    });
    expect((await read('a.json', '{}', { pointer: '/constructor' })).failure).toMatchObject({
      message: said('nothing at'),
    });
  });
});

test('a file is one of the worktree, and no link leads out of it', async () => {
  const worktree = join(temporary(), 'tree');
  const outside = temporary();
  mkdirSync(join(worktree, 'folder'), { recursive: true });
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(worktree, 'in.txt'), 'in');
  symlinkSync(join(outside, 'secret.txt'), join(worktree, 'file.txt'));
  symlinkSync(outside, join(worktree, 'out'));
  symlinkSync('in.txt', join(worktree, 'inner.txt'));
  for (const path of [
    'file.txt',
    'out/secret.txt',
    '../tree/../x',
    join(outside, 'secret.txt'),
    'folder',
    'nowhere.txt',
  ])
    expect((await callTool('read', { path }, { worktree })).failure).toMatchObject({
      code: 'bad-input',
      pointer: '/with/path',
    });
  expect((await callTool('read', { path: 'inner.txt' }, { worktree })).outputs).toEqual({ text: 'in' });
});

test('before anything starts it is told what says nothing of the format', () => {
  const tool = createRead(worktreeFiles);
  expect(tool.examine?.({ path: 'a.json', sheet: 1, pointer: '/a' })).toEqual([
    { pointer: '/sheet', message: '"sheet" says nothing of the format json' },
  ]);
  expect(tool.examine?.({ path: '${{ inputs.file }}', sheet: 1 })).toEqual([]);
});
