/** What the state of a repository keeps beside its runs: change proposals, and the index of specifications. */
import type { Result } from '../../core/result.ts';
import type { Refusal } from './refusal.ts';

/** Where change proposals are kept, each as the text of a document. */
export interface ProposalStore {
  /** By the name of the change. `moves` is how often it was moved. */
  proposals(): Promise<readonly { readonly change: string; readonly moves: number; readonly record: string }[]>;
  /** Replaces the proposal that had made `before` moves (null: there is none); false where another writer came first. */
  putProposal(
    proposal: { readonly change: string; readonly moves: number; readonly record: string },
    before: number | null,
  ): Promise<boolean>;
}

/** Where the index of specifications is kept as text. `root` tells the projects of one repository apart. */
export interface SpecFileStore {
  putSpecFiles(root: string, files: Parameters<SpecRecords['keepFiles']>[1]): ReturnType<SpecRecords['keepFiles']>;
  specHistory(root: string, head: string): Promise<string | null>;
  putSpecHistory(root: string, head: string, commits: string): Promise<void>;
}

/** A commit that touched a file; the path is relative to the folder that was asked about. */
export type TouchedFile = {
  readonly path: string;
  readonly commit: string;
  readonly atMs: number;
  readonly subject: string;
};

/** Where the index of specifications is kept, and what git knows of them. `directory` is the project's, absolute. */
export interface SpecRecords {
  /** Makes the indexed files of a project those given; a file whose hash is as before is not written. */
  keepFiles(
    directory: string,
    files: readonly { readonly path: string; readonly hash: string; readonly kind: string; readonly entry: string }[],
  ): Promise<{ readonly written: number; readonly removed: number }>;
  /** Commits that touched files below `paths`, the newest first; git is asked only where HEAD has moved since. */
  history(directory: string, paths: readonly string[]): Promise<Result<readonly TouchedFile[], Refusal>>;
}
