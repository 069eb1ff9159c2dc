/** What has changed in the checkout that a directory lies in. */
import { findRepository } from '../../adapters/git/repository.ts';
import { changesBelow } from '../../adapters/git/salvage/changes-below.ts';
import type { Result } from '../../core/result.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

/**
 * Files below `directory` that differ from where the checkout parted from the commit `since`, untracked ones included;
 * paths relative to `directory`.
 */
export const changedFiles = async (directory: string, since: string): Promise<Result<readonly string[], Refusal>> => {
  const repository = await findRepository(directory);
  if (!repository.ok) return refuse('environment', repository.error.message, repository.error.hint);
  const changed = await changesBelow(repository.value, directory, since);
  return changed.ok ? changed : refuse('environment', changed.error.message, 'See: git branch --all, git tag');
};
