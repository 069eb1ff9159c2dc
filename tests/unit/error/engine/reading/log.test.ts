import { expect, test } from 'vitest';
import { LINE_LIMIT, stripAnsi } from '../../../../../error/engine/reading/clean-line.ts';
import { readLog, type LogSource } from '../../../../../error/engine/reading/log.ts';

const read = async (stdout: LogSource) => readLog({ stdout, stderr: '', exitCode: 1 });

test.each([
  ['\u001b[31mred\u001b[0m', 'red'],
  ['a\u001b[1;38;5;246mb', 'ab'],
  ['\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\u001b]0;title\u0007text', 'text'],
  ['cut off \u001b[3', 'cut off '],
  ['cut off \u001b', 'cut off '],
  ['\u001b]never closed', ''],
  ['plain', 'plain'],
])('terminal sequences go: %j', (text, plain) => {
  expect(stripAnsi(text)).toBe(plain);
});

/** As `Buffer` cannot: the high byte first. */
const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

test.each<[string, readonly Uint8Array[]]>([
  ['UTF-16, as PowerShell sends output to a file', [Buffer.from('\uFEFFgrün\r\nrot', 'utf16le')]],
  ['UTF-16 without a mark', [Buffer.from('grün\r\nrot', 'utf16le')]],
  ['UTF-16, the high byte first', [bigEndian('\uFEFFgrün\r\nrot')]],
  ['UTF-16, the high byte first, without a mark', [bigEndian('grün\r\nrot')]],
  [
    'UTF-16 in pieces',
    [Buffer.from('\uFEFFgr', 'utf16le').subarray(0, 5), Buffer.from('\uFEFFgrün\nrot', 'utf16le').subarray(5)],
  ],
  ['UTF-8 with a mark', [Buffer.from('\uFEFFgrün\nrot')]],
])('%s is read', async (_, chunks) => {
  expect((await read(chunks)).lines).toEqual(['grün', 'rot']);
});

test('names that end in NUL are no UTF-16', async () => {
  expect((await read([Buffer.from('a\0b\0cd is not there\n')])).lines).toEqual(['a\0b\0cd is not there']);
});

test('a redrawn line is what it showed last, and a line end of Windows is no redrawing', async () => {
  expect((await read('10 %\r50 %\rdone\nnext\r\n')).lines).toEqual(['done', 'next']);
});

test.each([
  ['2026-01-02T03:04:05.1234567Z hello', 'hello'],
  ['\uFEFF2026-01-02T03:04:05.1234567Z hello', 'hello'],
  ['2026-01-02T03:04:05.1234567Z ##[error]bad', 'bad'],
  ['2026-01-02T03:04:05.1234567Z', ''],
  ['##[error]bad', 'bad'],
  ['##[group]Run npm test', 'Run npm test'],
  ['[2026-01-02T03:04:05.123Z] hello', 'hello'],
  ['2026-01-02 03:04:05,123 hello', 'hello'],
  ['2026-01-02T03:04:05+01:00 hello', 'hello'],
  ['2026-01-02T03:04:05.123456Z 00O hello', 'hello'],
  ['build\tRun npm test\t2026-01-02T03:04:05.1234567Z hello', 'hello'],
  ['#12 3.456 hello', 'hello'],
  ['\u001b[36m2026-01-02T03:04:05Z \u001b[0mhello', 'hello'],
  ['2026-01-02 is a day', '2026-01-02 is a day'],
  ['# 12 points', '# 12 points'],
  ['[1, 2]', '[1, 2]'],
])('what a CI runner puts in front of a line goes: %j', async (line, text) => {
  expect((await read(`${line}\n`)).lines).toEqual([text]);
});

test('JSON is found behind time stamps and names of tasks too', async () => {
  const long = JSON.stringify([{ text: 'y'.repeat(50_000) }]);
  expect((await read(`2026-01-02T03:04:05.1234567Z ${long}\n`)).documents).toEqual([JSON.parse(long)]);
  expect((await read('web:lint: > eslint\nweb:lint: [{"a":1}]\n')).documents).toEqual([[{ a: 1 }]]);
});

test('a line that is too long is cut, and the next one is whole', async () => {
  const { lines } = await read(`${'x'.repeat(50_000)}\nnext\n`);
  expect(lines.map((line) => line.length)).toEqual([LINE_LIMIT, 4]);
});

test('characters that are split between chunks stay whole', async () => {
  const bytes = Buffer.from('grün ✗ 日本\nzwei\n');
  for (let at = 0; at <= bytes.length; at += 1) {
    expect((await read([bytes.subarray(0, at), bytes.subarray(at)])).lines).toEqual(['grün ✗ 日本', 'zwei']);
  }
});

test('stderr comes after stdout', async () => {
  expect((await readLog({ stdout: 'a\n', stderr: 'b\n', exitCode: 0 })).lines).toEqual(['a', 'b']);
});

test('JSON is found in whole lines and in blocks, however long, and broken JSON is not', async () => {
  const long = JSON.stringify([{ text: 'y'.repeat(100_000) }]);
  const block = JSON.stringify({ a: { b: 'z'.repeat(5000) } }, null, 2);
  const { documents } = await read(`before\n{"n":1}\n${long}\n{broken}\n${block}\nafter [1]\n[{\n\t"b": 2\n}]\n`);
  expect(documents).toEqual([{ n: 1 }, JSON.parse(long), JSON.parse(block), [{ b: 2 }]]);
});

test('a JUnit report is found whole, also on one line', async () => {
  const report = `<testsuites><testsuite name="${'n'.repeat(9000)}"></testsuite></testsuites>`;
  const { reports } = await read(
    `x\n<?xml version="1.0"?>\n<testsuite name="a">\n<testcase/>\n</testsuite>\n${report}\ny\n`,
  );
  expect(reports).toEqual(['<testsuite name="a">\n<testcase/>\n</testsuite>', report]);
});

/** 20 MB of lines that say nothing, with one fault in the middle. */
function* longLog(): Generator<string> {
  const chunk = 'nothing to see here, all is as it should be\n'.repeat(1000);
  for (let at = 0; at < 240; at += 1) yield chunk;
  yield 'src/a.ts(3,4): error TS2322: in the middle of it all\n';
  for (let at = 0; at < 240; at += 1) yield chunk;
  yield 'the end\n';
}

test('of a long log the beginning, the end and the trouble between them are kept, and not much more', async () => {
  const { lines, lineCount } = await read(longLog());
  expect(lineCount).toBe(480_002);
  expect(lines.reduce((size, line) => size + line.length, 0)).toBeLessThan(2_000_000);
  expect(lines).toContain('src/a.ts(3,4): error TS2322: in the middle of it all');
  expect(lines.at(-1)).toBe('the end');
});

test('thousands of warnings do not crowd out the one error among them', async () => {
  const warnings = 'warning: src/a.ts:1:2 is unused\n'.repeat(40_000);
  const { lines } = await read([
    warnings,
    'error: in the middle of it all\n',
    warnings,
    'nothing to see\n'.repeat(80_000),
  ]);
  expect(lines).toContain('error: in the middle of it all');
});

test('a long log that is nothing but trouble stays within bounds too', async () => {
  const chunk = 'error: it failed again\n'.repeat(1000);
  const { lines } = await read(Array.from({ length: 900 }, () => chunk));
  expect(lines.reduce((size, line) => size + line.length, 0)).toBeLessThan(2_000_000);
});
