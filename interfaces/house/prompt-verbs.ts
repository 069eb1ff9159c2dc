/**
 * Prompts that people replace: those that ws ships, and the files of the folder that the configuration names. What is known of a file
 * of theirs beside its text lies in a document beside it: `review.md`, `review.json`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedFolder } from '../../adapters/machine/shipped.ts';
import { isJsonObject, jsonOf, type JsonObject } from '../../core/json.ts';
import { didYouMean } from '../../core/planning/nearest.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { writeNew } from './new-workstream.ts';
import { PROMPTS, promptNamed } from './prompts.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';

/** The newest form of an export that is understood. */
const FORMAT = 1;
const MOST_CHARACTERS = 1_000_000;
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** `name` without its ending. */
export type ListedPrompt = {
  readonly name: string;
  readonly path: string;
  readonly origin: 'shipped' | 'yours' | 'replaced';
};

export type ExportedPrompt = {
  readonly format: typeof FORMAT;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly settings: JsonObject;
  readonly tags: readonly string[];
  readonly text: string;
};

/** `folder`: of the files of people; null where the configuration names none. */
export type PromptParts = { readonly folder: string | null; readonly newId: () => string };

const namesIn = (folder: string | null): readonly string[] =>
  folder === null || !existsSync(folder)
    ? []
    : readdirSync(folder)
        .filter((file) => file.endsWith('.md'))
        .map((file) => file.slice(0, -'.md'.length));

/** All of them, by name. */
export const listPrompts = ({ folder }: Pick<PromptParts, 'folder'>): readonly ListedPrompt[] => {
  const all = shippedFolder();
  const shipped = namesIn(all === null ? null : join(all, PROMPTS));
  const own = namesIn(folder);
  return [...new Set([...shipped, ...own])].sort().flatMap((name) => {
    const found = promptNamed(`${name}.md`, folder);
    if (found === null) return [];
    const origin = !found.isReplaced ? 'shipped' : shipped.includes(name) ? 'replaced' : 'yours';
    return [{ name, path: found.path, origin } as const];
  });
};

const findPrompt = (name: string, parts: Pick<PromptParts, 'folder'>): Result<ListedPrompt, Refusal> => {
  const all = listPrompts(parts);
  const plain = name
    .replace(/^ws:/, '')
    .replace(/^prompts\//, '')
    .replace(/\.md$/, '');
  const found = all.find((each) => each.name === plain);
  if (found !== undefined) return ok(found);
  const guess = didYouMean(
    plain,
    all.map((each) => each.name),
  );
  return err(invalid(`there is no prompt "${name}".${guess}`, 'See them: ws prompts list'));
};

/** The text that counts. */
export const showPrompt = (
  name: string,
  parts: Pick<PromptParts, 'folder'>,
): Result<ListedPrompt & { readonly text: string }, Refusal> => {
  const found = findPrompt(name, parts);
  return found.ok ? ok({ ...found.value, text: readFileSync(found.value.path, 'utf8') }) : found;
};

const NOWHERE = 'Name one in ~/.config/ws/config.yaml: prompts: /srv/prompts';

const placed = async ({ folder }: PromptParts, file: string, text: string): Promise<Result<string, Refusal>> => {
  if (folder === null) return err(invalid('there is no folder for prompts of yours', NOWHERE));
  const written = await writeNew(folder, file, text);
  return written.ok ? ok(join(folder, file)) : written;
};

/** A file of the name to be edited: a copy of the one that ws ships, or an empty one. Never over one that is there. */
export const newPrompt = async (name: string, parts: PromptParts): Promise<Result<string, Refusal>> => {
  if (!NAME.test(name))
    return err(invalid(`"${name}" is no name of a prompt: letters, digits and "-", such as review`));
  const shipped = showPrompt(name, { folder: null });
  return placed(parts, `${name}.md`, shipped.ok ? shipped.value.text : 'Say what is to be done.\n\n{{ task }}\n');
};

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

/** As a document that can be given to others. */
export const exportPrompt = (name: string, parts: Pick<PromptParts, 'folder'>): Result<ExportedPrompt, Refusal> => {
  const found = showPrompt(name, parts);
  if (!found.ok) return found;
  const { text, path, origin } = found.value;
  const beside = path.replace(/\.md$/, '.json');
  const known = origin !== 'shipped' && existsSync(beside) ? jsonOf(readFileSync(beside, 'utf8')) : null;
  const about = isJsonObject(known) ? known : {};
  const settings = about['settings'];
  return ok({
    ...{ format: FORMAT, id: textIn(about['id']) || `ws:${found.value.name}`, name: found.value.name },
    ...{ description: textIn(about['description']), settings: isJsonObject(settings) ? settings : {} },
    ...{ tags: textsIn(about['tags']), text },
  });
};

const objectionTo = (document: unknown): string | null => {
  if (!isJsonObject(document)) return 'it is no JSON object';
  const { format, name, text, settings = {}, tags = [], description = '' } = document;
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 1) return 'it says no "format"';
  if (format > FORMAT) return `its format is ${format}, and this ws knows ${FORMAT}: a newer ws reads it`;
  if (typeof name !== 'string' || !NAME.test(name)) return '"name" is no name of a prompt';
  if (typeof text !== 'string' || text.trim() === '' || text.length > MOST_CHARACTERS)
    return '"text" is no text of a prompt';
  if (!isJsonObject(settings)) return '"settings" is no object';
  if (typeof description !== 'string') return '"description" is no text';
  return Array.isArray(tags) && textsIn(tags).length === tags.length ? null : '"tags" is no list of texts';
};

/** Keeps a prompt of somebody else, with an id of its own; `name` in place of the one that it says. */
export const importPrompt = async (
  text: string,
  name: string | null,
  parts: PromptParts,
): Promise<Result<{ readonly id: string; readonly name: string; readonly file: string }, Refusal>> => {
  const document = jsonOf(text.replace(/^\uFEFF/, ''));
  const objection = objectionTo(document);
  if (objection !== null || !isJsonObject(document)) return err(invalid(`it cannot be imported: ${objection ?? ''}`));
  const own = name ?? textIn(document['name']);
  if (!NAME.test(own)) return err(invalid(`"${own}" is no name of a prompt: letters, digits and "-", such as review`));
  const file = await placed(parts, `${own}.md`, textIn(document['text']));
  if (!file.ok) return file;
  const { description = '', settings = {}, tags = [] } = document;
  const id = parts.newId();
  const about = await placed(parts, `${own}.json`, `${JSON.stringify({ id, description, settings, tags }, null, 2)}\n`);
  return about.ok ? ok({ id, name: own, file: file.value }) : about;
};
