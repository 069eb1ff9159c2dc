/** Reads what `go build`, `go vet`, `go run` and `go test` print, the last also as JSON events. */
import { isJsonObject } from '../../../core/json.ts';
import { issueOf, type Issue, type IssueCategory } from '../../engine/reading/issue.ts';
import { isForeignPath } from '../../engine/reading/place.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import type { Log } from '../../engine/reading/log.ts';

const PLACED = /^(?!::)(?:vet: )?(?:\.\/)?(\S.*?\.go|(?:\S{1,300}\/)?go\.(?:mod|work|sum)):(\d+):(?:(\d+):)? (.+)$/;
const RUN = /^=== (?:RUN|CONT|NAME) {1,4}(\S+)$/;
const FAILED = /^ *--- FAIL: (\S+) \([\d.]+(?:s| seconds)\)$/;
/** What is logged while tests pass is no fault. */
const WENT_WELL = /^(?: *--- PASS: |PASS$|ok {1,4}\t?\S)/;
const WENT_WRONG = /^(?: *--- FAIL: |FAIL\b|panic: |fatal error: |# \S)/;
const TEST_LINE = /^ {4,40}(\S+?\.go):(\d+): ?(.*)$/;
const TESTIFY = /^\s*Error:\s{1,20}(.*)$/;
const PACKAGE = /^FAIL\t(\S+)(?:\t| \[|$)/;
/** A suite of testify catches what a test threw, and says it as if it were a place. */
const PANIC = /^(?:(?:panic|fatal error)|\s{0,12}suite\.go:\d{1,5}: test panicked): (.+?)(?: \[recovered\].*)?$/;
const FRAME = /^\s{0,8}(\/.+\.go):(\d+)(?: \+0x[\da-f]+)?$/;
const MODULE =
  /^go: (.*(?:cannot |no required module|missing |not found|inconsistent|updates to go\.mod|requires go |unknown revision|errors parsing (?!go\.(?:mod|work):$)).*)$/;
const RACE = /^WARNING: DATA RACE$/;
const RACE_FRAME = /^ {0,6}(\/\S{1,400}\.go):(\d+)(?: \+0x[\da-f]+)?$/;
/** A package that cannot be built at all. */
const REFUSED =
  /^\s{0,4}(?:package|imports) (\S{1,300}): ((?:import cycle|build constraints|cannot find|no Go files|use of internal|.{0,80}is not in).*)$/;
const ANY = /^(?:--- FAIL: |FAIL\t|panic: |fatal error: |go: |# \S|package \S)/;

/** The folder of a package: its import path without host and repository. */
const folderOf = (importPath: string): string => {
  const parts = importPath.split('/').filter((part) => !/^v\d{1,3}$/.test(part));
  if (!(parts[0] ?? '').includes('.')) return parts.slice(1).join('/');
  const isHosted = ['github.com', 'gitlab.com', 'bitbucket.org'].includes(parts[0] ?? '');
  return parts.slice(isHosted ? 3 : 2).join('/');
};

const pathIn = (importPath: string | null, file: string): string => {
  const folder = importPath === null || file.includes('/') ? '' : folderOf(importPath);
  return folder === '' ? file : `${folder}/${file}`;
};

type Finding = { readonly file: string; readonly line: string; readonly message: string; readonly test: string };

/** What is known of the package whose lines are being read; its name comes last. */
class PackageReader {
  readonly #issues: Issue[] = [];
  #findings: Finding[] = [];
  #failed: string[] = [];
  #current: string | null = null;
  #pending = new Map<string, Finding[]>();
  #panic: string | null = null;
  #awaitsFrame = false;
  #racing = false;
  #hasRaced = false;
  #awaitsMessage: { readonly test: string; readonly file: string; readonly line: string } | null = null;

  read(line: string): void {
    const started = RUN.exec(line)?.[1];
    const failed = FAILED.exec(line)?.[1];
    if (RACE.test(line)) this.#racing = true;
    if (this.#racing && this.#readRace(line)) return;
    if (started !== undefined) this.#current = started;
    else if (failed !== undefined) this.#fail(failed);
    else if (PANIC.test(line)) this.#readRest(line);
    else if (this.#awaitsFrame && this.#readFrame(line)) return;
    else if (this.#readTestLine(line)) return;
    else this.#readRest(line);
  }

  end(importPath: string | null): readonly Issue[] {
    this.#settle(importPath);
    return this.#issues;
  }

  #fail(test: string): void {
    this.#failed.push(test);
    this.#findings.push(...(this.#pending.get(test) ?? []));
    this.#pending.delete(test);
    this.#current = test;
  }

  #readTestLine(line: string): boolean {
    const [, file, row, message] = TEST_LINE.exec(line) ?? [];
    if (file === undefined || row === undefined || message === undefined) return this.#readTestify(line);
    if (this.#current === null || isForeignPath(file) || file === 'testing.go') return false;
    const finding = { file, line: row, message, test: this.#current };
    if (message === '') this.#awaitsMessage = finding;
    else this.#keep(finding);
    return true;
  }

  /** testify says what failed some lines below the place. */
  #readTestify(line: string): boolean {
    const message = this.#awaitsMessage === null ? undefined : TESTIFY.exec(line)?.[1];
    if (message === undefined || this.#awaitsMessage === null) return false;
    this.#keep({ ...this.#awaitsMessage, message: message === '' ? 'failed' : message });
    this.#awaitsMessage = null;
    return true;
  }

  #keep(finding: Finding): void {
    if (this.#failed.includes(finding.test)) this.#findings.push(finding);
    else this.#pending.set(finding.test, [...(this.#pending.get(finding.test) ?? []), finding].slice(-20));
  }

  #readFrame(line: string): boolean {
    const [, path, row] = FRAME.exec(line) ?? [];
    if (path === undefined || isForeignPath(path)) return false;
    const test = this.#failed.at(-1) ?? null;
    const message = test === null ? `panic: ${this.#panic}` : `${test}: panic: ${this.#panic}`;
    const category: IssueCategory = test === null ? 'runtime' : 'test';
    this.#issues.push(issueOf({ tool: 'go', path, line: row, code: test ?? 'panic', message, category }));
    this.#failed = this.#failed.slice(0, -1);
    this.#awaitsFrame = false;
    return true;
  }

  /** Of a race the first place of one's own counts; the test that runs into it fails without saying where. */
  #readRace(line: string): boolean {
    const [, path, row] = RACE_FRAME.exec(line) ?? [];
    if (path === undefined || isForeignPath(path)) return false;
    [this.#racing, this.#hasRaced] = [false, true];
    this.#issues.push(issueOf({ tool: 'go', path, line: row, code: 'race', message: 'data race', category: 'test' }));
    return true;
  }

  #readRest(line: string): void {
    const panic = PANIC.exec(line)?.[1];
    const [, path, row, column, message] = PLACED.exec(line) ?? [];
    const module = MODULE.exec(line)?.[1];
    const importPath = PACKAGE.exec(line)?.[1];
    const [, refused, reason] = REFUSED.exec(line) ?? [];
    if (panic !== undefined) [this.#panic, this.#awaitsFrame] = [panic, true];
    else if (path !== undefined && message !== undefined && message !== '') {
      this.#issues.push(issueOf({ tool: 'go', path, line: row, column, message, category: 'build' }));
    } else if (module !== undefined) {
      this.#issues.push(issueOf({ tool: 'go', path: 'go.mod', message: module, category: 'dependency' }));
    } else if (reason !== undefined) {
      this.#issues.push(issueOf({ tool: 'go', code: refused ?? null, message: reason, category: 'build' }));
    } else if (importPath !== undefined) this.#settle(importPath);
  }

  #settle(importPath: string | null): void {
    for (const { file, line, message, test } of this.#findings) {
      const path = pathIn(importPath, file);
      this.#issues.push(
        issueOf({ tool: 'go', path, line, code: test, message: `${test}: ${message}`, category: 'test' }),
      );
    }
    const explained = new Set(this.#findings.map((each) => each.test));
    // A test fails when a part of it does; only one that says nothing at all is worth a line of its own.
    for (const test of this.#failed) {
      const isExplained = explained.has(test) || this.#failed.some((other) => other.startsWith(`${test}/`));
      if (!isExplained && !this.#hasRaced)
        this.#issues.push(issueOf({ tool: 'go', code: test, message: `${test} failed`, category: 'test' }));
    }
    [this.#findings, this.#failed, this.#current, this.#panic] = [[], [], null, null];
    [this.#awaitsFrame, this.#awaitsMessage, this.#hasRaced] = [false, null, false];
    this.#pending = new Map();
  }
}

const readLines = (lines: readonly string[]): readonly Issue[] => {
  const reader = new PackageReader();
  if (lines.some((line) => WENT_WELL.test(line)) && !lines.some((line) => WENT_WRONG.test(line))) return [];
  for (const line of lines) reader.read(line);
  return reader.end(null);
};

/** Puts together what each package printed, which `go test -json` gives in pieces. */
const readEvents = (log: Log): readonly Issue[] => {
  const outputs = new Map<string, string>();
  for (const event of log.documents) {
    if (!isJsonObject(event) || typeof event['Package'] !== 'string' || typeof event['Output'] !== 'string') continue;
    outputs.set(event['Package'], (outputs.get(event['Package']) ?? '') + event['Output']);
  }
  return [...outputs.values()].flatMap((output) => readLines(output.split('\n')));
};

export const go: ErrorPlugin = definePlugin({
  name: 'go',
  canHandle: (log) =>
    (hasLine(log, ANY) && hasLine(log, /\.go:\d|^FAIL\t|^go: |go\.(?:mod|work|sum):\d/)) ||
    hasLine(log, REFUSED) ||
    hasLine(log, PLACED) ||
    readEvents(log).length > 0,
  parse: (log) => {
    const events = readEvents(log);
    return events.length > 0 ? events : readLines(log.lines);
  },
});
