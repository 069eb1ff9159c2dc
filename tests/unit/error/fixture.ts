/** Reads recorded logs: a header that says where they come from and what must be found, then the log itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Classification, ClassifyRequest } from '../../../error/engine/verdict/classify.ts';
import { instant } from '../../../core/id.ts';
import { readPluginFixture, type PluginFixture } from '../../../error/engine/plugins/plugin-fixture.ts';
import { DEFAULT_PLUGIN_SETTINGS, openPlugins, type PluginSet } from '../../../error/engine/plugins/plugin-set.ts';

export type Fixture = PluginFixture & { readonly folder: string; readonly name: string };

export const FIXTURES: string = join(import.meta.dirname, 'fixtures');

const readFixture = (folder: string, file: string): Fixture => ({
  ...readPluginFixture(readFileSync(join(FIXTURES, folder, file), 'utf8')),
  folder,
  name: file.replace(/\.log$/, ''),
});

/** The fixtures of one folder, by name. */
export const fixturesIn = (folder: string): readonly Fixture[] =>
  readdirSync(join(FIXTURES, folder))
    .filter((file) => file.endsWith('.log'))
    .sort()
    .map((file) => readFixture(folder, file));

/** Mixed logs that no plugin was made with when they were first classified. */
export const CORPORA: readonly string[] = [
  'corpus',
  'unseen-1',
  'unseen-2',
  'unseen-3',
  'unseen-4',
  'unseen-5',
  'unseen-6',
  'unseen-7',
  'unseen-8',
  'unseen-9',
  'unseen-10',
  'unseen-11',
  'unseen-12',
  'unseen-13',
  'unseen-14',
  'unseen-15',
  'unseen-16',
  'unseen-17',
  'unseen-18',
  'unseen-19',
  'unseen-20',
];

/** Logs of commands that went well, full of words that tell of trouble elsewhere. */
export const HARMLESS = 'harmless';

/** Folders of fixtures, one for each plugin. */
export const fixtureFolders = (): readonly string[] =>
  readdirSync(FIXTURES).filter(
    (name) => name !== 'scenarios' && name !== 'met' && name !== HARMLESS && !CORPORA.includes(name),
  );

const headerOf = ({ folder, name }: Fixture): string => {
  const text = readFileSync(join(FIXTURES, folder, `${name}.log`), 'utf8');
  return text.slice(0, text.indexOf('\n\n'));
};

/** Where the header of a log says that the first fault lies; null where it says nothing of it. */
export const firstPlaceIn = (fixture: Fixture): string | null =>
  /^#! first: (.+)$/m.exec(headerOf(fixture))?.[1] ?? null;

/** A part of the sentence that a person would quote, as the header says; null where it says nothing of it. */
export const quotedIn = (fixture: Fixture): string | null => /^#! message: (.+)$/m.exec(headerOf(fixture))?.[1] ?? null;

/** A request for a log that a command printed in `/repo`, changed by `changes`. */
export const requestFor = async (changes: Partial<ClassifyRequest>): Promise<ClassifyRequest> => ({
  exitCode: 1,
  signal: null,
  timedOutAfterMs: null,
  command: null,
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

/** Code and plugin as a fixture writes them. */
export const shortVerdict = ({ code, plugin }: Pick<Classification, 'code' | 'plugin'>): string =>
  plugin === null ? code : `${code} ${plugin}`;
