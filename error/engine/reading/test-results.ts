/** Reads the JSON report that Jest and Vitest share. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { issueOf, type Issue } from './issue.ts';
import { firstOwnFrame } from './place.ts';

const objects = (value: Json | undefined): readonly JsonObject[] =>
  // Every element of a JSON array is JSON.
  Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

/** Whether this is such a report; only that of Jest says how many suites did not run. */
export const isTestReport = (document: Json, by: 'jest' | 'vitest'): document is JsonObject =>
  isJsonObject(document) &&
  typeof document['numFailedTests'] === 'number' &&
  Array.isArray(document['testResults']) &&
  (typeof document['numRuntimeErrorTestSuites'] === 'number') === (by === 'jest');

const stripped = (message: string): string => message.replace(/\u001b\[[\d;]{0,20}m/g, '');

const readAssertion = (assertion: JsonObject, file: string | null, tool: string): Issue | null => {
  if (assertion['status'] !== 'failed') return null;
  const messages = assertion['failureMessages'];
  const said = Array.isArray(messages) && typeof messages[0] === 'string' ? stripped(messages[0]) : 'failed';
  const lines = said.split('\n').slice(0, 200);
  const place = firstOwnFrame(lines, 0, lines.length);
  const spot = place === null ? { path: file } : place;
  const message = `${text(assertion['fullName']) ?? text(assertion['title']) ?? 'a test'}: ${lines[0] ?? ''}`;
  return issueOf({ tool, ...spot, message, category: 'test' });
};

/** The failed tests of a report, and the suites that did not run. */
export const readTestReport = (report: JsonObject, tool: string): readonly Issue[] =>
  objects(report['testResults']).flatMap((suite) => {
    const file = text(suite['name']);
    const failed = objects(suite['assertionResults']).flatMap((each) => readAssertion(each, file, tool) ?? []);
    if (failed.length > 0 || suite['status'] !== 'failed') return failed;
    const lines = stripped(text(suite['message']) ?? 'failed').split('\n');
    const message = lines.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('●')) ?? 'failed';
    return [issueOf({ tool, path: file, message, category: 'test' })];
  });
