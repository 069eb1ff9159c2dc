import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { loadWorkstream } from '../../schema/load-workstream.ts';
import { reading } from '../rig/step.ts';
import { mutatedFile } from '../rig/mutate-workstream.ts';
import { randomFrom } from '../rig/random.ts';
import { makeFolder, removeFolder, WS } from '../rig/ws.ts';

const FILES = process.env['WS_LONG'] === undefined ? 10_000 : 1_000_000;
const SLOWEST_MS = 1_000;
const TIMEOUT_MS = Math.max(300_000, FILES * 10);

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const seeds = [read('workstreams/ci.json'), read('workstreams/quickstart.json')];
// The whole published schema, compiled by itself: it must not refuse what the program takes, nor the other way round.
const published = new Ajv({ strict: false }).compile(JSON.parse(read('schema/workstream.schema.json')) as object);
/** What the schema alone must find. */
const OF_THE_SCHEMA: ReadonlySet<string> = new Set([
  'missing-key',
  'unknown-key',
  'wrong-type',
  'conflicting-keys',
  'bad-name',
]);
/** What a fair number of mutants must die of. */
const COMMON: readonly string[] = [
  ...[...OF_THE_SCHEMA, 'json-syntax', 'yaml-syntax', 'unsupported-yaml', 'too-deep', 'too-large', 'duplicate-key'],
  ...['bad-value', 'bad-schema', 'not-yet-supported', 'more-problems', 'unknown-need', 'cycle', 'unknown-input'],
];

const parsed = (text: string): { readonly value: unknown } | null => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
};

test(
  `of ${FILES} mutated workstream files none throws, none takes a second, and each is a plan or says why not`,
  async () => {
    let right = 0;
    const codes = new Map<string, number>();
    for (let seed = 1; seed <= FILES; seed += 1) {
      const { file, text } = mutatedFile(seeds, randomFrom(seed));
      const before = process.cpuUsage();
      const loaded = await loadWorkstream(text, file, reading).catch((thrown: unknown) => {
        throw new Error(`seed ${seed} throws`, { cause: thrown });
      });
      const { user, system } = process.cpuUsage(before);
      // Of the processor, not of the clock: others may be at work.
      if ((user + system) / 1_000 > SLOWEST_MS) expect.fail(`seed ${seed} took ${(user + system) / 1_000} ms`);
      const says = loaded.ok ? [] : loaded.error;
      for (const { code } of says) codes.set(code, (codes.get(code) ?? 0) + 1);
      const lines = text.split('\n');
      const misplaced = says.find(
        ({ line, column, message, pointer }) =>
          column < 1 || column > (lines[line - 1]?.length ?? -1) + 1 || message === '' || !/^(?:\/|$)/.test(pointer),
      );
      if (misplaced !== undefined) expect.fail(`seed ${seed}: ${JSON.stringify(misplaced)}`);
      if (says.length > 51 || (!loaded.ok && says.length === 0))
        expect.fail(`seed ${seed}: ${says.length} diagnostics`);
      if (loaded.ok) {
        right += 1;
        if (loaded.value.plan.hash.length !== 64) expect.fail(`seed ${seed} has no hash`);
      }
      const json = file === 'a.json' ? parsed(text) : null;
      if (json === null) continue;
      const allowed = published(json.value);
      if (loaded.ok && !allowed) expect.fail(`seed ${seed} is refused by the published schema only`);
      const found = says.filter(({ code }) => OF_THE_SCHEMA.has(code));
      if (allowed && found.length > 0) expect.fail(`seed ${seed} is allowed by the schema: ${JSON.stringify(found)}`);
    }
    expect(Object.prototype).not.toHaveProperty('x');
    // The mutants are neither all right nor all wrong in the same way.
    expect(right).toBeGreaterThan(FILES / 100);
    for (const code of COMMON) expect(codes.get(code) ?? 0, code).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

/** Mutants in a folder, each a file of its own. */
const writeMutants = (folder: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => {
    const { file, text } = mutatedFile(seeds, randomFrom(index + 1));
    const name = `${index}-${file}`;
    writeFileSync(join(folder, name), text);
    return name;
  });

const STACK = /\n\s+at |invariant:|node:internal|\.js:\d+\n/;

test('of 200 mutated files ws says that they are valid, or exits with 2 and says where they are not', () => {
  const folder = makeFolder();
  try {
    const names = writeMutants(folder, 200);
    const ws = (...args: readonly string[]) =>
      spawnSync(process.execPath, [WS, ...args], { cwd: folder, encoding: 'utf8' });
    const told = ws('validate', ...names);
    expect(told.status).toBe(2);
    expect(told.stdout + told.stderr).not.toMatch(STACK);
    const wrong = new Set<string>();
    for (const line of told.stdout.trimEnd().split('\n')) {
      const place = /^(\d+-a\.(?:json|ya?ml)):\d+:\d+ {2}.*?(?:error|warning) {2}\S/.exec(line);
      if (place?.[1] === undefined) expect.fail(`no place: ${line}`);
      if (line.includes('  error  ')) wrong.add(place[1]);
    }
    const valid = names.filter((name) => told.stderr.includes(`✔ ${name}:`));
    expect([...wrong, ...valid].sort()).toEqual([...names].sort());
    expect(Math.min(wrong.size, valid.length)).toBeGreaterThan(0);
    for (const name of names.slice(0, 20)) {
      const planned = ws('run', '--dry-run', name);
      expect(planned.stdout + planned.stderr).not.toMatch(STACK);
      // A valid one may ask for inputs.
      if (wrong.has(name)) expect([planned.status, /:\d+:\d+ /.test(planned.stderr)]).toEqual([2, true]);
      else expect([0, 2]).toContain(planned.status);
    }
  } finally {
    removeFolder(folder);
  }
}, 120_000);

test('`ws validate` of hostile files starts no process and writes nothing', () => {
  const folder = makeFolder();
  try {
    const names = writeMutants(folder, 200);
    // Node itself refuses to start processes and threads, to load native code and to write files.
    const permission = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    const guard = [permission, '--allow-fs-read=*', '--no-warnings'];
    const refused = spawnSync(process.execPath, [...guard, '-e', "require('node:child_process').execFileSync('true')"]);
    expect(String(refused.stderr)).toContain('ERR_ACCESS_DENIED');
    const guarded = spawnSync(process.execPath, [...guard, WS, 'validate', '--json', ...names], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(guarded.stderr).toBe('');
    expect(guarded.status).toBe(2);
    const free = spawnSync(process.execPath, [WS, 'validate', '--json', ...names], { cwd: folder, encoding: 'utf8' });
    expect(guarded.stdout).toBe(free.stdout);
    expect(guarded.stdout.split('"valid"')).toHaveLength(names.length + 1);
  } finally {
    removeFolder(folder);
  }
});
