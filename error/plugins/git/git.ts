/** Reads the conflicts that git reports when it merges, rebases, applies, checks out or pushes. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const CONFLICT = /^CONFLICT \(([\w/ -]{1,40})\): (.+)$/;
const MERGE = /^Merge conflict in (.+)$/;
const SUBJECT = /^(.+?) (?:deleted in|renamed to|added in|renamed|directory)/;
const PATCH = /^error: patch failed: (.+):(\d+)$/;
const UNMERGED = /^(?:U\t(.+)|(.+): needs merge)$/;
const OVERWRITTEN =
  /^error: (?:Your local changes to the following files|The following untracked working tree files) would be overwritten by \w+:$/;
/** Refusals without a path, by what they are about. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^(?:fatal|hint): (Need to specify how to reconcile divergent branches\.)$/, 'diverged'],
  [/^fatal: (Not possible to fast-forward, aborting\.)$/, 'diverged'],
  [/^fatal: (refusing to merge unrelated histories)$/, 'unrelated'],
  [
    /^error: (?:cannot \w[\w ]{0,40}: )(You have unstaged changes\.|Your index contains uncommitted changes\.)$/,
    'uncommitted',
  ],
  [/^fatal: (You have not concluded your (?:merge|cherry-pick).*)$/, 'unfinished'],
  [/^error: (\w{1,20} is not possible because you have unmerged files\.)$/, 'unmerged'],
];
const REJECTED = /^ ?! \[rejected\] {1,80}(\S.*) \((?:non-fast-forward|fetch first)\)$/;

const of = (path: string | null, code: string, message: string, line: string | null = null): Issue =>
  issueOf({ tool: 'git', path, line, code, message, category: 'conflict' });

const readLine = (line: string): Issue | null => {
  const [, kind, text] = CONFLICT.exec(line) ?? [];
  if (kind !== undefined && text !== undefined) {
    return of(MERGE.exec(text)?.[1] ?? SUBJECT.exec(text)?.[1] ?? null, kind, text);
  }
  const [, patched, row] = PATCH.exec(line) ?? [];
  if (patched !== undefined) return of(patched, 'patch', 'patch does not apply', row);
  const [, listed, needy] = UNMERGED.exec(line) ?? [];
  const unmerged = listed ?? needy;
  if (unmerged !== undefined) return of(unmerged, 'unmerged', 'has an unresolved conflict');
  for (const [pattern, code] of REFUSED) {
    const text = pattern.exec(line)?.[1];
    if (text !== undefined) return of(null, code, text);
  }
  const rejected = REJECTED.exec(line)?.[1];
  return rejected === undefined ? null : of(null, 'rejected', `the other side of ${rejected} has moved on`);
};

export const git: ErrorPlugin = definePlugin({
  name: 'git',
  canHandle: (log) =>
    hasLine(log, CONFLICT) ||
    hasLine(log, PATCH) ||
    hasLine(log, UNMERGED) ||
    hasLine(log, OVERWRITTEN) ||
    hasLine(log, REJECTED) ||
    REFUSED.some(([pattern]) => hasLine(log, pattern)),
  parse: (log) => {
    const issues: Issue[] = [];
    let isList = false;
    for (const line of log.lines) {
      const issue = readLine(line);
      if (OVERWRITTEN.test(line)) isList = true;
      else if (isList && line.startsWith('\t'))
        issues.push(of(line.slice(1), 'overwritten', 'has local changes in the way'));
      else {
        isList = false;
        if (issue !== null) issues.push(issue);
      }
    }
    const placed = issues.filter(({ path, code }) => path !== null || !REFUSED.some(([, refused]) => refused === code));
    return placed.length > 0 ? placed : issues;
  },
});
