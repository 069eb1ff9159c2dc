/** `ws ccpm sync`: brings an epic to GitHub, each thing that was done written down before the next. */
import { openGh, type Gh, type GhProblem } from '../../../../adapters/github/gh.ts';
import { isJsonObject } from '../../../../core/json.ts';
import { err, ok, type Result } from '../../../../core/result.ts';
import { readCcpm, type CcpmEpic } from '../../../../specifications/bridge/ccpm.ts';
import {
  askIssues,
  askRepository,
  closeIssue,
  createIssue,
  editIssue,
  isMadeFor,
  isOf,
  isUpToDate,
  makeLabels,
  mappingText,
  planSync,
  readIssues,
  wantedIssues,
  type GhCall,
  type KnownIssue,
  type WantedIssue,
} from '../../../../specifications/bridge/ccpm-sync.ts';
import { countUnnumbered, isHalfRenamed, renameTasks } from '../../../../specifications/bridge/ccpm-rename.ts';
import { setKey } from '../../../../specifications/bridge/front-matter.ts';
import type { WritableFiles } from '../../../../specifications/files.ts';
import { complain } from '../../complaint.ts';
import { exitCode } from '../../exit-code.ts';
import type { Refusal } from '../../../house/refusal.ts';
import type { Command, Session } from '../../session.ts';
import { findCcpm, findEpic } from './epics.ts';

export type CcpmSyncArgs = { readonly epic: string; readonly dryRun: boolean };

/** The template itself: its issues are not ours to make. */
const TEMPLATE = 'automazeio/ccpm';

type Done = {
  readonly file: string;
  readonly action: 'created' | 'found' | 'edited' | 'closed' | 'renamed';
  readonly url: string;
  /** Where a renamed file is now; null for anything else. */
  readonly to: string | null;
};

const refusalOf = ({ code, message }: GhProblem, { args }: GhCall): Refusal => {
  const hints: Readonly<Record<GhProblem['code'], string | null>> = {
    missing: 'Install it (https://cli.github.com), or see what it would be asked: --dry-run',
    'signed-out': 'Sign in: gh auth login',
    failed: null,
  };
  const what = code === 'missing' ? message : `gh ${args.slice(0, 2).join(' ')}: ${message}`;
  const kind = code === 'failed' ? 'findings' : 'environment';
  return { kind, message: what, hint: hints[code], diagnostics: [] };
};

