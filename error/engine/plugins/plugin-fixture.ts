/** A recorded log with a header that says where it comes from and what a plugin must find in it. */
import type { Issue } from '../reading/issue.ts';
import { readLog, type Log } from '../reading/log.ts';
import type { LoadedPlugin } from './plugin-set.ts';

export type PluginFixture = {
  /** `recorded, <tool and version>` or `written, <why>`. */
  readonly origin: string;
  readonly exitCode: number;
  /** `<code> <plugin>`, or `<code>` where no plugin speaks. */
  readonly verdict: string;
  /** `path:line:column code severity` each, with `-` for what is not known. */
  readonly issues: readonly string[];
  readonly log: string;
};

/** Reads a fixture: lines that begin with `#! `, an empty line, the log. What the header leaves out is empty. */
export const readPluginFixture = (text: string): PluginFixture => {
  const end = text.indexOf('\n\n');
  const header = text.slice(0, Math.max(0, end)).split('\n');
  const field = (name: string): readonly string[] =>
    header.filter((line) => line.startsWith(`#! ${name}: `)).map((line) => line.slice(`#! ${name}: `.length));
  return {
    origin: field('origin')[0] ?? '',
    exitCode: Number(field('exit')[0] ?? '1'),
    verdict: field('expect')[0] ?? '',
    issues: field('issue'),
    log: text.slice(end + 2),
  };
};

/** An issue as a fixture writes it. */
export const shortIssue = ({ path, line, column, code, severity }: Issue): string => {
  const unplaced = path === null ? '-' : `${path} -`;
  const place = line === null ? unplaced : `${path ?? '-'}:${line}:${column ?? '-'}`;
  return `${place} ${code ?? '-'} ${severity}`;
};

/** What a plugin made of a fixture, beside what it must; `problem` is what is wrong with the plugin itself. */
export type FixtureCheck = {
  readonly isAsExpected: boolean;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly problem: string | null;
};

const withoutSome = (all: readonly string[], some: readonly string[]): readonly string[] => {
  const left = [...some];
  return all.filter((each) => {
    const at = left.indexOf(each);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
};

/** Runs one plugin over one fixture, by itself; what `ws plugins test` prints. */
export const checkFixture = async (plugin: LoadedPlugin, fixture: PluginFixture): Promise<FixtureCheck> => {
  const log: Log = await readLog({ stdout: fixture.log, stderr: '', exitCode: fixture.exitCode });
  const result = await plugin.examine(log);
  if (!result.ok)
    return { isAsExpected: false, missing: fixture.issues, unexpected: [], problem: result.error.message };
  const found = result.value.issues.map(shortIssue);
  const missing = withoutSome(fixture.issues, found);
  const unexpected = withoutSome(found, fixture.issues);
  const problem = result.value.problems.map(({ message }) => message).join('; ') || null;
  return { isAsExpected: missing.length + unexpected.length === 0 && problem === null, missing, unexpected, problem };
};
