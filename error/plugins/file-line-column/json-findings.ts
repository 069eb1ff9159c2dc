/** Reads findings out of JSON that no plugin knows: objects that name a file, a line and what is wrong. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { issueOf, type Issue, type IssueSeverity } from '../../engine/reading/issue.ts';

const pick = (object: JsonObject, names: readonly string[]): Json | undefined =>
  names.map((name) => object[name]).find((value) => typeof value === 'string' || typeof value === 'number');

const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

const severityOf = (level: string | null): IssueSeverity => {
  const word = level?.toLowerCase() ?? 'error';
  if (word.startsWith('warn')) return 'warning';
  return ['info', 'note', 'style', 'hint', 'convention', 'refactor'].includes(word) ? 'info' : 'error';
};

const readObject = (object: JsonObject): Issue | null => {
  const path = textOf(pick(object, ['path', 'file', 'filename', 'filePath', 'file_path', 'resource']));
  const line = textOf(pick(object, ['line', 'lineNumber', 'line_number', 'startLine', 'startLineNumber', 'row']));
  const message = textOf(pick(object, ['message', 'msg', 'description', 'text']));
  if (path === null || line === null || message === null) return null;
  return issueOf({
    tool: 'file-line-column',
    path,
    line,
    column: textOf(pick(object, ['column', 'col', 'startColumn', 'startColumnNumber'])),
    code: textOf(pick(object, ['symbol', 'rule', 'ruleId', 'code', 'check_name', 'id'])),
    message,
    severity: severityOf(textOf(pick(object, ['severity', 'level', 'type']))),
  });
};

/** Findings of documents and of the arrays in them, one level deep. */
export const readJsonFindings = (documents: readonly Json[]): readonly Issue[] =>
  documents.flatMap((document) => {
    const whole: readonly Json[] = Array.isArray(document) ? document : [document];
    return whole.flatMap((entry) => {
      if (!isJsonObject(entry)) return [];
      const own = readObject(entry);
      if (own !== null) return [own];
      const lists = Object.values(entry).filter((value): value is Json[] => Array.isArray(value));
      return lists.flatMap((list) => list.filter(isJsonObject).flatMap((each) => readObject(each) ?? []));
    });
  });
