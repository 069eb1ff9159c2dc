/** Brings a folder to where runs can be made of it: a repository, a workstream file that fits, and a first commit. */
import { existsSync, readFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitAll, initRepository, isIgnored, lackingAt, type Lacking } from '../../adapters/git/new-repository.ts';
import { personOf } from '../../adapters/git/person.ts';
import { counted } from '../../core/counted.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refuse } from './refusals.ts';

/** What no first commit should hold, where it is there. */
const NEVER = ['node_modules', '.venv', 'venv', '__pycache__', '.env', '.env.local'];

/** Writes what is there of that into .gitignore, where git does not ignore it yet; gives what was written. */
const ignore = async (directory: string, made: readonly string[]): Promise<readonly string[]> => {
  const wanted = NEVER.filter((name) => existsSync(join(directory, name)) || made.includes(name));
  const lines: string[] = [];
  for (const name of wanted)
    if (!(await isIgnored(directory, name))) lines.push(name.startsWith('.env') ? name : `${name}/`);
  if (lines.length === 0) return [];
  const path = join(directory, '.gitignore');
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  appendFileSync(path, `${before === '' || before.endsWith('\n') ? '' : '\n'}${lines.join('\n')}\n`);
  return lines;
};

/** What the folder lacks; null where it lacks nothing. */
export const whatLacks = (directory: string): Promise<Lacking> => lackingAt(directory);

/** Why it cannot be set up: git would not know whose the first commit is. */
export const refuseUnknownPerson = async (directory: string): Promise<Refusal | null> => {
  const person = await personOf(directory);
  if (person?.includes('<') === true) return null;
  const hint = "Tell it: git config --global user.name 'Ada' && git config --global user.email ada@example.com";
  return invalid('git does not know whose the first commit would be', hint);
};

/** Makes the repository where there is none, has `write` write what belongs into the first commit, and makes that. */
export const setUpRepository = async <T>(
  directory: string,
  lacking: Exclude<Lacking, null>,
  /** Ignored folders that steps will make. */
  made: readonly string[],
  write: () => Promise<Result<T, Refusal>>,
): Promise<Result<{ readonly written: T; readonly done: readonly string[] }, Refusal>> => {
  if (lacking === 'repository') {
    const initialised = await initRepository(directory);
    if (!initialised.ok) return refuse('environment', initialised.error.message, 'See: ws doctor');
  }
  const ignored = await ignore(directory, made);
  const written = await write();
  if (!written.ok) return written;
  const committed = await commitAll(directory, 'First commit');
  if (!committed.ok)
    return refuse('environment', committed.error.message, 'Make the first commit yourself: git add -A && git commit');
  const done = [
    ...(lacking === 'repository' ? ['made a git repository'] : []),
    ...(ignored.length === 0 ? [] : [`.gitignore now names ${ignored.join(', ')}`]),
    `made a first commit of ${counted(committed.value, 'file')}`,
  ];
  return ok({ written: written.value, done });
};
