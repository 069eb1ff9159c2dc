/** Reads SARIF documents, whoever wrote them. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { issueOf, type Issue, type IssueSeverity } from '../../engine/reading/issue.ts';
import { definePlugin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const objects = (value: Json | undefined): readonly JsonObject[] =>
  // Every element of a JSON array is JSON.
  Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];

const child = (value: Json | undefined, name: string): Json | undefined =>
  isJsonObject(value) ? value[name] : undefined;

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
const whole = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null);

const severityOf = (level: Json | undefined): IssueSeverity => {
  if (level === 'error') return 'error';
  return level === 'note' || level === 'none' ? 'info' : 'warning';
};

const pathOf = (uri: string | null): string | null => {
  if (uri === null || !uri.includes('%')) return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
};

const readResult = (result: JsonObject, tool: string): Issue | null => {
  if (objects(result['suppressions']).length > 0) return null;
  const location = child(objects(result['locations'])[0], 'physicalLocation');
  const region = child(location, 'region');
  return issueOf({
    tool,
    path: pathOf(text(child(child(location, 'artifactLocation'), 'uri'))),
    line: whole(child(region, 'startLine')),
    column: whole(child(region, 'startColumn')),
    code: text(result['ruleId']) ?? text(child(result['rule'], 'id')),
    message: text(child(result['message'], 'text')) ?? '',
    severity: severityOf(result['level']),
    category: 'lint',
  });
};

const readDocument = (document: Json): readonly Issue[] =>
  objects(child(document, 'runs')).flatMap((run) => {
    const tool = text(child(child(run['tool'], 'driver'), 'name')) ?? 'sarif';
    return objects(run['results']).flatMap((result) => readResult(result, tool) ?? []);
  });

export const sarif: ErrorPlugin = definePlugin({
  name: 'sarif',
  canHandle: (log) => log.documents.some((document) => objects(child(document, 'runs')).length > 0),
  parse: (log) => log.documents.flatMap(readDocument),
});
