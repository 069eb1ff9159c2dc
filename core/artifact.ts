/** Files that steps made and that are kept beside the worktree, each by what it holds. */
import type { RunId } from './id.ts';

/** `path`: from the top of the worktree. `digest`: lower-case hex SHA-256 of what it holds. */
export type Artifact = { readonly path: string; readonly digest: string; readonly bytes: number };

/** Which files of it are kept. */
export type StepArtifacts = {
  /** Paths with `*`, `?` and `**`. Not there where none is. */
  readonly artifacts?: readonly string[];
};

/** What an expression gives for one: where it lies is known where an attempt is made. */
export const artifactWord = ({ path, digest }: Artifact): string =>
  `ws:artifacts/${digest}/${encodeURIComponent(path.slice(path.lastIndexOf('/') + 1))}`;

/** What an expression gives for the log of an attempt, likewise. */
export const logWord = (run: RunId, step: string, attempt: number): string =>
  `ws:log/${run}/${encodeURIComponent(step)}/${attempt}`;
