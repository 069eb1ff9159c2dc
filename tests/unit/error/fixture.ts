/** Reads recorded logs: a header that says where they come from and what must be found, then the log itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Classification, ClassifyRequest } from '../../../error/engine/classify.ts';
import { instant } from '../../../core/id.ts';
import { DEFAULT_PLUGIN_SETTINGS, openPlugins, type PluginSet } from '../../../error/engine/plugin-set.ts';

export type Fixture = {
  readonly folder: string;
  readonly name: string;
  readonly origin: string;
  readonly exitCode: number;
  /** `<code> <plugin>`, or `<code>` where no plugin speaks. */
  readonly expect: string;
  /** `path:line:column code severity`, with `-` for what is not known. */
  readonly issues: readonly string[];
  readonly log: string;
};

export const FIXTURES: string = join(import.meta.dirname, 'fixtures');

const readFixture = (folder: string, file: string): Fixture => {
  const text = readFileSync(join(FIXTURES, folder, file), 'utf8');
  const end = text.indexOf('\n\n');
  const header = text.slice(0, end).split('\n');
  const field = (name: string): readonly string[] =>
    header.filter((line) => line.startsWith(`#! ${name}: `)).map((line) => line.slice(`#! ${name}: `.length));
  return {
    folder,
    name: file.replace(/\.log$/, ''),
    origin: field('origin')[0] ?? '',
    exitCode: Number(field('exit')[0]),
    expect: field('expect')[0] ?? '',
    issues: field('issue'),
    log: text.slice(end + 2),
  };
};

/** The fixtures of one folder, by name. */
export const fixturesIn = (folder: string): readonly Fixture[] =>
  readdirSync(join(FIXTURES, folder))
    .filter((file) => file.endsWith('.log'))
    .sort()
    .map((file) => readFixture(folder, file));

/** Folders of fixtures, one for each plugin. */
export const fixtureFolders = (): readonly string[] =>
  readdirSync(FIXTURES).filter((name) => !['scenarios', 'corpus'].includes(name));

/** A request for a log that a command printed in `/repo`, changed by `changes`. */
export const requestFor = async (changes: Partial<ClassifyRequest>): Promise<ClassifyRequest> => ({
  exitCode: 1,
  signal: null,
  timedOutAfterMs: null,
  stdout: '',
  stderr: '',
  known: null,
  thrown: undefined,
  http: null,
  isOomKilled: false,
  root: '/repo',
  hasFile: null,
  plugins: await shippedPlugins(),
  now: instant(1_800_000_000_000),
  ...changes,
});

let shipped: Promise<PluginSet> | null = null;

/** The shipped plugins, loaded once. */
export const shippedPlugins = (): Promise<PluginSet> => (shipped ??= openPlugins(DEFAULT_PLUGIN_SETTINGS));

/** The issues of a classification as a fixture writes them. */
export const shortIssues = ({ issues }: Pick<Classification, 'issues'>): readonly string[] =>
  issues.map(({ path, line, column, code, severity }) => {
    const noLine = path === null ? '-' : `${path} -`;
    const place = line === null ? noLine : `${path ?? '-'}:${line}:${column ?? '-'}`;
    return `${place} ${code ?? '-'} ${severity}`;
  });

/** Code and plugin as a fixture writes them. */
export const shortVerdict = ({ code, plugin }: Pick<Classification, 'code' | 'plugin'>): string =>
  plugin === null ? code : `${code} ${plugin}`;
