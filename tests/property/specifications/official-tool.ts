/** The official tool as an oracle: its own validate and archive commands, in this process or through its CLI. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

process.env['OPENSPEC_TELEMETRY'] = '0';
process.env['DO_NOT_TRACK'] = '1';

const findPackage = (): string => {
  const bin = process.env['OPENSPEC_BIN'];
  if (bin !== undefined) return dirname(dirname(bin));
  return dirname(dirname(createRequire(import.meta.url).resolve('@fission-ai/openspec')));
};

export const officialPackage: string = findPackage();

export type OfficialItem = {
  readonly id: string;
  readonly type: string;
  readonly valid: boolean;
  readonly issues: readonly {
    readonly level: string;
    readonly path: string;
    readonly message: string;
    readonly line?: number;
  }[];
};

export type OfficialVerdict = { readonly exitCode: number; readonly items: readonly OfficialItem[] };

type Command = { execute: (name: string | undefined, ...options: unknown[]) => Promise<void> };

const load = async (module: string, name: string): Promise<new () => Command> => {
  const loaded = (await import(pathToFileURL(join(officialPackage, 'dist', module)).href)) as Record<string, unknown>;
  // The package exports no types for its inner modules; a wrong shape fails the first test that uses it.
  return loaded[name] as new () => Command;
};

/** Runs something in a folder with the console caught. The exit code is what the command would leave. */
const inFolder = async (folder: string, run: () => Promise<void>): Promise<{ out: string; exitCode: number }> => {
  const before = process.cwd();
  const { log, error, warn } = console;
  const lines: string[] = [];
  process.chdir(folder);
  console.log = (...parts: unknown[]) => void lines.push(parts.join(' '));
  console.error = () => undefined;
  console.warn = () => undefined;
  process.exitCode = 0;
  try {
    await run();
    return { out: lines.join('\n'), exitCode: process.exitCode };
  } finally {
    process.exitCode = 0;
    Object.assign(console, { log, error, warn });
    process.chdir(before);
  }
};

const readVerdict = (out: string, exitCode: number): OfficialVerdict => {
  // What the tool prints is its documented report; a test that gets anything else fails on the missing items.
  const report = JSON.parse(out) as { items: readonly OfficialItem[] };
  return { exitCode, items: report.items };
};

export type Asked = { readonly isStrict: boolean; readonly isArchived: boolean };

/** The verdict of the official validate command, run in this process. */
export const validateOfficially = async (folder: string, { isStrict, isArchived }: Asked): Promise<OfficialVerdict> => {
  const Validate = await load('commands/validate.js', 'ValidateCommand');
  const scope = isArchived ? { archived: true } : { all: true };
  const { out, exitCode } = await inFolder(folder, () =>
    new Validate().execute(undefined, { ...scope, strict: isStrict, json: true, noInteractive: true }),
  );
  return readVerdict(out, exitCode);
};

/** The verdict of the official command line, a process of its own. */
export const validateByCli = (folder: string, { isStrict, isArchived }: Asked): OfficialVerdict => {
  const scope = isArchived ? '--archived' : '--all';
  const args = [join(officialPackage, 'bin', 'openspec.js'), 'validate', scope, '--json', '--no-interactive'];
  try {
    const out = execFileSync(process.execPath, [...args, ...(isStrict ? ['--strict'] : [])], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, OPENSPEC_TELEMETRY: '0', DO_NOT_TRACK: '1' },
    });
    return readVerdict(out, 0);
  } catch (error) {
    // execFileSync throws the finished process when it exits with another code than 0.
    const { status, stdout } = error as { status: number; stdout: string };
    return readVerdict(stdout, status);
  }
};

/** Archives a change with the official command, run in this process; false where it refuses. */
export const archiveOfficially = async (folder: string, change: string): Promise<boolean> => {
  const Archive = await load('core/archive.js', 'ArchiveCommand');
  const { out, exitCode } = await inFolder(folder, () => new Archive().execute(change, { yes: true, json: true }));
  return exitCode === 0 && !out.includes('"archive": null');
};

const readShape = (out: string): object | null => {
  try {
    // The shapes are compared as they are; a refusal says that nothing can be shown.
    const shape = JSON.parse(out) as object;
    return 'status' in shape && Array.isArray(shape.status) ? null : shape;
  } catch {
    return null;
  }
};

/** What `openspec list --json` prints, run in this process. */
export const listOfficially = async (root: string, mode: 'changes' | 'specs'): Promise<object | null> => {
  const List = await load('core/list.js', 'ListCommand');
  const output = { json: true, root: { path: root, source: 'nearest' } };
  const { out } = await inFolder(root, () => new List().execute(root, mode, output));
  return readShape(out);
};

/** What `openspec show --json` prints, run in this process; null where it shows nothing. */
export const showOfficially = async (root: string, id: string, type: 'change' | 'spec'): Promise<object | null> => {
  const Show = await load('commands/show.js', 'ShowCommand');
  try {
    const { out } = await inFolder(root, () => new Show().execute(id, { type, json: true, noInteractive: true }));
    return readShape(out);
  } catch {
    return null;
  }
};
