/** What the page asks for, each under a key by which it is asked for again when something happens. */
import { QueryClient, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask, askRaw, part, query } from './ask.ts';
import { Problem } from './problem.ts';
import type {
  Graph,
  InboxItem,
  Preview,
  Run,
  RunPage,
  SeenFailure,
  Server,
  Steps,
  Timeline,
  TraceItem,
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
      placeholderData: keepPreviousData,
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
      queryFn: async ({ signal }) =>
        (await askRaw(`${runPath(run)}/diff${query({ step })}`, { signal, headers: { accept: 'text/x-diff' } })).text(),
    }),
  blob: (run: string, path: string) =>
    queryOptions({
      queryKey: ['run', run, 'blob', path],
      queryFn: async ({ signal }) =>
        (await askRaw(`${runPath(run)}/blob/${path}`, { signal, headers: { accept: '*/*' } })).text(),
      retry: false,
    }),
  trace: (run: string) =>
    queryOptions({
      queryKey: ['run', run, 'trace'],
      queryFn: ({ signal }) => ask<{ readonly items: readonly TraceItem[] }>(`${runPath(run)}/trace`, { signal }),
    }),
  retryPreview: (run: string, from: string | null) =>
    queryOptions({
      queryKey: ['retry', run, from],
      queryFn: ({ signal }) =>
        ask<Preview>(`${runPath(run)}/retry`, {
          method: 'POST',
          body: { preview: true, ...(from === null ? {} : { from }) },
          signal,
        }),
      staleTime: 0,
    }),
  failures: (asked: { readonly signature?: string }) =>
    queryOptions({
      queryKey: ['failures', asked],
      queryFn: ({ signal }) => ask<{ readonly items: readonly SeenFailure[] }>(`/failures${query(asked)}`, { signal }),
    }),
  inbox: () =>
    queryOptions({
      queryKey: ['inbox'],
      queryFn: ({ signal }) => ask<{ readonly items: readonly InboxItem[] }>('/inbox', { signal }),
    }),
} as const;
