/** All operations there are, in the order of the document. */
import type { Route } from './route.ts';
import {
  getDefinitionRoute,
  getGraphRoute,
  getStepRoute,
  getTimelineRoute,
  listEventsRoute,
  listStepsRoute,
} from './routes/inside.ts';
import { getLogRoute } from './routes/logs.ts';
import { getRunRoute, listRunsRoute } from './routes/runs.ts';
import { getServerRoute, makeCodeRoute, openSessionRoute } from './routes/session.ts';
import { streamRoute } from './routes/stream.ts';

export const ROUTES: readonly Route[] = [
  ...[getServerRoute, makeCodeRoute, openSessionRoute],
  ...[listRunsRoute, getRunRoute],
  ...[listStepsRoute, getStepRoute, getGraphRoute, getTimelineRoute, listEventsRoute, getDefinitionRoute],
  ...[getLogRoute, streamRoute],
];
