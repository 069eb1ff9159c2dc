/** `ws plugins list`, `show` and `new`: the error plugins that are there, and one more. */
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { newPluginFiles } from '../../../error/engine/plugins/plugin-template.ts';
import { complain } from '../complaint.ts';
import { invalid } from '../../house/refusals.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import { catalogOf, pickPlugin, type PluginEntry } from '../../house/plugin-catalog.ts';
import { pluginsFolderOf } from '../../house/plugin-places.ts';
import type { Paint } from '../screen.ts';
import type { Command, Session } from '../session.ts';
import { tableLines } from '../table.ts';
import { codeOf } from '../../../core/thrown.ts';

export type PluginArgs = { readonly name: string };

const signOf = (state: PluginEntry['state'], paint: Paint): string => {
  const signs = {
    on: paint.green('✔'),
    disabled: paint.dim('○'),
    untrusted: paint.yellow('!'),
    broken: paint.red('✖'),
  };
  return signs[state];
};

/** Prints every plugin, those that speak first at the top. */
export const pluginsList: Command<null> = async (session) => {
  const { screen } = session;
  const catalog = await catalogOf(session.directory, session.env);
  if (!catalog.ok) return complain(screen, catalog.error);
  if (session.json) {
    screen.line(JSON.stringify(catalog.value, null, 2));
    return exitCode.ok;
  }
  const rows = catalog.value.map(({ name, priority, code, origin, state, title, problem }) => [
    `${signOf(state, screen.paint)} ${plainLine(name)}`,
    priority === null ? '' : String(priority),
    code ?? '',
    origin,
    plainLine(problem ?? (state === 'disabled' ? `disabled: ${title ?? ''}` : (title ?? ''))),
  ]);
  const head = ['PLUGIN', 'PRIORITY', 'CODE', 'ORIGIN', 'TITLE'];
  for (const line of tableLines(head, rows, { columns: screen.columns, column: null })) screen.line(line);
  return exitCode.ok;
};

/** Prints what one plugin is. */
export const pluginsShow: Command<PluginArgs> = async (session, { name }) => {
  const { screen } = session;
  const catalog = await catalogOf(session.directory, session.env);
  if (!catalog.ok) return complain(screen, catalog.error);
  const picked = pickPlugin(catalog.value, name);
  if (!picked.ok) return complain(screen, picked.error);
  const entry = picked.value;
  if (session.json) {
    screen.line(JSON.stringify(entry, null, 2));
    return exitCode.ok;
  }
  const { paint } = screen;
  screen.line(`${signOf(entry.state, paint)} ${paint.bold(plainLine(entry.name))}  ${plainLine(entry.title ?? '')}`);
  if (entry.description !== null) screen.line(`  ${plainLine(entry.description)}`);
  const rows: readonly (readonly [string, string | null])[] = [
    ['origin', entry.origin],
    ['state', entry.problem === null ? entry.state : `${entry.state}: ${entry.problem}`],
    ['priority', entry.priority === null ? null : String(entry.priority)],
    ['code', entry.code],
    ['needs', entry.requires?.plugins.join(', ') || null],
    ['fix needs', entry.requires?.programs.join(', ') || null],
    ['folder', entry.folder],
  ];
  for (const [label, text] of rows) {
    if (text !== null) screen.line(`  ${paint.dim(label.padEnd(9))}  ${plainLine(text)}`);
  }
  return exitCode.ok;
};

const makeFolders = async (plugins: string): Promise<void> => {
  const state = dirname(plugins);
  await mkdir(state, { recursive: true });
  if (!(await lstat(state)).isDirectory()) {
    throw Object.assign(new Error(`${state} is a link`), { code: 'ENOTDIR', syscall: 'mkdir' });
  }
  await mkdir(plugins, { recursive: true });
};

const writeAll = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  await mkdir(folder);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
};

const where = (session: Session, path: string): string => relative(session.directory, path) || '.';

/** Writes a plugin that works, to be changed; never over one that is there. */
export const pluginsNew: Command<PluginArgs> = async (session, { name }) => {
  const { screen } = session;
  const plugins = pluginsFolderOf(session.directory);
  const files = newPluginFiles(name);
  if (!files.ok) return complain(screen, invalid(files.error, 'Such as: ws plugins new my-tool'));
  const catalog = await catalogOf(session.directory, session.env);
  if (!catalog.ok) return complain(screen, catalog.error);
  const taken = catalog.value.find((entry) => entry.name === name);
  if (taken?.origin === 'shipped') {
    return complain(screen, invalid(`a shipped plugin has the name ${name}`, 'Give another: ws plugins new <name>'));
  }
  const folder = join(plugins, name);
  try {
    await makeFolders(plugins);
    await writeAll(folder, files.value);
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    const message =
      code === 'EEXIST' ? `${where(session, folder)} is there already` : `${folder} cannot be written (${code})`;
    return complain(screen, invalid(message, 'Give another name: ws plugins new <name>'));
  }
  const paths = Object.keys(files.value).sort();
  if (session.json) screen.line(JSON.stringify({ plugin: name, folder, files: paths }));
  else {
    for (const path of paths) screen.line(`wrote ${where(session, join(folder, path))}`);
    screen.line(`  try it: ws plugins test ${name}`);
  }
  return exitCode.ok;
};
