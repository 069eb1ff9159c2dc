/** Translates the parts of masking that are written in WebAssembly, so that nobody who runs ws needs a translator. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Each is `<name>.wat`, of which `<name>-code.ts` is made. */
const NAMES = ['scan', 'undo', 'numbers'] as const;

/** Where the text of a module and what is made of it lie, relative to the root of the repository. */
export type ModulePaths = { readonly name: string; readonly text: string; readonly code: string };

export const MODULES: readonly ModulePaths[] = NAMES.map((name) => ({
  name,
  text: `core/masking/${name}.wat`,
  code: `core/masking/${name}-code.ts`,
}));

/** Fetched when it is needed, which is seldom. */
const TRANSLATOR = 'wabt@1.0.39';

/** The digest of a text, which what is made of it names. */
export const textDigest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** What the code of a module must be for this text, where it is `code` now: made anew only when the text is another one. */
export const moduleCode = (name: string, text: string, code: string): string => {
  const digest = textDigest(text);
  if (code.includes(`(${digest})`)) return code;
  const folder = mkdtempSync(join(tmpdir(), 'ws-module-'));
  try {
    const [from, to] = [join(folder, `${name}.wat`), join(folder, `${name}.wasm`)];
    writeFileSync(from, text);
    execFileSync('npx', ['--yes', '--package', TRANSLATOR, 'wat2wasm', from, '-o', to], { stdio: 'inherit' });
    const lines =
      readFileSync(to)
        .toString('base64')
        .match(/.{1,110}/g) ?? [];
    return [
      `/** What \`npm run generate\` made of ${name}.wat (${digest}): a WebAssembly module in base64. */`,
      `export const ${name.toUpperCase()}: string = [`,
      ...lines.map((line) => `  '${line}',`),
      "].join('');\n",
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
