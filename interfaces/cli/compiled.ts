/**
 * The program is one file, and what V8 compiled of it at an earlier start is kept beside it: compiling is most of what a
 * short command costs.
 *
 * C1 Code is kept in the folder of the program and nowhere else: whoever may write there may write the program, too.
 * C2 V8 itself refuses code of another version or other flags, but not damaged code: a digest stands before it.
 * C3 Whatever goes wrong with what is kept costs time and nothing else.
 * C4 The file makes no use of `import()` at run time: in code that was kept, node does not know who asks. Lint
 *    and the build see to it.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';

/** A CommonJS file and where code of it is kept: `name` tells apart what is compiled for different commands. */
export type Compiled = { readonly file: string; readonly folder: string; readonly name: string };

const DIGEST = 'sha256';
const DIGEST_BYTES = 32;

const digestOf = (code: Buffer): Buffer => createHash(DIGEST).update(code).digest();

// C2, C3
const keptCode = (path: string): Buffer | undefined => {
  try {
    const kept = readFileSync(path);
    const code = kept.subarray(DIGEST_BYTES);
    return digestOf(code).equals(kept.subarray(0, DIGEST_BYTES)) ? code : undefined;
  } catch {
    return undefined;
  }
};

// C3: the program may lie where this user may not write.
const keepCode = (path: string, code: Buffer): void => {
  const written = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(written, Buffer.concat([digestOf(code), code]));
      renameSync(written, path);
    } finally {
      rmSync(written, { force: true });
    }
  } catch {
    // Compiled again at the next start.
  }
};

/** Loads the file with the code kept of it, or compiles it and keeps the code when the process exits. Gives what the file exports; throws what it throws. */
export const loadCompiled = ({ file, folder, name }: Compiled): unknown => {
  const path = join(folder, `${name}-${process.arch}-${cachedDataVersionTag()}.bin`);
  const code = keptCode(path);
  // The file holds nothing but ASCII, which is read quickest so.
  const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`;
  const script = new Script(text, {
    filename: file,
    ...(code === undefined ? {} : { cachedData: code }),
  });
  const module = { exports: {} };
  // Cannot lie: the text above is this function.
  const run = script.runInThisContext() as (...given: readonly unknown[]) => void;
  run(module.exports, createRequire(file), module, file, dirname(file));
  if (code === undefined || script.cachedDataRejected === true)
    process.once('exit', () => keepCode(path, script.createCachedData()));
  return module.exports;
};

/** The command that a command line names, for what is kept of each: `spec-validate`; `other` where it names none. */
export const commandNamed = (argv: readonly string[], commands: readonly string[]): string => {
  const [first = '', second = ''] = argv;
  return [`${first}-${second}`, first].find((name) => commands.includes(name)) ?? 'other';
};
