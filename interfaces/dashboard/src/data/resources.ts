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
export type InboxItem = Schemas['InboxItem'];
export type DiffOf = Schemas['Diff'];
export type Outline = Schemas['Outline'];
export type InputField = Schemas['Input'];
export type WorkstreamText = Schemas['WorkstreamText'];
export type Stats = Schemas['Stats'];
export type Tool = Schemas['Tool'];
export type Breaker = Schemas['Breaker'];
export type RunRequest = Schemas['RunRequest'];
export type Lists = {
  readonly [K in
    | 'FailureList'
    | 'Inbox'
    | 'ToolList'
    | 'BreakerList'
    | 'KeyList'
    | 'TokenList'
    | 'TemplateList'
    | 'WorkstreamFiles'
    | 'AuditPage'
    | 'ServerLogPage'
    | 'LogLines'
    | 'LogHits'
    | 'RetryPreview'
    | 'Cost'
    | 'Config'
    | 'Template'
    | 'TokenMade'
    | 'Merged']: Schemas[K];
};
