/** One fault that a tool reported: what is wrong, and where. */
import type { Issue, IssueCategory, IssueSeverity } from '../../../core/issue.ts';
import { isJsonObject } from '../../../core/json.ts';

export type { Issue, IssueCategory, IssueSeverity };

export const MESSAGE_LIMIT = 500;

const CATEGORIES: ReadonlySet<string> = new Set<IssueCategory>([
  'syntax',
  'type',
  'lint',
  'format',
  'test',
  'build',
  'runtime',
  'dependency',
  'conflict',
  'security',
  'other',
]);
const SEVERITIES: readonly IssueSeverity[] = ['info', 'warning', 'error', 'critical'];

const isCategory = (value: unknown): value is IssueCategory => typeof value === 'string' && CATEGORIES.has(value);

const isSeverity = (value: unknown): value is IssueSeverity => SEVERITIES.some((each) => each === value);

/** Orders severities: a higher number is worse. */
export const severityRank = (severity: IssueSeverity): number => SEVERITIES.indexOf(severity);

const place = (value: unknown): number | null => {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 1 ? number : null;
};

const shortText = (value: unknown, limit: number): string | null => {
  if (typeof value !== 'string') return null;
  const text = value
    .slice(0, limit * 4)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, limit);
  return text === '' ? null : text;
};

/** What a plugin says of an issue; what it leaves out is unknown. Lines and columns may come as text. */
export type IssueDraft = {
  readonly tool: string;
  readonly message: string;
  readonly path?: string | null | undefined;
  readonly line?: number | string | null | undefined;
  readonly column?: number | string | null | undefined;
  readonly code?: string | null | undefined;
  readonly category?: IssueCategory;
  readonly severity?: IssueSeverity;
};

/** Fills in a draft: an error of category `other` unless it says otherwise; places that cannot be are null. */
export const issueOf = (draft: IssueDraft): Issue => ({
  tool: draft.tool,
  path: shortText(draft.path, 1000),
  line: place(draft.line),
  column: place(draft.column),
  code: shortText(draft.code, 120),
  category: draft.category ?? 'other',
  severity: draft.severity ?? 'error',
  message: shortText(draft.message, MESSAGE_LIMIT) ?? '(no message)',
});

/** Reads an issue that comes from outside, as from a user's plugin; null where it is none. */
export const readIssue = (value: unknown): Issue | null => {
  if (!isJsonObject(value)) return null;
  const tool = shortText(value['tool'], 80);
  const message = shortText(value['message'], MESSAGE_LIMIT);
  if (tool === null || message === null) return null;
  return {
    tool,
    path: shortText(value['path'], 1000),
    line: place(value['line']),
    column: place(value['column']),
    code: shortText(value['code'], 120),
    category: isCategory(value['category']) ? value['category'] : 'other',
    severity: isSeverity(value['severity']) ? value['severity'] : 'error',
    message,
  };
};

/** The path as it stands under `root`: relative where it lies inside, without `file://`, `./` and back-slashes. */
export const relativePath = (path: string, root: string | null): string => {
  let text = path.startsWith('file://') ? path.slice('file://'.length) : path;
  text = text.replaceAll('\\', '/').replace(/^\/(?=[A-Za-z]:\/)/, '');
  const folder = root === null ? null : root.replaceAll('\\', '/').replace(/(?<!\/)\/$/, '');
  if (folder !== null && folder !== '' && text.startsWith(`${folder}/`)) text = text.slice(folder.length + 1);
  while (text.startsWith('./')) text = text.slice(2);
  return text;
};
