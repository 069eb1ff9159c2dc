/**
 * Records what earlier versions of the official tool say of the projects in tests/property/specifications/earlier-cases.ts.
 *
 * `tsx scripts/record-earlier-verdicts.ts <folder>`: versions are installed below the folder where they are not yet, and
 * each is asked in this process. Only which items are valid is kept, normal and strict.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  digestOf,
  earlierCases,
  signsOf,
  type EarlierVerdict,
} from '../tests/property/specifications/earlier-cases.ts';
import { dropFromDisk, putOnDisk } from '../tests/property/specifications/tree-on-disk.ts';

process.env['OPENSPEC_TELEMETRY'] = '0';
process.env['DO_NOT_TRACK'] = '1';

/** For each name of a profile, the newest version there is of it. */
const VERSIONS = [
  '0.16.0',
  '0.17.2',
  '0.19.0',
  '0.20.0',
  '0.23.0',
  '1.0.1',
  '1.1.1',
  '1.2.0',
  '1.3.1',
  '1.4.1',
  '1.5.0',
  '1.6.0',
  '1.7.0',
  '1.8.0',
  '1.9.0',
  '1.10.0',
  '1.11.0',
  '1.12.0',
];
const OUT = 'tests/property/specifications/earlier-verdicts.json';

const install = (folder: string, version: string): string => {
  const place = join(folder, version);
  const tool = join(place, 'node_modules/@fission-ai/openspec');
  if (existsSync(tool)) return tool;
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), '{}');
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', `@fission-ai/openspec@${version}`];
  const { status, stderr } = spawnSync('npm', args, { cwd: place, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm cannot install ${version}: ${stderr}`);
  return tool;
};

type Options = { readonly all: true; readonly strict: boolean; readonly json: true; readonly noInteractive: true };
type Validate = { execute: (item: undefined, options: Options) => Promise<void> };

const load = async (tool: string): Promise<Validate> => {
  // The package exports no types for its inner modules; a wrong shape fails the first call.
  const loaded = (await import(pathToFileURL(join(tool, 'dist/commands/validate.js')).href)) as {
    readonly ValidateCommand: new () => Validate;
  };
  return new loaded.ValidateCommand();
};

/** Which items a version calls valid. Early versions never come back where there is no item. */
const verdictOf = async (command: Validate, root: string, strict: boolean): Promise<ReadonlyMap<string, boolean>> => {
  const before = process.cwd();
  const { log, error, warn } = console;
  const lines: string[] = [];
  process.chdir(root);
  console.log = (...parts: unknown[]) => void lines.push(parts.join(' '));
  console.error = console.warn = () => undefined;
  try {
    const done = command.execute(undefined, { all: true, strict, json: true, noInteractive: true });
    await Promise.race([done, new Promise((resolved) => setTimeout(resolved, 3_000))]);
  } finally {
    process.exitCode = 0;
    Object.assign(console, { log, error, warn });
    process.chdir(before);
  }
  if (lines.length === 0) return new Map();
  // What the tool prints is its documented report.
  const report = JSON.parse(lines.join('\n')) as {
    readonly items: readonly { readonly id: string; readonly type: string; readonly valid: boolean }[];
  };
  return new Map(report.items.map(({ id, type, valid }) => [`${type}/${id}`, valid]));
};

const record = async (folder: string): Promise<void> => {
  const tools = await Promise.all(
    VERSIONS.map(async (version) => ({ version, command: await load(install(folder, version)) })),
  );
  const recorded: Record<string, EarlierVerdict> = {};
  for (const { name, tree } of earlierCases()) {
    const root = putOnDisk(tree);
    const seen: { version: string; normal: ReadonlyMap<string, boolean>; strict: ReadonlyMap<string, boolean> }[] = [];
    for (const { version, command } of tools) {
      const normal = await verdictOf(command, root, false);
      seen.push({ version, normal, strict: await verdictOf(command, root, true) });
    }
    dropFromDisk(root);
    const items = [...new Set(seen.flatMap(({ normal }) => [...normal.keys()]))].sort();
    const signs: Record<string, string> = {};
    for (const { version, normal, strict } of seen) {
      const key = signsOf(items, normal, strict);
      const short = version.split('.').slice(0, 2).join('.');
      signs[key] = signs[key] === undefined ? short : `${signs[key]} ${short}`;
    }
    recorded[name] = { digest: digestOf(tree), items, signs };
  }
  const lines = Object.entries(recorded).map(
    ([name, verdict]) => `${JSON.stringify(name)}: ${JSON.stringify(verdict)}`,
  );
  writeFileSync(OUT, `{\n${lines.join(',\n')}\n}\n`);
};

const folder = process.argv[2];
if (folder === undefined) throw new Error('Say where versions are to be installed.');
await record(resolve(folder));
