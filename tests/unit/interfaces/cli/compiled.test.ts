/** Compiled code that is kept beside the program. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { build } from 'esbuild';
import { commandNamed } from '../../../../interfaces/cli/compiled.ts';

describe('what is kept', () => {
  let folder = '';
  let code = '';
  let starter = '';

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ws compiled '));
    code = join(folder, 'code');
    starter = join(folder, 'start.mjs');
    writeFileSync(
      join(folder, 'program.cjs'),
      "exports.say = () => console.log('said', module.exports === exports, require('node:os').EOL.length, __filename.endsWith('program.cjs'));",
    );
    await build({
      stdin: {
        contents: `import { loadCompiled } from './interfaces/cli/compiled.ts';
const loaded = loadCompiled({ file: process.argv[2], folder: process.argv[3], name: 'say' });
loaded.say();`,
        resolveDir: resolve('.'),
      },
      outfile: starter,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
    });
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start = (...flags: readonly string[]): string =>
    execFileSync(process.execPath, [...flags, starter, join(folder, 'program.cjs'), code], { encoding: 'utf8' }).trim();
  const kept = (): readonly string[] => readdirSync(code).map((name) => join(code, name));

  test('a first start keeps it, a second takes it', () => {
    expect(start()).toBe('said true 1 true');
    const [path = ''] = kept();
    const first = readFileSync(path);
    expect(start()).toBe('said true 1 true');
    expect(kept()).toEqual([path]);
    expect(readFileSync(path).equals(first)).toBe(true);
  });

  test.each([
    ['cut off', (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2)],
    ['empty', (): Buffer => Buffer.alloc(0)],
    [
      'with one bit turned',
      (bytes: Buffer): Buffer => {
        const damaged = Buffer.from(bytes);
        damaged.writeUInt8(damaged.readUInt8(damaged.length - 9) ^ 1, damaged.length - 9);
        return damaged;
      },
    ],
  ])('code that is %s is not run, and is made anew', (_, damage) => {
    start();
    const [path = ''] = kept();
    const whole = readFileSync(path);
    writeFileSync(path, damage(whole));
    expect(start()).toBe('said true 1 true');
    expect(readFileSync(path).length).toBe(whole.length);
  });

  test('code of other flags of V8 lies beside it', () => {
    start();
    start('--no-opt');
    expect(kept()).toHaveLength(2);
  });

  test('where nothing can be written the program starts all the same', () => {
    writeFileSync(code, 'a file where the folder would be');
    expect(start()).toBe('said true 1 true');
    expect(readFileSync(code, 'utf8')).toBe('a file where the folder would be');
  });
});

test.each([
  [['run', 'file.json'], 'run'],
  [['spec', 'validate', '--all'], 'spec-validate'],
  [['spec'], 'spec'],
  [['run', 'validate'], 'run'],
  [['--help'], 'other'],
  [['../../x'], 'other'],
  [[], 'other'],
])('%j is kept as %s', (argv, name) => {
  expect(commandNamed(argv, ['run', 'validate', 'spec', 'spec-validate'])).toBe(name);
});
