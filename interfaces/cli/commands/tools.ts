/** `ws tools list`, `show` and `check`: the tools a workstream may name, what they are, and whether they can be used here. */
import { toolId } from '../../../core/id.ts';
import { didYouMean } from '../../../core/planning/nearest.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { ToolProfile } from '../../../core/tool-profile.ts';
import { checkTools, type CheckedTool } from '../../house/tools/check-tools.ts';
import { toolsAt, type HouseTools } from '../../house/tools/house-tools.ts';
import { toolsHere } from '../../house/tools/tools-here.ts';
import type { Refusal } from '../../house/refusal.ts';
import { invalid } from '../../house/refusals.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command, Session } from '../session.ts';
import { tableLines } from '../table.ts';

export type ToolsCheckArgs = { readonly names: readonly string[]; readonly refresh: boolean };

const named = (tools: HouseTools, name: string): Result<ToolProfile, Refusal> => {
  const profile = tools.profiles.get(toolId(name));
  if (profile !== undefined) return ok(profile);
  const held = tools.withheld.find((each) => each.name === name);
  if (held !== undefined)
    return err(invalid(`the tool ${name} counts once it is trusted`, `Look at it: ws trust ${held.file}`));
  const known = [...tools.profiles.keys()];
  return err(invalid(`there is no tool ${name}`, `There are ${known.join(', ')}.${didYouMean(name, known)}`));
};

const originOf = ({ origins }: ToolProfile): string => origins.at(-1)?.file ?? 'shipped';

const tellNotes = ({ screen, json }: Session, tools: HouseTools): void => {
  if (!json) for (const note of tools.notes) screen.note(plainLine(note));
};

const accessWords = ({ check: { access } }: CheckedTool): string => {
  if (access.kind === 'key') return access.name;
  if (access.kind === 'login') return 'login';
  return access.kind === 'neither' ? 'none' : '';
};

const documentOf = (checked: CheckedTool): object => {
  const { profile, check } = checked;
  const { name: id, title, adapter, enabled, priority, access, sandbox } = profile;
  return { id, title, adapter, enabled, priority, access, sandbox, origin: originOf(profile), ...checkOf(check) };
};

const checkOf = ({ available, path, version, isProven, access, hint }: CheckedTool['check']): object => ({
  ...{ available, path, version, proven: isProven, credentials: access, hint },
});

const mark = ({ screen: { paint } }: Session, { profile, check }: CheckedTool): string => {
  if (!profile.enabled) return paint.dim('–');
  return check.available ? paint.green('✔') : paint.red('✖');
};

/** Prints every tool with what its own check says. */
export const toolsList: Command<null> = async (session) => {
  const { screen } = session;
  const tools = await toolsAt(session.directory, session.env);
  if (!tools.ok) return complain(screen, tools.error);
  const { profiles, root, modules } = tools.value;
  const checked = await checkTools([...profiles.values()], { env: session.env, root, isRefreshed: false, modules });
  if (session.json) {
    const here = toolsHere(tools.value);
    const documents = checked.map((each) => ({
      ...documentOf(each),
      inputSchema: here.find(each.profile.name)?.inputSchema ?? null,
    }));
    screen.line(JSON.stringify(documents, null, 2));
    return exitCode.ok;
  }
  const cells = checked.map((each) => [
    `${mark(session, each)} ${each.profile.name}`,
    plainLine(each.profile.title),
    each.profile.access,
    each.check.version ?? '',
    plainLine(originOf(each.profile)),
    each.profile.enabled ? plainLine(each.check.hint) : 'not enabled',
  ]);
  const head = ['TOOL', 'TITLE', 'ACCESS', 'VERSION', 'FROM', ''];
  for (const line of tableLines(head, cells, { columns: screen.columns, column: null })) screen.line(line);
  tellNotes(session, tools.value);
  return exitCode.ok;
};

/** Prints a profile with everything filled in, and where it comes from. */
export const toolsShow: Command<{ readonly name: string }> = async (session, { name }) => {
  const { screen } = session;
  const tools = await toolsAt(session.directory, session.env);
  if (!tools.ok) return complain(screen, tools.error);
  const profile = named(tools.value, name);
  if (!profile.ok) return complain(screen, profile.error);
  const { exec, ...plain } = profile.value;
  const shown = profile.value.adapter === 'exec' ? { ...plain, ...exec } : plain;
  if (session.json) {
    screen.line(JSON.stringify(shown, null, 2));
    return exitCode.ok;
  }
  const rows = Object.entries(shown).flatMap(([key, value]: [string, unknown]) => {
    const text = JSON.stringify(value);
    const isEmpty = value === null || text === '[]' || text === '{}' || text === '""' || key === 'origins';
    return isEmpty ? [] : [[key, plainLine(typeof value === 'string' ? value : text)]];
  });
  for (const line of tableLines(['KEY', 'VALUE'], rows, { columns: screen.columns, column: null })) screen.line(line);
  for (const { origin, file } of profile.value.origins) screen.note(`  ${origin}${file === null ? '' : ` ${file}`}`);
  tellNotes(session, tools.value);
  return exitCode.ok;
};

/** Checks the tools that are named, or all; exits with 1 where one of those that are named cannot be used. */
export const toolsCheck: Command<ToolsCheckArgs> = async (session, { names, refresh }) => {
  const { screen } = session;
  const tools = await toolsAt(session.directory, session.env);
  if (!tools.ok) return complain(screen, tools.error);
  const { profiles, root, modules } = tools.value;
  const asked: ToolProfile[] = [];
  for (const name of names) {
    const profile = named(tools.value, name);
    if (!profile.ok) return complain(screen, profile.error);
    asked.push(profile.value);
  }
  const wanted = names.length > 0 ? asked : [...profiles.values()].filter(({ enabled }) => enabled);
  const checked = await checkTools(wanted, { env: session.env, root, isRefreshed: refresh, modules });
  const isFit = names.length === 0 || checked.every(({ check }) => check.available);
  if (session.json) screen.line(JSON.stringify(checked.map(documentOf), null, 2));
  else {
    const cells = checked.map((each) => [
      `${mark(session, each)} ${each.profile.name}`,
      plainLine(each.check.path ?? ''),
      each.check.version ?? '',
      accessWords(each),
      plainLine(each.check.hint),
    ]);
    for (const line of tableLines(['TOOL', 'PROGRAM', 'VERSION', 'KEY OR LOGIN', ''], cells, {
      columns: screen.columns,
      column: null,
    }))
      screen.line(line);
    tellNotes(session, tools.value);
  }
  return isFit ? exitCode.ok : exitCode.failed;
};
