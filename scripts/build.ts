/** Builds dist/: the program as one file and what starts it, the libraries, and the types beside them. */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { build, type BuildOptions } from 'esbuild';
import { createProgram } from '../interfaces/cli/program.ts';
import { buildDashboard, isDashboardBuilt } from './build-dashboard.ts';
import { buildChunks, takeFrom } from './lazy-chunks.ts';

const shared = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  // The native addon finds its binary beside its own package.
  external: ['better-sqlite3'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

const modules = {
  ...shared,
  format: 'esm',
  banner: {
    js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

/** Its commands as they are named where compiled code is kept: `run`, `spec-validate`. */
const commandsOf = (program: Command, before = ''): readonly string[] =>
  program.commands.flatMap((command) => {
    const name = `${before}${command.name()}`;
    return [name, ...commandsOf(command, `${name}-`)];
  });

// The page is what takes longest, and changes least.
const kept = isDashboardBuilt() ? ['dashboard', 'dashboard.digest'] : [];
for (const name of existsSync('dist') ? readdirSync('dist') : []) {
  if (!kept.includes(name)) rmSync(join('dist', name), { recursive: true, force: true });
}

const types = promisify(execFile)('npx', ['tsc', '-p', 'tsconfig.build.json']);

// Shared by both, a program that uses one loads no more than it needs.
const libraries = build({
  ...modules,
  entryPoints: { index: 'interfaces/library/index.ts', specifications: 'specifications/index.ts' },
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
});

const chunks = await buildChunks(shared);

// A script, because only of a script can compiled code be kept. Its name changes with its text, so that code of another
// build is never taken for code of this one.
const { metafile } = await build({
  ...shared,
  entryPoints: { program: 'interfaces/cli/main.ts' },
  entryNames: '[name]-[hash]',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  charset: 'ascii',
  define: { 'import.meta.url': '$url' },
  banner: { js: "const $url = require('node:url').pathToFileURL(__filename).href;" },
  // An import that is left is that of a chunk, by require.
  supported: { 'dynamic-import': false },
  plugins: [takeFrom(chunks)],
  metafile: true,
});
const [program = '', made] = Object.entries(metafile.outputs)[0] ?? [];
const foreign = made?.imports.find(
  ({ kind, external, path }) => kind === 'dynamic-import' && external === true && ![...chunks.values()].includes(path),
);
if (foreign !== undefined) throw new Error(`the program imports ${foreign.path} at run time, which kept code cannot`);

// esbuild leaves other characters only in regular expressions, where an escape says the same, with the flag u or without.
const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
// By code unit: two escapes in a row are one character again.
writeFileSync(program, readFileSync(program, 'utf8').replaceAll(/[^\0-\x7F]/g, escaped));

await build({
  ...shared,
  entryPoints: { ws: 'interfaces/cli/ws.ts' },
  format: 'esm',
  define: {
    PROGRAM: JSON.stringify(basename(program)),
    COMMANDS: JSON.stringify(commandsOf(createProgram(() => Promise.resolve()))),
  },
});
chmodSync('dist/ws.js', 0o755);
await Promise.all([libraries, types, buildDashboard()]);
