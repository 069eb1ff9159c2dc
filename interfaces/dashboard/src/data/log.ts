/** What an attempt wrote, in parts: never all of it, because logs have no end. */
import { ask, askRaw, part, query } from './ask.ts';
import type { Lists } from './resources.ts';

export type Stream = 'stdout' | 'stderr';

export type LogAt = { readonly run: string; readonly step: string; readonly attempt: number; readonly stream: Stream };

/** Where it is, for a download too. */
export const logPath = ({ run, step, attempt, stream }: LogAt): string =>
  `/runs/${part(run)}/steps/${part(step)}/attempts/${attempt}/${stream}`;

/** Some lines, counted from 0, and how many there are by now. */
export const linesOf = (at: LogAt, from: number, count: number): Promise<Lists['LogLines']> =>
  ask(`${logPath(at)}/lines${query({ from: from + 1, count })}`);

/** Numbers of the lines that hold a text, counted from 0; not more than the server finds worth it. */
export const searchLog = async (at: LogAt, q: string): Promise<readonly number[]> =>
  (await ask<Lists['LogHits']>(`${logPath(at)}/search${query({ q })}`)).items.map(({ line }) => line - 1);

const MOST_BYTES = 2 * 1024 * 1024;

/** The last of it as text, from the beginning of a line. */
export const tailOf = async (at: LogAt): Promise<string> => {
  const answer = await askRaw(logPath(at), { headers: { accept: '*/*', range: `bytes=-${MOST_BYTES}` } });
  const text = await answer.text();
  const isCut = answer.status === 206 && !(answer.headers.get('content-range') ?? 'bytes 0-').startsWith('bytes 0-');
  return isCut ? text.slice(text.indexOf('\n') + 1) : text;
};
