/** All operations there are, in the order of the document. */
import type { Route } from './route.ts';
import { answerStepRoute, getInboxRoute, tellAgentRoute } from './routes/answers.ts';
import { cancelRunRoute, mergeRunRoute, pauseRunRoute, resumeRunRoute, retryRunRoute } from './routes/control.ts';
import {
  getBlobRoute,
  getDiagnosticsRoute,
  getDiffRoute,
  getTopRoute,
  getTreeRoute,
  getZipRoute,
} from './routes/files.ts';
import { getDocumentRoute, healthRoute, metricsRoute, readyRoute } from './routes/health.ts';
import {
  getDefinitionRoute,
  getGraphRoute,
  getStepRoute,
  getTimelineRoute,
  listEventsRoute,
  listStepsRoute,
} from './routes/inside.ts';
import {
  getCostRoute,
  getStatsRoute,
  listBreakersRoute,
  listFailuresRoute,
  listLogsRoute,
  listToolsRoute,
  resetBreakerRoute,
} from './routes/insight.ts';
import {
  deleteTemplateRoute,
  getTemplateRoute,
  getWorkstreamRoute,
  listTemplatesRoute,
  listWorkstreamsRoute,
  putTemplateRoute,
  validateRoute,
} from './routes/library.ts';
import { getLinesRoute, getLogRoute, searchLogRoute } from './routes/logs.ts';
import { getRunRoute, listRunsRoute } from './routes/runs.ts';
import { getServerRoute, makeCodeRoute, openSessionRoute } from './routes/session.ts';
import {
  deleteKeyRoute,
  getConfigRoute,
  listAuditRoute,
  listKeysRoute,
  listTokensRoute,
  makeTokenRoute,
  putKeyRoute,
  revokeTokenRoute,
} from './routes/settings.ts';
import {
  approveChangeRoute,
  submitChangeRoute,
  getChangeRoute,
  getSpecRoute,
  getTraceRoute,
  listChangesRoute,
  listSpecsRoute,
  rejectChangeRoute,
  runChangeRoute,
} from './routes/specs.ts';
import { startRunRoute } from './routes/start.ts';
import {
  deleteWebhookRoute,
  listDeliveriesRoute,
  listWebhooksRoute,
  makeWebhookRoute,
  putWebhookRoute,
  rotateWebhookRoute,
  testWebhookRoute,
} from './routes/webhooks.ts';
import { streamRoute } from './routes/stream.ts';
import { deleteTriggerRoute, deliverRoute, listTriggersRoute, putTriggerRoute } from './routes/triggers.ts';

export const ROUTES: readonly Route[] = [
  ...[getServerRoute, makeCodeRoute, openSessionRoute],
  ...[listRunsRoute, startRunRoute, getRunRoute],
  ...[pauseRunRoute, resumeRunRoute, cancelRunRoute, retryRunRoute, mergeRunRoute, tellAgentRoute],
  ...[getInboxRoute, answerStepRoute],
  ...[
    listStepsRoute,
    getStepRoute,
    getGraphRoute,
    getTimelineRoute,
    listEventsRoute,
    getDefinitionRoute,
    getTraceRoute,
  ],
  ...[getDiffRoute, getTopRoute, getTreeRoute, getBlobRoute, getZipRoute, getDiagnosticsRoute],
  ...[getLogRoute, getLinesRoute, searchLogRoute, streamRoute],
  ...[validateRoute, listWorkstreamsRoute, getWorkstreamRoute],
  ...[listTemplatesRoute, getTemplateRoute, putTemplateRoute, deleteTemplateRoute],
  ...[listSpecsRoute, getSpecRoute],
  ...[listChangesRoute, getChangeRoute, submitChangeRoute, approveChangeRoute, rejectChangeRoute, runChangeRoute],
  ...[
    getStatsRoute,
    getCostRoute,
    listFailuresRoute,
    listBreakersRoute,
    resetBreakerRoute,
    listToolsRoute,
    listLogsRoute,
  ],
  ...[getConfigRoute, listKeysRoute, putKeyRoute, deleteKeyRoute],
  ...[listTokensRoute, makeTokenRoute, revokeTokenRoute, listAuditRoute],
  ...[listWebhooksRoute, makeWebhookRoute, putWebhookRoute, deleteWebhookRoute],
  ...[rotateWebhookRoute, testWebhookRoute, listDeliveriesRoute],
  ...[listTriggersRoute, putTriggerRoute, deleteTriggerRoute, deliverRoute],
  ...[healthRoute, readyRoute, metricsRoute, getDocumentRoute],
];
