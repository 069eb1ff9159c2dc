/** Brings what a run did to others: a port. What is there already is left as it is, so that it can be asked twice. */
import type { RunId } from './id.ts';
import type { Result } from './result.ts';
import type { ToolFailure } from './tool.ts';

/** What a run stands at. `branch` is that of the run, without `refs/heads/`. */
export type Standing = { readonly commit: string; readonly tree: string; readonly branch: string };

/** `remote`: a name that the repository knows, or an address. `ref`: as it is called there, in full. */
export type Push = {
  readonly remote: string;
  readonly ref: string;
  readonly commit: string;
  /** What an annotated tag says; null: a branch, or a plain tag. */
  readonly message: string | null;
  /** Nothing is changed: only looked. */
  readonly isDry: boolean;
};

/** `same`: it was there. `url`: the address, without what could be a password in it. */
export type Pushed = { readonly change: 'created' | 'moved' | 'same'; readonly url: string };

/** `repository`: `owner/name`, where it is not the one that `remote` leads to. */
export type Hosted = { readonly remote: string; readonly repository: string | null };

export type Proposal = Hosted & {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
};

export type Release = Hosted & { readonly tag: string; readonly title: string; readonly notes: string };

/** `link`: nobody could make it, and a person can at `url`; null where it is not known how. */
export type Hosting = {
  readonly change: 'created' | 'changed' | 'same' | 'link';
  readonly url: string | null;
  /** Why it is but a link. */
  readonly why: string | null;
};

/** Asked in the environment of a step, which holds its secrets. */
export type PublishingFor = {
  readonly run: RunId;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

export interface Publisher {
  /** The newest checkpoint of the run. */
  standing(): Promise<Result<Standing, ToolFailure>>;
  /** Moves nothing that is not an ancestor of the commit. */
  push(push: Push): Promise<Result<Pushed, ToolFailure>>;
  /** Makes sure that the repository is there; gives the address to push to. */
  create(
    repository: string,
    visibility: 'private' | 'public',
    isDry: boolean,
  ): Promise<Result<{ readonly change: 'created' | 'same'; readonly url: string }, ToolFailure>>;
  propose(proposal: Proposal, isDry: boolean): Promise<Result<Hosting, ToolFailure>>;
  release(release: Release, isDry: boolean): Promise<Result<Hosting, ToolFailure>>;
}

export type OpenPublisher = (what: PublishingFor) => Publisher;
