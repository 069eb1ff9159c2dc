/** `ws plugins test`: runs error plugins over their recorded logs and says what is missing and what is too much. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { err, ok, type Result } from '../../../core/result.ts';
import { checkFixture, readPluginFixture, type FixtureCheck } from '../../../error/engine/plugins/plugin-fixture.ts';
import { DEFAULT_PLUGIN_SETTINGS, openPlugins, type LoadedPlugin } from '../../../error/engine/plugins/plugin-set.ts';
import { complain } from '../complaint.ts';
import { invalid } from '../../house/refusals.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Refusal } from '../../house/refusal.ts';
import { catalogOf, pickPlugin, type PluginEntry } from '../../house/plugin-catalog.ts';
import type { Command, Session } from '../session.ts';
import { counted } from '../../../core/counted.ts';

export type PluginsTestArgs = {
  /** The name of a plugin or its folder; null for all of the user's. */
  readonly which: string | null;
  /** Where the recorded logs are; null for `fixtures` in the plugin's folder. */
  readonly fixtures: string | null;
};

/** A plugin and the folder of its logs. */
type Subject = { readonly plugin: LoadedPlugin; readonly fixtures: string };

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Loads a plugin, trusted: it was named in order to be run. */
const load = async (name: string, folder: string | null): Promise<Result<LoadedPlugin, Refusal>> => {
  const userFolder = folder === null ? null : dirname(folder);
  const set = await openPlugins({ ...DEFAULT_PLUGIN_SETTINGS, userFolder, isTrusted: true });
  const origin = folder === null ? 'shipped' : 'user';
  const plugin = set.plugins.find((each) => each.origin === origin && each.manifest.name === name);
  if (plugin !== undefined) return ok(plugin);
  const problem = set.problems.find((each) => each.plugin === name)?.message ?? 'there is no plugin in this folder';
  return err(invalid(`${name}: ${problem}`, 'docs/errors/writing-a-plugin.md says what a plugin is.'));
};

const subjectOf = async (
  { name, folder }: Pick<PluginEntry, 'name' | 'folder'>,
  fixtures: string | null,
): Promise<Result<Subject, Refusal>> => {
  const logs = fixtures ?? (folder === null ? null : join(folder, 'fixtures'));
  if (logs === null) {
    return err(invalid(`${name} is shipped without its recorded logs`, 'Say where they are: --fixtures <folder>'));
  }
  const loaded = await load(name, folder);
  return loaded.ok ? ok({ plugin: loaded.value, fixtures: logs }) : loaded;
};

const subjects = async (session: Session, args: PluginsTestArgs): Promise<Result<readonly Subject[], Refusal>> => {
  const { directory } = session;
  const fixtures = args.fixtures === null ? null : resolve(directory, args.fixtures);
  const read = await catalogOf(session.directory, session.env);
  if (!read.ok) return read;
  // What the configuration names and nobody has lies nowhere.
  const catalog = read.value.filter(({ origin, folder }) => origin === 'shipped' || folder !== null);
  if (args.which === null) {
    const all: Subject[] = [];
    for (const entry of catalog.filter(({ origin }) => origin === 'user')) {
      const subject = await subjectOf(entry, fixtures);
      if (!subject.ok) return subject;
      all.push(subject.value);
    }
    if (all.length > 0) return ok(all);
    return err(invalid('there are no plugins of yours here', 'Make one: ws plugins new <name>'));
  }
  const picked = pickPlugin(catalog, args.which);
  const folder = resolve(directory, args.which);
  if (!picked.ok && !(await isFolder(folder))) return picked;
  const subject = await subjectOf(picked.ok ? picked.value : { name: basename(folder), folder }, fixtures);
  return subject.ok ? ok([subject.value]) : subject;
};

type Checked = { readonly log: string } & FixtureCheck;

const checkAll = async ({ plugin, fixtures }: Subject): Promise<Result<readonly Checked[], Refusal>> => {
  const entries = await readdir(fixtures).catch(() => []);
  const logs = entries.filter((name) => name.endsWith('.log')).sort();
  if (logs.length === 0) {
    return err(
      invalid(`${plugin.manifest.name} has no recorded logs in ${fixtures}`, 'Put what the tool printed there.'),
    );
  }
  const checked: Checked[] = [];
  for (const log of logs) {
    const fixture = readPluginFixture(await readFile(join(fixtures, log), 'utf8'));
    checked.push({ log, ...(await checkFixture(plugin, fixture)) });
  }
  return ok(checked);
};

const tell = ({ screen }: Session, name: string, checked: readonly Checked[]): void => {
  const { paint } = screen;
  for (const { log, isAsExpected, missing, unexpected, problem } of checked) {
    screen.line(`${isAsExpected ? paint.green('✔') : paint.red('✖')} ${plainLine(`${name}  ${log}`)}`);
    if (problem !== null) screen.line(`    ${plainLine(problem)}`);
    for (const issue of missing) screen.line(`    ${paint.red('missing ')}  ${plainLine(issue)}`);
    for (const issue of unexpected) screen.line(`    ${paint.yellow('too much')}  ${plainLine(issue)}`);
  }
};

/** Runs the code of the plugins it tests; exits with 1 where one does not find exactly what its logs say. */
export const pluginsTest: Command<PluginsTestArgs> = async (session, args) => {
  const { screen } = session;
  const chosen = await subjects(session, args);
  if (!chosen.ok) return complain(screen, chosen.error);
  const documents: { readonly plugin: string; readonly logs: readonly Checked[] }[] = [];
  for (const subject of chosen.value) {
    const checked = await checkAll(subject);
    if (!checked.ok) return complain(screen, checked.error);
    documents.push({ plugin: subject.plugin.manifest.name, logs: checked.value });
    if (!session.json) tell(session, subject.plugin.manifest.name, checked.value);
  }
  const logs = documents.flatMap((document) => document.logs);
  const wrong = logs.filter((each) => !each.isAsExpected).length;
  if (session.json) screen.line(JSON.stringify({ ok: wrong === 0, plugins: documents }, null, 2));
  else if (wrong > 0) screen.complain(`ws: ${wrong} of ${counted(logs.length, 'log')} not as expected`);
  return wrong === 0 ? exitCode.ok : exitCode.failed;
};
