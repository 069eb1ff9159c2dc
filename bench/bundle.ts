/** Bundles a benchmark as the program itself is bundled, so that no loader stands between the clock and the code. */
import { join } from 'node:path';
import { build } from 'esbuild';

/** Builds bench/<name>.ts and gives the path of the result, which lies where it finds the native addon and no tool looks at it. */
export const bundled = async (name: string): Promise<string> => {
  const outfile = join(import.meta.dirname, 'node_modules/.bundles', `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['better-sqlite3'],
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outfile;
};
