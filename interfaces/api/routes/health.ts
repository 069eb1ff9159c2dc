/** For those who watch the server: whether it answers, whether it can, and what it counts. */
import { messageOf } from '../../../core/thrown.ts';
import { json, problem } from '../answer.ts';
import { problemOf } from '../problem.ts';
import { given, type Route } from '../route.ts';

const base = { method: 'get', tag: 'health', role: null } as const;

export const healthRoute: Route = {
  ...{ ...base, path: '/healthz', id: 'getHealth', summary: 'Whether it answers' },
  gives: [given('health', 'it does')],
  act: async () => json({ status: 'ok' }),
};

export const readyRoute: Route = {
  ...{ ...base, path: '/readyz', id: 'getReadiness', summary: 'Whether what it shows can be read' },
  gives: [given('health', 'it can')],
  act: async (_, { stream }) => {
    try {
      await stream.newest();
      return json({ status: 'ok' });
    } catch (error) {
      return problem(problemOf(503, 'unavailable', `the state cannot be read: ${messageOf(error)}`));
    }
  },
};

export const metricsRoute: Route = {
  ...{ method: 'get', path: '/metrics', id: 'getMetrics', tag: 'health', role: 'metrics' },
  summary: 'What it counts, for Prometheus',
  gives: [{ status: 200, description: 'the counters', schema: null, media: 'text/plain' }],
  act: async (_, desk) => ({
    ...{ kind: 'bytes', status: 200, body: await desk.metrics.text(desk) },
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
  }),
};

export const getDocumentRoute: Route = {
  ...{ method: 'get', path: '/api/v1/openapi.json', id: 'getDocument', tag: 'health', role: 'viewer' },
  summary: 'This document',
  gives: [given({ type: 'object' }, 'OpenAPI 3.1')],
  act: async () => json((await import('../../../schema/api/openapi.json', { with: { type: 'json' } })).default),
};
