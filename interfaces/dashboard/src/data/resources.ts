/** The resources of the server by the names they have here, from the document of its interface. */
import type { components } from './generated/openapi.ts';

type Schemas = components['schemas'];

export type Counts = Schemas['Counts'];
export type Run = Schemas['Run'];
export type RunRow = Schemas['RunRow'];
export type RunPage = Schemas['RunPage'];
export type Step = Schemas['Step'];
export type Steps = Schemas['Steps'];
export type Failure = Schemas['Failure'];
export type Issue = Failure['issues'][number];
export type Question = Schemas['Question'];
export type Graph = Schemas['Graph'];
export type Timeline = Schemas['Timeline'];
export type Span = Schemas['Span'];
export type Usage = Schemas['Usage'];
export type Server = Schemas['Server'];

/** What waits for a person. */
export type InboxItem = {
  readonly run: string;
  readonly title: string;
  readonly step: string | null;
  readonly kind: 'approval' | 'question' | 'failed' | 'merge';
  readonly since: string;
  readonly prompt: string | null;
  readonly branch: string | null;
};
export type Preview = { readonly kept: readonly string[]; readonly again: readonly string[] };
export type SeenFailure = {
  readonly run: string;
  readonly step: string;
  readonly at: string;
  readonly code: string;
  readonly message: string;
};
export type TraceItem = {
  readonly requirement: string;
  readonly steps: readonly string[];
  readonly commits: readonly string[];
  readonly state: string;
};