const failure = (message: string, hint: string | null = null): Refusal => ({
  kind: 'findings',
  message,
  hint,
  diagnostics: [],
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

type Ask = (call: GhCall) => Promise<Result<string, Refusal>>;

const askWith =
  (gh: Gh): Ask =>
  async (call) => {
    const answered = await gh(call.args, call.stdin);
    return answered.ok ? answered : err(refusalOf(answered.error, call));
  };

const repositoryOf = async (ask: Ask): Promise<Result<string, Refusal>> => {
  const answered = await ask(askRepository);
  if (!answered.ok) return answered;
  const view = parsed(answered.value);
  const name = isJsonObject(view) ? view['nameWithOwner'] : null;
  if (typeof name !== 'string') return err(failure('gh repo view did not say which repository this is'));
  return name.toLowerCase() === TEMPLATE
    ? err(failure(`this is ${TEMPLATE} itself`, 'Set your own repository: git remote set-url origin …'))
    : ok(name);
};

const write = (files: WritableFiles, path: string, text: string): Result<null, Refusal> => {
  const written = files.write(path, text);
  return written.ok ? written : err(failure(written.error.message));
};

const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

/** Notes in a file which issue it is; this comes before anything else is asked of GitHub. */
const noteUrl = (files: WritableFiles, file: string, url: string): Result<null, Refusal> => {
  const text = files.read(file);
  if (!text.ok) return err(failure(`${url} is the issue of ${file}, which cannot be read: ${text.error.message}`));
  return write(files, file, setKey(setKey(text.value, 'github', url), 'updated', now()));
};

type Sync = {
  readonly ask: Ask;
  readonly files: WritableFiles;
  readonly repository: string;
  readonly known: readonly KnownIssue[];
  readonly note: (done: Done) => void;
};

/** Makes the issue of a file, or finds the one that an earlier sync made and did not live to note. */
const firstUrl = async ({ ask, files, known, note }: Sync, issue: WantedIssue): Promise<Result<string, Refusal>> => {
  const { file } = issue;
  const found = known.find((each) => isMadeFor(each, issue));
  const made = found === undefined ? await ask(createIssue(issue)) : ok(found.url);
  if (!made.ok) return made;
  const url = /https?:\/\/\S+\/issues\/\d+/.exec(made.value)?.[0];
  if (url === undefined) return err(failure(`gh made an issue for ${file} and did not say which`));
  const noted = noteUrl(files, file, url);
  if (!noted.ok) return noted;
  note({ file, action: found === undefined ? 'created' : 'found', url, to: null });
  return ok(url);
};

const syncIssue = async (sync: Sync, issue: WantedIssue): Promise<Result<null, Refusal>> => {
  const { ask, note, known, repository } = sync;
  const { file } = issue;
  if (issue.url !== null && !isOf(issue.url, repository))
    return err(failure(`${file}: ${issue.url} is no issue of ${repository}`, 'Mend or empty its "github:" line.'));
  const url = issue.url === null ? await firstUrl(sync, issue) : ok(issue.url);
  if (!url.ok) return url;
  const standing = known.find((each) => each.url === url.value);
  const isNew = issue.url === null && standing === undefined;
  if (!isNew && (standing === undefined || !isUpToDate(standing, issue))) {
    const edited = await ask(editIssue(issue, url.value));
    if (!edited.ok) return edited;
    note({ file, action: 'edited', url: url.value, to: null });
  }
  if (!issue.isClosed || standing?.isOpen === false) return ok(null);
  const closed = await ask(closeIssue(issue, url.value));
  if (closed.ok) note({ file, action: 'closed', url: url.value, to: null });
  return closed.ok ? ok(null) : closed;
};

const rename = (files: WritableFiles, folder: string, note: Sync['note']): Result<null, Refusal> => {
  const renamed = renameTasks(files, folder);
  if (!renamed.ok) return err(failure(renamed.error.message));
  for (const { from, to, url } of renamed.value) note({ file: from, action: 'renamed', url, to });
  return ok(null);
};

/** Names tasks after their issues; what the epic then says of them is told to GitHub as well. */
const takeNumbers = async ({ ask, files, note }: Sync, epic: CcpmEpic): Promise<Result<null, Refusal>> => {
  const [before] = wantedIssues(epic);
  const renamed = rename(files, epic.folder, note);
  const after = readCcpm(files).epics.find(({ folder }) => folder === epic.folder);
  const [own] = after === undefined ? [] : wantedIssues(after);
  if (!renamed.ok || own === undefined || own.url === null || own.body === before?.body) return renamed;
  const edited = await ask(editIssue(own, own.url));
  if (edited.ok) note({ file: own.file, action: 'edited', url: own.url, to: null });
  return edited.ok ? ok(null) : edited;
};

const syncAll = async (
  ask: Ask,
  files: WritableFiles,
  epic: CcpmEpic,
  note: (done: Done) => void,
): Promise<Result<null, Refusal>> => {
  const repository = await repositoryOf(ask);
  if (!repository.ok) return repository;
  const listed = await ask(askIssues);
  if (!listed.ok) return listed;
  const wanted = wantedIssues(epic);
  for (const call of makeLabels(wanted)) {
    const made = await ask(call);
    if (!made.ok) return made;
  }
  const known = readIssues(parsed(listed.value));
  // One name, one issue: a second file of that name would take the first one's issue for its own.
  const twice = wanted.find(
    ({ title, url }, at) => url === null && wanted.findIndex((each) => each.title === title) < at,
  );
  if (twice !== undefined)
    return err(failure(`${twice.file}: another file of the epic is named "${twice.title}"`, 'Name them apart.'));
  const sync = { ask, files, repository: repository.value, known, note };
  for (const issue of wanted) {
    const synced = await syncIssue(sync, issue);
    if (!synced.ok) return synced;
  }
  return await takeNumbers(sync, epic);
};

/** Writes which issue each task is, where that is not what is written. */
const writeMapping = (files: WritableFiles, epic: CcpmEpic): void => {
  const path = `${epic.folder}/github-mapping.md`;
  const text = mappingText(epic, now());
  const undated = (each: string): string => each.replace(/^Synced: .*$/m, '');
  const standing = files.read(path);
  if (epic.github !== null && (!standing.ok || undated(standing.value) !== undated(text))) write(files, path, text);
};

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const showPlan = (session: Session, epic: CcpmEpic): void => {
  const { screen } = session;
  const calls = planSync(epic);
  if (session.json) screen.line(JSON.stringify(calls, null, 2));
  else
    for (const { args, about, stdin } of calls)
      screen.line(['gh', ...args].map(quoted).join(' ') + (stdin === '' ? '' : `  # text of ${about ?? ''}`));
  const count = countUnnumbered(epic);
  if (count > 0) screen.note(`then ${count} task file(s) would be named after their issues`);
};

/** Brings an epic to GitHub through gh; with `dryRun` only shows the calls. Exits with 1 where it was stopped halfway. */
export const ccpmSync: Command<CcpmSyncArgs> = async (session, { epic: name, dryRun }) => {
  const { screen } = session;
  const files = findCcpm(session.directory);
  if (!files.ok) return complain(screen, files.error);
  const found = findEpic(readCcpm(files.value), name);
  if (!found.ok) return complain(screen, found.error);
  if (dryRun) {
    showPlan(session, found.value);
    return exitCode.ok;
  }
  const done: Done[] = [];
  const note = (each: Done): void => {
    done.push(each);
    if (!session.json) screen.line(`${each.action}  ${each.file}  ${each.to ?? each.url}`);
  };
  const { folder } = found.value;
  const read = (): CcpmEpic => readCcpm(files.value).epics.find((each) => each.folder === folder) ?? found.value;
  const begun = isHalfRenamed(files.value, folder) ? rename(files.value, folder, note) : ok(null);
  const gh = openGh(files.value.root, session.env);
  const synced = begun.ok ? await syncAll(askWith(gh), files.value, read(), note) : begun;
  // Written even where something failed: it tells what was done.
  if (synced.ok || done.length > 0) writeMapping(files.value, read());
  if (session.json) {
    const problem = synced.ok ? null : synced.error.message;
    screen.line(JSON.stringify({ epic: found.value.name, done, problem }, null, 2));
  } else if (synced.ok && done.length === 0) screen.note('nothing to do: GitHub has it all as it is here');
  if (synced.ok) return exitCode.ok;
  if (done.length > 0) screen.note(`what was done is written down; go on with: ws ccpm sync ${name}`);
  return complain(screen, synced.error);
};
