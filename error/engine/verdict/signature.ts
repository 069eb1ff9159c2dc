/** The signature of a failure: the same for the same failure again, whatever the time, the machine or the folder. */
import { createHash } from 'node:crypto';
import type { Instant } from '../../../core/id.ts';
import type { FaultCode } from './fault-code.ts';
import { severityRank, type Issue } from '../reading/issue.ts';

/** The order matters: what is longer is taken out before what it is made of. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '<time>'],
  [/\b\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[AP]M)?\b/gi, '<time>'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<id>'],
  [/\b0x[\da-f]{1,32}\b/gi, '<address>'],
  [/(?:\/private)?\/(?:tmp|var\/tmp|var\/folders|dev\/shm)\/[^\s'"`:,;()<>]{1,400}/g, '<temp>'],
  [/\b[A-Z]:\\{1,2}(?:[^\s'"\\]{1,80}\\{1,2}){1,12}Temp\\{1,2}[^\s'":,;()<>]{1,400}/g, '<temp>'],
  [/(?:\/[^\s'"`:,;()<>/]{1,200}){1,12}\/\.ws\/worktrees\/[^\s'"`:,;()<>/]{1,200}/g, '<root>'],
  [/\b(?=[\da-f]{0,63}\d)(?=[\da-f]{0,63}[a-f])[\da-f]{7,64}\b/gi, '<hash>'],
  // How a command ended says what failed; joined to its word, it is no number by itself.
  [/\b(exited with code|exit code|exit status) (\d{1,3})\b/gi, '$1_$2'],
  // A number by itself varies; one within a name, such as TS2322 or E0308, is the name.
  [
    /(?<![\w.])\d{1,20}(?:[.,]\d{1,20}){0,3}(?: ?(?:ms|µs|ns|s|sec|seconds?|m|min|minutes?|h|%|[kMG]i?B|bytes?)\b)?(?!\w)/g,
    '<n>',
  ],
];

const TEXT_LIMIT = 500;
/** How many issues tell one failure from another; more would only make it slower. */
const ISSUE_LIMIT = 50;

/** The text without what varies from one time to the next. Doing it twice changes nothing. */
export const normaliseText = (text: string): string => {
  let plain = text
    .slice(0, TEXT_LIMIT * 2)
    .replace(/\s+/g, ' ')
    .trim();
  for (const [pattern, name] of VARYING) plain = plain.replace(pattern, name);
  return plain.slice(0, TEXT_LIMIT);
};

/** Lines and columns move when code above them does; the fault stays the same. */
const issueKey = (issue: Issue): string =>
  [issue.tool, issue.code ?? '', normaliseText(issue.path ?? ''), normaliseText(issue.message)].join(' ');

export type Signed = {
  readonly code: FaultCode;
  readonly plugin: string | null;
  readonly message: string;
  readonly issues: readonly Issue[];
};

/** `<code>/<plugin>/<12 hex digits>`; of the worst issues where there are any, of the message where not. */
export const signatureOf = (failure: Signed): string => {
  const worst = failure.issues.reduce((rank, issue) => Math.max(rank, severityRank(issue.severity)), -1);
  const keys = new Set(failure.issues.filter((each) => severityRank(each.severity) === worst).map(issueKey));
  const said = keys.size > 0 ? [...keys].sort().slice(0, ISSUE_LIMIT) : [normaliseText(failure.message)];
  const digest = createHash('sha256').update(said.join('\n')).digest('hex').slice(0, 12);
  return `${failure.code}/${failure.plugin ?? '-'}/${digest}`;
};

/** How often a signature was seen. */
export type Sighting = { readonly count: number; readonly firstAt: Instant; readonly lastAt: Instant };

/** Sightings by signature; plain data. */
export type Tally = Readonly<Record<string, Sighting>>;

const TALLY_LIMIT = 1000;

/** The tally without what was not seen for `ttlMs`. */
export const withoutStale = (tally: Tally, now: Instant, ttlMs: number): Tally =>
  Object.fromEntries(Object.entries(tally).filter(([, sighting]) => now - sighting.lastAt < ttlMs));

/** The tally after one more sighting; stale ones are gone, and the oldest where there are too many. */
export const withSighting = (tally: Tally, signature: string, now: Instant, ttlMs: number): Tally => {
  const fresh = withoutStale(tally, now, ttlMs);
  const before = Object.hasOwn(fresh, signature) ? fresh[signature] : undefined;
  const sighting: Sighting = { count: (before?.count ?? 0) + 1, firstAt: before?.firstAt ?? now, lastAt: now };
  const entries = [...Object.entries(fresh).filter(([name]) => name !== signature), [signature, sighting] as const];
  if (entries.length <= TALLY_LIMIT) return Object.fromEntries(entries);
  return Object.fromEntries(entries.sort(([, a], [, b]) => b.lastAt - a.lastAt).slice(0, TALLY_LIMIT));
};
