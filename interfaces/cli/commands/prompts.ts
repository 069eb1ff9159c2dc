/** `ws prompts`: the texts that shipped workstreams ask models with, and those of people in their place. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { realChance } from '../../../adapters/machine/chance.ts';
import { inForce } from '../../../config/configuration.ts';
import { messageOf } from '../../../core/thrown.ts';
import { configuredAt } from '../../house/configured.ts';
import { writeNew } from '../../house/new-workstream.ts';
import { homeOf } from '../../house/plugin-places.ts';
import {
  exportPrompt,
  importPrompt,
  listPrompts,
  newPrompt,
  showPrompt,
  type PromptParts,
} from '../../house/prompt-verbs.ts';
import { invalid } from '../../house/refusals.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { Command, Session } from '../session.ts';
import { tableLines } from '../table.ts';

type Named = { readonly name: string };

const partsOf = async ({ directory, env }: Session): Promise<PromptParts> => ({
  folder: inForce(await configuredAt(homeOf(directory), env)).prompts,
  newId: () => realChance().id(),
});

export const promptsList: Command<null> = async (session) => {
  const all = listPrompts(await partsOf(session));
  if (session.json) session.screen.line(JSON.stringify(all));
  else
    for (const line of tableLines(
      ['PROMPT', 'WHOSE', 'FILE'],
      all.map(({ name, origin, path }) => [name, origin, path]),
      { columns: session.screen.columns, column: null },
    ))
      session.screen.line(line);
  return exitCode.ok;
};

export const promptsShow: Command<Named> = async (session, { name }) => {
  const shown = showPrompt(name, await partsOf(session));
  if (!shown.ok) return complain(session.screen, shown.error);
  if (session.json) session.screen.line(JSON.stringify(shown.value));
  else session.screen.write(shown.value.text);
  return exitCode.ok;
};

export const promptsNew: Command<Named> = async (session, { name }) => {
  const made = await newPrompt(name, await partsOf(session));
  if (!made.ok) return complain(session.screen, made.error);
  session.screen.line(session.json ? JSON.stringify({ name, file: made.value }) : `wrote ${made.value}`);
  return exitCode.ok;
};

export const promptsExport: Command<Named & { readonly output: string | null }> = async (session, { name, output }) => {
  const exported = exportPrompt(name, await partsOf(session));
  if (!exported.ok) return complain(session.screen, exported.error);
  const text = `${JSON.stringify(exported.value, null, 2)}\n`;
  if (output === null) {
    session.screen.write(text);
    return exitCode.ok;
  }
  const written = await writeNew(session.directory, output, text);
  if (!written.ok) return complain(session.screen, written.error);
  session.screen.line(session.json ? JSON.stringify({ name, file: output }) : `wrote ${output}`);
  return exitCode.ok;
};

export const promptsImport: Command<{ readonly file: string; readonly name: string | null }> = async (
  session,
  { file, name },
) => {
  const text = await readFile(resolve(session.directory, file), 'utf8').catch((error: unknown) => ({ error }));
  if (typeof text !== 'string')
    return complain(session.screen, invalid(`${file} cannot be read: ${messageOf(text.error)}`));
  const kept = await importPrompt(text, name, await partsOf(session));
  if (!kept.ok) return complain(session.screen, { ...kept.error, message: `${file}: ${kept.error.message}` });
  session.screen.line(session.json ? JSON.stringify(kept.value) : `wrote ${kept.value.file} (${kept.value.id})`);
  return exitCode.ok;
};
