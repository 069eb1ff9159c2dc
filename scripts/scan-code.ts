/** Translates scan.wat, the part of masking that is written in WebAssembly, so that nobody who runs ws needs a translator. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the text and what is made of it lie, relative to the root of the repository. */
export const SCAN_TEXT = 'core/masking/scan.wat';
export const SCAN_CODE = 'core/masking/scan-code.ts';

/** Fetched when it is needed, which is seldom. */
const TRANSLATOR = 'wabt@1.0.39';

/** The digest of a text, which what is made of it names. */
export const scanDigest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** What `SCAN_CODE` must be for this text, where it is `code` now: made anew only when the text is another one. */
export const scanCode = (text: string, code: string): string => {
  const digest = scanDigest(text);
  if (code.includes(`(${digest})`)) return code;
  const folder = mkdtempSync(join(tmpdir(), 'ws-scan-'));
  try {
    const [from, to] = [join(folder, 'scan.wat'), join(folder, 'scan.wasm')];
    writeFileSync(from, text);
    execFileSync('npx', ['--yes', '--package', TRANSLATOR, 'wat2wasm', from, '-o', to], { stdio: 'inherit' });
    const lines =
      readFileSync(to)
        .toString('base64')
        .match(/.{1,110}/g) ?? [];
    return [
      `/** What \`npm run generate\` made of scan.wat (${digest}): a WebAssembly module in base64. */`,
      'export const SCAN: string = [',
      ...lines.map((line) => `  '${line}',`),
      "].join('');\n",
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
