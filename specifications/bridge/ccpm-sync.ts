/** What bringing an epic to GitHub takes, as calls of `gh`. Pure: nothing is run here. */
import { isJsonObject } from '../../core/json.ts';
import { issueNumber, titleOf, type CcpmEpic } from './ccpm.ts';
import { readFrontMatter } from './front-matter.ts';

/** One call. `stdin` is given to the program, never to a shell; `about` is the file it is for, null for the epic as a whole. */
export type GhCall = { readonly args: readonly string[]; readonly stdin: string; readonly about: string | null };

/** An issue as the files want it. */
export type WantedIssue = {
  readonly file: string;
  readonly title: string;
  readonly labels: readonly string[];
  readonly body: string;
  /** null before the first sync. */
  readonly url: string | null;
  readonly isClosed: boolean;
};

/** An issue as GitHub has it. */
export type KnownIssue = {
  readonly title: string;
  readonly url: string;
  readonly body: string;
  readonly isOpen: boolean;
  readonly labels: readonly string[];
};

const bodyOf = (text: string): string => readFrontMatter(text).body.trim();

/** The issues an epic stands for: its own first, then those of its tasks. */
export const wantedIssues = ({ name, folder, text, github, status, tasks }: CcpmEpic): readonly WantedIssue[] => [
  {
    file: `${folder}/epic.md`,
    title: `Epic: ${name}`,
    labels: ['epic', `epic:${name}`, 'feature'],
    body: bodyOf(text),
    url: github,
    isClosed: status === 'closed',
  },
  ...tasks.map((task) => ({
    file: task.file,
    title: titleOf(task),
    labels: [task.bugFor === null ? 'task' : 'bug', `epic:${name}`],
    body: bodyOf(task.text),
    url: task.github,
    isClosed: task.status === 'closed',
  })),
];

// gh reads the value of --label as a line of CSV.
const csv = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const call = (about: string | null, args: readonly string[], stdin = ''): GhCall => ({ args, stdin, about });

/** Asks which repository this is. */
export const askRepository: GhCall = call(null, ['repo', 'view', '--json', 'nameWithOwner']);

/** Makes the labels that new issues need; what is there already stays. */
export const makeLabels = (wanted: readonly WantedIssue[]): readonly GhCall[] =>
  [...new Set(wanted.filter(({ url }) => url === null).flatMap(({ labels }) => labels))].map((label) =>
    call(null, ['label', 'create', label, '--force']),
  );

/**
 * Asks which issues there are, so that none is made twice. All of them, the newest first: gh would look for those of a
 * label in the search index, which learns of a new issue late.
 */
export const askIssues: GhCall = call(null, [
  ...['issue', 'list', '--state', 'all', '--limit', '1000', '--json', 'title,url,state,body,labels'],
]);

/** Makes an issue; gh prints its URL. */
export const createIssue = ({ file, title, labels, body }: WantedIssue): GhCall =>
  call(
    file,
    ['issue', 'create', '--title', title, '--body-file', '-', ...labels.flatMap((label) => ['--label', csv(label)])],
    body,
  );

/** Writes title and text of an issue anew. */
export const editIssue = ({ file, title, body }: WantedIssue, url: string): GhCall =>
  call(file, ['issue', 'edit', url, '--title', title, '--body-file', '-'], body);

export const closeIssue = ({ file }: WantedIssue, url: string): GhCall => call(file, ['issue', 'close', url]);

/** Every call a sync of these files would make, as far as can be told without asking GitHub. */
export const planSync = (epic: CcpmEpic): readonly GhCall[] => {
  const wanted = wantedIssues(epic);
  return [
    askRepository,
    askIssues,
    ...makeLabels(wanted),
    ...wanted.map((issue) => (issue.url === null ? createIssue(issue) : editIssue(issue, issue.url))),
    ...wanted.flatMap((issue) => (issue.isClosed && issue.url !== null ? [closeIssue(issue, issue.url)] : [])),
  ];
};

/** Reads what `gh issue list --json` printed; what is no issue is left out. */
export const readIssues = (printed: unknown): readonly KnownIssue[] =>
  (Array.isArray(printed) ? printed : []).flatMap((each: unknown): readonly KnownIssue[] => {
    if (!isJsonObject(each)) return [];
    const { title, url, body, state, labels } = each;
    if (typeof title !== 'string' || typeof url !== 'string') return [];
    const names = (Array.isArray(labels) ? labels : []).flatMap((label) => {
      const name = isJsonObject(label) ? label['name'] : null;
      return typeof name === 'string' ? [name] : [];
    });
    return [{ title, url, body: typeof body === 'string' ? body : '', isOpen: state !== 'CLOSED', labels: names }];
  });

/** Whether an issue is one that an earlier sync made for this file, and did not live to note. */
export const isMadeFor = (known: KnownIssue, wanted: WantedIssue): boolean =>
  known.title === wanted.title && wanted.labels.every((label) => known.labels.includes(label));

const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();

/** Whether an issue reads as the file does. */
export const isUpToDate = (known: KnownIssue, wanted: WantedIssue): boolean =>
  known.title === wanted.title && plain(known.body) === plain(wanted.body);

/** Whether an issue belongs to `owner/name`. */
export const isOf = (url: string, repository: string): boolean =>
  /^https?:\/\/[^/]+\/([^/]+\/[^/]+)\/issues\/\d+\/?$/.exec(url)?.[1]?.toLowerCase() === repository.toLowerCase();

/** The text of `github-mapping.md`: which issue each task is. */
export const mappingText = (epic: CcpmEpic, at: string): string => {
  const tasks = epic.tasks.flatMap((task) =>
    task.github === null ? [] : [`- #${issueNumber(task.github) ?? '?'}: ${titleOf(task)} - ${task.github}`],
  );
  const own = epic.github === null ? [] : [`Epic: #${issueNumber(epic.github) ?? '?'} - ${epic.github}`, ''];
  return ['# GitHub Issue Mapping', '', ...own, 'Tasks:', ...tasks, '', `Synced: ${at}`, ''].join('\n');
};
