/** The log of an attempt that a coding CLI made: what it told of its work, and what its stream of documents leaves unsaid. */
import type { AttemptPaths } from '../../core/system.ts';
import { reportLines, type ReportSettings } from './view/report-line.ts';
import { headText, tailText } from './tail.ts';

type Logs = Pick<AttemptPaths, 'directory' | 'stdout' | 'stderr' | 'report'>;

/** Whether its stdout is a stream of documents for programs, which its report tells for people. */
export const isAgentLog = ({ stdout, report }: Logs): boolean =>
  headText(report, 1) === '{' && headText(stdout, 1) === '{';

/** Whether a line of stdout is part of the stream: what checks write into the same log is none. */
export const isOfStream = (line: string): boolean => {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};

/** What a report tells, line by line. */
export const toldLines = (
  text: string,
  { directory }: Logs,
  settings: Omit<ReportSettings, 'own'>,
): readonly string[] => text.split('\n').flatMap((line) => reportLines(line, { ...settings, own: directory }));

const TAIL_BYTES = 64 * 1024;

const linesOf = (text: string): readonly string[] => text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');

/** The end of the file without a line that begins before it. */
const wholeTail = (path: string): string => {
  const text = tailText(path, TAIL_BYTES);
  return Buffer.byteLength(text) < TAIL_BYTES ? text : text.slice(text.indexOf('\n') + 1);
};

/** The last lines of it: what checks and stderr say stands last. */
export const agentTail = (paths: Logs, count: number, settings: Omit<ReportSettings, 'own'>): readonly string[] =>
  [
    ...toldLines(wholeTail(paths.report), paths, settings),
    ...linesOf(wholeTail(paths.stdout)).filter((line) => !isOfStream(line)),
    ...linesOf(tailText(paths.stderr, TAIL_BYTES)),
  ].slice(-count);
