/** What the page asks for, each under a key by which it is asked for again when something happens. */
import { QueryClient, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask, askRaw, part, query } from './ask.ts';
import { Problem } from './problem.ts';
import type {
  DiffOf,
  Graph,
  Lists,
  Outline,
  Run,
  RunPage,
  Server,
  Stats,
  Steps,
  Timeline,
  WorkstreamText,
} from './resources.ts';

const MOST_TRIES = 2;

/** What is refused is not asked again: only what did not get there is. */
export const client: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 120_000,
      refetchOnWindowFocus: true,
      retry: (tries, error) =>
        tries < MOST_TRIES && (!(error instanceof Problem) || error.status === 0 || error.status >= 500),
    },
  },
});

/** What of the list of runs is asked for; as it stands in the address. */
export type RunsAsked = {
  readonly state?: string | undefined;
  readonly workstream?: string | undefined;
  readonly q?: string | undefined;
  readonly since?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

const runPath = (run: string): string => `/runs/${part(run)}`;

/** `gcTime` is short for what is large. Whatever belongs to a run has its id second in the key. */
export const queries = {
  server: () => queryOptions({ queryKey: ['server'], queryFn: ({ signal }) => ask<Server>('/server', { signal }) }),
  runs: (asked: RunsAsked) =>
    queryOptions({
      queryKey: ['runs', asked],
      // While the next page or another filter is asked for, what is shown stays.
      placeholderData: keepPreviousData,
      queryFn: ({ signal }) => ask<RunPage>(`/runs${query({ ...asked, state: asked.state?.split(',') })}`, { signal }),
    }),
  run: (run: string) =>
    queryOptions({ queryKey: ['run', run], queryFn: ({ signal }) => ask<Run>(runPath(run), { signal }) }),
  steps: (run: string) =>
    queryOptions({
      queryKey: ['run', run, 'steps'],
      queryFn: ({ signal }) => ask<Steps>(`${runPath(run)}/steps`, { signal }),
    }),
  graph: (run: string) =>
    queryOptions({
      queryKey: ['run', run, 'graph'],
      queryFn: ({ signal }) => ask<Graph>(`${runPath(run)}/graph`, { signal }),
    }),
  timeline: (run: string) =>
    queryOptions({
      queryKey: ['run', run, 'timeline'],
      queryFn: ({ signal }) => ask<Timeline>(`${runPath(run)}/timeline`, { signal }),
    }),
  /** Of a step, or of the whole run. */
  diff: (run: string, step: string | null) =>
    queryOptions({
      queryKey: ['run', run, 'diff', step],
      queryFn: ({ signal }) => ask<DiffOf>(`${runPath(run)}/diff${query({ step })}`, { signal }),
    }),
  blob: (run: string, path: string) =>
    queryOptions({
      queryKey: ['run', run, 'blob', path],
      queryFn: async ({ signal }) =>
        (
          await askRaw(`${runPath(run)}/blob/${path.split('/').map(part).join('/')}`, {
            signal,
            headers: { accept: '*/*' },
          })
        ).text(),
      retry: false,
    }),
  retryPreview: (run: string, from: string | null) =>
    queryOptions({
      queryKey: ['retry', run, from],
      queryFn: ({ signal }) =>
        ask<Lists['RetryPreview']>(`${runPath(run)}/retry`, {
          method: 'POST',
          body: { preview: true, ...(from === null ? {} : { from }) },
          signal,
        }),
      staleTime: 0,
    }),
  /** All that is known of, so that one can say how often the same was seen. */
  failures: () =>
    queryOptions({
      queryKey: ['failures'],
      queryFn: ({ signal }) => ask<Lists['FailureList']>('/failures?all=true', { signal }),
    }),
  inbox: () =>
    queryOptions({ queryKey: ['inbox'], queryFn: ({ signal }) => ask<Lists['Inbox']>('/inbox', { signal }) }),
  stats: (days: number) =>
    queryOptions({
      queryKey: ['stats', days],
      queryFn: ({ signal }) => ask<Stats>(`/stats${query({ days })}`, { signal }),
    }),
  cost: (by: 'tool' | 'model' | 'run' | 'day', since: string) =>
    queryOptions({
      queryKey: ['cost', by, since],
      queryFn: ({ signal }) => ask<Lists['Cost']>(`/cost${query({ by, since })}`, { signal }),
    }),
  tools: () =>
    queryOptions({
      queryKey: ['tools'],
      queryFn: ({ signal }) => ask<Lists['ToolList']>('/tools', { signal }),
      staleTime: 60_000,
    }),
  breakers: () =>
    queryOptions({
      queryKey: ['breakers'],
      queryFn: ({ signal }) => ask<Lists['BreakerList']>('/breakers', { signal }),
    }),
  audit: () =>
    queryOptions({
      queryKey: ['audit'],
      queryFn: ({ signal }) => ask<Lists['AuditPage']>('/audit?limit=200', { signal }),
    }),
  serverLog: (level: string | undefined) =>
    queryOptions({
      queryKey: ['server-log', level],
      queryFn: ({ signal }) => ask<Lists['ServerLogPage']>(`/logs${query({ level, limit: 200 })}`, { signal }),
    }),
  config: () =>
    queryOptions({ queryKey: ['config'], queryFn: ({ signal }) => ask<Lists['Config']>('/config', { signal }) }),
  keys: () => queryOptions({ queryKey: ['keys'], queryFn: ({ signal }) => ask<Lists['KeyList']>('/keys', { signal }) }),
  tokens: () =>
    queryOptions({ queryKey: ['tokens'], queryFn: ({ signal }) => ask<Lists['TokenList']>('/tokens', { signal }) }),
  workstreams: () =>
    queryOptions({
      queryKey: ['workstreams'],
      queryFn: ({ signal }) => ask<Lists['WorkstreamFiles']>('/workstreams', { signal }),
    }),
  workstream: (file: string) =>
    queryOptions({
      queryKey: ['workstreams', file],
      queryFn: ({ signal }) => ask<WorkstreamText>(`/workstreams/${part(file)}`, { signal }),
    }),
  templates: () =>
    queryOptions({
      queryKey: ['templates'],
      queryFn: ({ signal }) => ask<Lists['TemplateList']>('/templates', { signal }),
    }),
  template: (id: string) =>
    queryOptions({
      queryKey: ['templates', id],
      queryFn: ({ signal }) => ask<Lists['Template']>(`/templates/${part(id)}`, { signal }),
    }),
  /** What is wrong with a text, and what it would do. */
  outline: (text: string) =>
    queryOptions({
      queryKey: ['outline', text],
      queryFn: ({ signal }) => ask<Outline>('/validate', { method: 'POST', body: { text }, signal }),
      staleTime: Infinity,
      placeholderData: keepPreviousData,
      gcTime: 5000,
    }),
} as const;
