/** Holds the files that scripts call against what of the checkout is in no commit, and against how shells read lines. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { committedText, findRepository, type Repository } from '../../adapters/git/repository.ts';
import { SHELL } from '../../adapters/tools/descriptions.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Workstream } from '../../core/workstream.ts';
import { filesCalledIn, tellNotCommitted, tellOfCalls } from '../../schema/tell-not-committed.ts';
import { uncommittedIn } from './take-changes.ts';

/** Whose scripts call, and where what they call is committed. */
export type Called = { readonly file: string; readonly workstream: Workstream; readonly repository: Repository };

/** Warnings for those of `added`, the new files of the checkout, that a script of the definition in `file` calls. */
const warnOfLeftOut = async (
  { file, workstream }: Called,
  added: readonly string[],
): Promise<readonly Diagnostic[]> => {
  const names = new Set(added);
  if (!filesCalledIn(workstream, SHELL).some(({ path }) => names.has(path))) return [];
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? [] : tellNotCommitted({ text, file, scriptTool: SHELL }, workstream, names);
};

/** Whether a path leads to something from a folder, or from one around it. */
const isAround = (directory: string, path: string): boolean => {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, path))) return true;
    if (dirname(at) === at) return false;
  }
};

/** Whether no shell starts a script as it was meant: its lines end as those of Windows do. */
const isForWindows = (path: string, text: string): boolean =>
  /^#![^\n]*\r\n/.test(text) || (/\.(?:sh|bash)$/.test(path) && text.includes('\r\n'));

/** Warnings for the scripts that are called and are committed with line ends that no shell reads. */
const warnOfLineEnds = async ({ file, workstream, repository }: Called): Promise<readonly Diagnostic[]> => {
  const unreadable = new Set<string>();
  for (const path of new Set(filesCalledIn(workstream, SHELL).map((call) => call.path)))
    if (isForWindows(path, (await committedText(repository, 'HEAD', path)) ?? '')) unreadable.add(path);
  const text = unreadable.size === 0 ? null : await readFile(file, 'utf8').catch(() => null);
  if (text === null) return [];
  return await tellOfCalls({ text, file, scriptTool: SHELL }, workstream, 'line-ends', (path) =>
    unreadable.has(path)
      ? `the lines of ${path} end in CRLF in the commit, which a shell takes for part of each command; commit it with LF (in .gitattributes: ${path} text eol=lf)`
      : null,
  );
};

/** Warnings for the files that scripts call: those of `added`, the new files of the checkout, and those that no shell reads. */
export const warnOfCalled = async (called: Called, added: readonly string[]): Promise<readonly Diagnostic[]> => [
  ...(await warnOfLeftOut(called, added)),
  ...(await warnOfLineEnds(called)),
];

/** As {@link warnOfCalled}, of the checkout around a folder; asks git only where a file that is called is there at all. */
export const checkScripts = async (
  file: string,
  workstream: Workstream,
  directory: string,
): Promise<readonly Diagnostic[]> => {
  if (workstream.base !== 'HEAD') return [];
  if (!filesCalledIn(workstream, SHELL).some(({ path }) => isAround(directory, path))) return [];
  const repository = await findRepository(directory);
  if (!repository.ok) return [];
  const uncommitted = await uncommittedIn({ repository: repository.value }, directory);
  return await warnOfCalled(
    { file, workstream, repository: repository.value },
    uncommitted.ok ? uncommitted.value.added : [],
  );
};
