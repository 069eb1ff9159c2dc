/** What is inside of a run: its steps, its plan, when what was under way, and its log. */
import type { RunRow } from '../../../core/run-tables.ts';
import { stepId } from '../../../core/id.ts';
import { nearest } from '../../../core/planning/nearest.ts';
import { eventJson } from '../../house/event-json.ts';
import { json, problem, type Answer } from '../answer.ts';
import { behindCursor, cursorOf } from '../cursor.ts';
import type { Desk } from '../desk.ts';
import { planGraph } from '../documents/graph-document.ts';
import { stepDocument } from '../documents/step-document.ts';
import { timelineDocument } from '../documents/timeline-document.ts';
import { taggedJson } from '../entity-tag.ts';
import { notFound, problemOf } from '../problem.ts';
import { given, type Call, type Route } from '../route.ts';
import { runNamed, standingOf } from '../run-of-call.ts';
import type { Standing } from '../standing.ts';
import { count, CURSOR } from './schemas.ts';

const ofRun = async (call: Call, desk: Desk, act: (run: RunRow) => Promise<Answer> | Answer): Promise<Answer> => {
  const named = await runNamed(call.params['run'] ?? '', desk);
  return named.ok ? act(named.value) : problem(named.error);
};

/** What follows from the log of a run, tagged with how far that had come. */
const fromLog = (call: Call, desk: Desk, document: (standing: Standing) => object | Answer): Promise<Answer> =>
  ofRun(call, desk, async (run) => {
    const standing = await standingOf(run, desk);
    if (!standing.ok) return problem(standing.error);
    const { seq } = standing.value;
    return taggedJson(document(standing.value), { id: run.id, seq }, call.headers);
  });

const base = { method: 'get', tag: 'inside', role: 'viewer' } as const;

export const listStepsRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/steps', id: 'listSteps', summary: 'All steps of a run' },
  gives: [given('steps', 'the steps')],
  act: (call, desk) =>
    fromLog(call, desk, (standing) => ({
      seq: standing.seq,
      items: [...standing.progress.steps.values()].map((view) => stepDocument(view, standing)),
    })),
};

export const getStepRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/steps/{step}', id: 'getStep', summary: 'One step of a run' },
  gives: [given('step', 'the step')],
  act: (call, desk) =>
    ofRun(call, desk, async (run) => {
      const standing = await standingOf(run, desk);
      if (!standing.ok) return problem(standing.error);
      const name = call.params['step'] ?? '';
      const { progress, seq } = standing.value;
      const view = progress.steps.get(stepId(name));
      if (view !== undefined) return taggedJson(stepDocument(view, standing.value), { id: run.id, seq }, call.headers);
      const meant = nearest(name, [...progress.steps.keys()]);
      return problem(notFound('step', name, meant === null ? null : `Did you mean ${meant}?`));
    }),
};

export const getGraphRoute: Route = {
  ...{
    ...base,
    path: '/api/v1/runs/{run}/graph',
    id: 'getGraph',
    summary: 'The whole plan, with what has opened of it',
  },
  gives: [given('graph', 'the graph')],
  act: (call, desk) => fromLog(call, desk, planGraph),
};

export const getTimelineRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/timeline', id: 'getTimeline', summary: 'When what was under way' },
  gives: [given('timeline', 'the timeline')],
  act: (call, desk) => fromLog(call, desk, timelineDocument),
};

export const getDefinitionRoute: Route = {
  ...{
    ...base,
    path: '/api/v1/runs/{run}/definition',
    id: 'getDefinition',
    summary: 'The definition in force, every default filled in',
  },
  gives: [given({ type: 'object' }, 'the workstream')],
  act: (call, desk) => fromLog(call, desk, ({ progress }) => progress.workstream),
};

const EVENTS = 500;

export const listEventsRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/events', id: 'listEvents', summary: 'The log of a run, oldest first' },
  query: { cursor: CURSOR, limit: count(1, EVENTS) },
  gives: [given('event-page', 'a part of the log')],
  act: (call, desk) =>
    ofRun(call, desk, async (run) => {
      const { cursor, limit = EVENTS } = call.query;
      const after = typeof cursor === 'string' ? behindCursor(cursor) : '0';
      if (after === null || !/^\d{1,15}$/.test(after))
        return problem(problemOf(400, 'bad-cursor', 'the cursor is none of this list'));
      const items: unknown[] = [];
      let last = Number(after);
      let hasMore = false;
      for await (const event of desk.house.store.events(run.id, last)) {
        hasMore = items.length === limit;
        if (hasMore) break;
        items.push(JSON.parse(eventJson(event)));
        last = event.seq;
      }
      return json({ items, next: hasMore ? cursorOf(String(last)) : null });
    }),
};
