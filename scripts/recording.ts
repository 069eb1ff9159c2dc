/** Renders what `ws run` prints of the shipped example, replayed from its cassette, as docs/run.svg, for the README. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const columns = 92;
const lineHeight = 18;
const charWidth = 7.8;

const palette: Readonly<Record<string, string>> = {
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e3b341',
  '36': '#79c0ff',
  '2': '#8b949e',
};

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One line with colour codes as SVG text spans. */
const spans = (line: string): string => {
  let fill = '#e6edf3';
  let weight = 'normal';
  return line
    .split(/(\u001b\[[\d;]*m)/)
    .map((part) => {
      const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1]?.split(';');
      if (codes === undefined)
        return part === '' ? '' : `<tspan fill="${fill}" font-weight="${weight}">${escaped(part)}</tspan>`;
      for (const code of codes) {
        if (code === '1') weight = 'bold';
        else if (code === '22') [weight, fill] = ['normal', '#e6edf3'];
        else if (code === '39' || code === '0') fill = '#e6edf3';
        else fill = palette[code] ?? fill;
      }
      return '';
    })
    .join('');
};

const svg = (lines: readonly string[]): string => {
  const width = Math.ceil(columns * charWidth) + 32;
  const height = lines.length * lineHeight + 32;
  const rows = lines.map(
    (line, row) => `  <text x="16" y="${16 + (row + 1) * lineHeight - 4}" xml:space="preserve">${spans(line)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13">`,
    `  <rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
};

const home = mkdtempSync(join(tmpdir(), 'ws-recording-'));
try {
  const clone = join(home, 'repository');
  execFileSync('git', ['clone', '-q', '.', clone]);
  const ws = resolve('dist/ws.js');
  const env = { ...process.env, FORCE_COLOR: '1', NO_COLOR: '', CI: '1' };
  const typed = 'run workstreams/fix-a-test.yaml --replay workstreams/fix-a-test/cassette';
  const command = `"${process.execPath}" "${ws}" ${typed} 2>&1`;
  const { stdout, status } = spawnSync('sh', ['-c', command], { cwd: clone, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the run ended with ${status}:\n${stdout}`);
  const lines = [`\u001b[2m$\u001b[22m \u001b[1mws ${typed}\u001b[22m`, ...stdout.trimEnd().split('\n')];
  writeFileSync('docs/run.svg', svg(lines));
} finally {
  rmSync(home, { recursive: true, force: true });
}
