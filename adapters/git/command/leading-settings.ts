/**
 * Watches the two settings by which git works on another folder than the one it stands in, and puts back what a step made of them.
 *
 * In the configuration of a linked worktree (`config.worktree`) git itself never writes them; in that of the repository
 * they are the user's, and stay what they were.
 */
import { constants } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { messageOf } from '../../../core/thrown.ts';
import { ownFile } from '../../machine/own-folder.ts';
import { runGit, trouble } from './command.ts';
import type { Git } from './configured.ts';
import { statAt } from './glance.ts';
import { parseSettings, type Setting } from './planted.ts';

const KEYS = ['core.worktree', 'core.bare'] as const;

/** What the configuration of the repository says of each; null where it says nothing. */
export type Leading = Readonly<Record<(typeof KEYS)[number], string | null>>;

/** Where they are held. `known`: what they were when the run was opened. */
export type Led = { readonly git: Git; readonly gitDir: string; readonly commonDir: string; readonly known: Leading };

const lastIn = (settings: readonly Setting[], scope: string, key: string): string | null =>
  settings.findLast((setting) => setting.scope === scope && setting.key === key)?.value ?? null;

/** What the configuration of the repository says. */
export const leadingIn = (settings: readonly Setting[]): Leading => ({
  'core.worktree': lastIn(settings, 'local', 'core.worktree'),
  'core.bare': lastIn(settings, 'local', 'core.bare'),
});

const strayLocal = (settings: readonly Setting[], known: Leading): readonly (typeof KEYS)[number][] =>
  KEYS.filter((key) => lastIn(settings, 'local', key) !== known[key]);

const straysOwn = (settings: readonly Setting[]): boolean =>
  KEYS.some((key) => !['false', null].includes(lastIn(settings, 'worktree', key)));

/** Whether they are as they should be. No git process where the configuration has not changed. */
export const isLedRight = async ({ git, known }: Led): Promise<boolean> => {
  const settings = await git.settings();
  return settings.ok && strayLocal(settings.value, known).length === 0 && !straysOwn(settings.value);
};

/** Sets a key in one file; null takes it out. */
const put = async (file: string, commonDir: string, key: string, value: string | null): Promise<void> => {
  const place = { cwd: commonDir, gitDir: null, workTree: null };
  await runGit({ args: ['config', '--file', file, '--unset-all', key], place, answers: [5] });
  if (value !== null) await runGit({ args: ['config', '--file', file, key, value], place });
};

/** The configuration of the worktree alone: what a step made of it is kept, and what leads git elsewhere is taken out. */
const mendOwn = async ({ git, gitDir, commonDir }: Led): Promise<string> => {
  const file = join(gitDir, 'config.worktree');
  const aside = ownFile(gitDir, join(gitDir, 'ws-replaced', `config.worktree-${process.hrtime.bigint()}`));
  await copyFile(file, aside, constants.COPYFILE_EXCL);
  if (statAt(file)?.isFile() !== true) await rm(file, { force: true, recursive: true });
  for (const key of KEYS) await put(file, commonDir, key, null);
  const after = await git.settings();
  // It comes from a file that it includes, or nobody can read it.
  if (!after.ok || straysOwn(after.value)) await rm(file, { force: true });
  return `${file} had git work on another folder and is put right; it is kept as ${aside}`;
};

const mendLocal = async (
  led: Pick<Led, 'commonDir' | 'known'>,
  keys: readonly (typeof KEYS)[number][],
): Promise<string> => {
  const file = join(led.commonDir, 'config');
  for (const key of keys) await put(file, led.commonDir, key, led.known[key]);
  return `${keys.join(' and ')} in ${file} had been changed and ${keys.length > 1 ? 'are' : 'is'} put back`;
};

/** Gives a sentence for each file in which something was put right. */
export const holdLeading = async (led: Led): Promise<Result<readonly string[], Failure>> => {
  const told: string[] = [];
  try {
    let settings = await led.git.settings();
    if (
      (!settings.ok && statAt(join(led.gitDir, 'config.worktree')) !== null) ||
      (settings.ok && straysOwn(settings.value))
    ) {
      told.push(await mendOwn(led));
      settings = await led.git.settings();
    }
    if (!settings.ok) return settings;
    const keys = strayLocal(settings.value, led.known);
    if (keys.length > 0) told.push(await mendLocal(led, keys));
    return ok(told);
  } catch (error) {
    return trouble(`the configuration leads git elsewhere and cannot be put right: ${messageOf(error)}`);
  }
};

const leadingOf = async (file: string, input: string, commonDir: string): Promise<Leading> => {
  const place = { cwd: commonDir, gitDir: null, workTree: null };
  const args = ['config', '-z', '--file', file, '--get-regexp', '^core\\.(worktree|bare)$'];
  const asked = await runGit({ args, place, input, reads: true, answers: [1] });
  const text = asked.ok ? asked.value.stdout.toString('utf8') : '';
  return leadingIn(
    parseSettings(
      text
        .split('\0')
        .flatMap((entry) => (entry === '' ? [] : ['local', entry]))
        .join('\0') + '\0',
    ),
  );
};

/**
 * Puts both settings of the repository back to what its configuration said before; `before` is the text of it. Gives a
 * sentence where something was put back. For a run whose driver died, which could not do it itself.
 */
export const restoreLeading = async (commonDir: string, before: string): Promise<string | null> => {
  const [known, now] = [await leadingOf('-', before, commonDir), await leadingOf('config', '', commonDir)];
  const keys = KEYS.filter((key) => known[key] !== now[key]);
  return keys.length === 0 ? null : mendLocal({ commonDir, known }, keys);
};
