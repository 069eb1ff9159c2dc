/** Builds dist/: one bundle split by what each command needs, and the types beside it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });

const entryPoints: Record<string, string> = { index: 'core/index.ts', specifications: 'specifications/index.ts' };
if (existsSync('interfaces/cli/ws.ts')) entryPoints['ws'] = 'interfaces/cli/ws.ts';

await build({
  entryPoints,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The native addon finds its binary beside its own package.
  external: ['better-sqlite3'],
  banner: {
    js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
  },
  chunkNames: 'chunks/[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
});
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (existsSync('dist/ws.js')) chmodSync('dist/ws.js', 0o755);
