/**
 * What few commands need and is large lies in files of its own in dist, which are read when they are first imported. The rest
 * of the program is one file; without these that would be several times as large, and every command would read it.
 *
 * A chunk is a CommonJS file, because what is kept of the program as compiled code can `require`, and cannot import
 * (interfaces/cli/compiled.ts, C4). What it shares with the program is in both.
 */
import { basename, join, resolve } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { build } from 'esbuild';

/** Files that are only imported by `await import(…)`. */
export const CHUNKS: readonly string[] = [
  'adapters/llm/sdk.ts',
  'adapters/tools/acp/turn.ts',
  'adapters/tools/read/parse-workbook.ts',
  'schema/liquid.ts',
];

/** Takes what the others hold from them. */
export const SERVER_CHUNK = 'interfaces/api/serve.ts';

const nameOf = (chunk: string): string => chunk.replace(/\.ts$/, '').replaceAll('/', '-');

type Built = ReadonlyMap<string, string>;

const buildSome = async (chunks: readonly string[], options: BuildOptions): Promise<Built> => {
  const { metafile } = await build({
    ...options,
    entryPoints: Object.fromEntries(chunks.map((chunk) => [nameOf(chunk), chunk])),
    entryNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    charset: 'ascii',
    metafile: true,
  });
  return new Map(
    Object.entries(metafile.outputs).flatMap(([output, { entryPoint }]) =>
      entryPoint === undefined ? [] : [[resolve(entryPoint), `./chunks/${basename(output)}`] as const],
    ),
  );
};

/** Builds them; gives where in dist each lies, by its absolute path in the sources. */
export const buildChunks = async (options: BuildOptions): Promise<Built> => {
  const small = await buildSome(CHUNKS, options);
  const beside = new Map([...small].map(([source, output]) => [source, `./${basename(output)}`]));
  const server = await buildSome([SERVER_CHUNK], {
    ...options,
    define: { 'import.meta.url': '$url' },
    banner: { js: "const $url = require('node:url').pathToFileURL(__filename).href;" },
    supported: { 'dynamic-import': false },
    plugins: [takeFrom(beside)],
  });
  return new Map([...small, ...server]);
};

/** Lets the program take chunks from where they were built. A chunk that is imported otherwise than lazily is an error. */
export const takeFrom = (built: Built): Plugin => ({
  name: 'lazy-chunks',
  setup: (builder) => {
    builder.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, kind }) => {
      const output = built.get(join(resolveDir, path));
      if (output === undefined) return undefined;
      if (kind === 'dynamic-import') return { path: output, external: true };
      return { errors: [{ text: `${path} is a chunk of its own: take it by await import('${path}')` }] };
    });
  },
});
