/** The index of specifications in the state store, and their history: git's answer, kept until HEAD moves. */
import { relative } from 'node:path';
import type { Repository } from '../../adapters/git/repository.ts';
import { ok } from '../../core/result.ts';
import type { SpecFileStore, SpecRecords, TouchedFile } from './records.ts';
import { refuse } from './refusals.ts';

type Kept = { readonly paths: readonly string[]; readonly commits: readonly TouchedFile[] };

/** Opens them for one repository. */
export const openSpecRecords = (repository: Repository, store: SpecFileStore): SpecRecords => {
  const rootOf = (directory: string): string => relative(repository.root, directory) || '.';
  return {
    keepFiles: (directory, files) => store.putSpecFiles(rootOf(directory), files),
    history: async (directory, paths) => {
      const root = rootOf(directory);
      const { sha } = repository.head;
      const text = await store.specHistory(root, sha);
      // Cannot lie: only the line below writes it.
      const kept = text === null ? null : (JSON.parse(text) as Kept);
      if (kept !== null && kept.paths.join('\n') === paths.join('\n')) return ok(kept.commits);
      const { fileHistory } = await import('../../adapters/git/file-history.ts');
      const found = await fileHistory(repository, directory, paths);
      if (!found.ok) return refuse('environment', found.error.message, null);
      await store.putSpecHistory(root, sha, JSON.stringify({ paths, commits: found.value } satisfies Kept));
      return ok(found.value);
    },
  };
};
