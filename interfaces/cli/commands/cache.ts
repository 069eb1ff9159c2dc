/** `ws cache`: what is kept of steps, why one was not found, and throwing it away. */
import { inForce } from '../../../config/configuration.ts';
import { counted } from '../../../core/counted.ts';
import { clearEntries, collectCache, listEntries, whyCached, type Why } from '../../house/cache/cache-verbs.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';
import { withHouse, withRun } from '../with-house.ts';
import { durationText, instantText, sizeText } from '../words.ts';

/** Prints a table, or with `--json` a document. */
export const cacheList: Command<null> = (session) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const entries = listEntries(house);
    if (session.json) screen.line(JSON.stringify({ entries }));
    else if (entries.length === 0)
      screen.note('nothing is kept. Steps with "cache: true" are: see docs/workstream-files.md');
    else {
      const rows = entries.map(({ step, workstream, run, at, tookMs, bytes }) => [
        ...[
          plainLine(step),
          plainLine(workstream),
          plainLine(run),
          instantText(at),
          durationText(tookMs),
          sizeText(bytes),
        ],
      ]);
      const heads = ['step', 'workstream', 'run', 'kept', 'took', 'size'];
      for (const line of tableLines(heads, rows, { columns: screen.columns, column: null })) screen.line(line);
    }
    return exitCode.ok;
  });

const differenceLine = ({ what, then, now }: NonNullable<Why['nearest']>['differs'][number]): string => {
  const shown = (text: string | null): string => (text === null ? 'nothing' : text);
  return `  ${what}: was ${shown(then)}, is ${shown(now)}`;
};

const whyLines = ({ step, attempt, isHit, nearest }: Why): readonly string[] => {
  if (isHit) return [`${step}, attempt ${attempt}, was done again from the cache`];
  if (nearest === null) return [`${step}, attempt ${attempt}, was made: nothing of this step was kept`];
  const head = `${step}, attempt ${attempt}, was made: the nearest that is kept, of run ${nearest.run}, differs in`;
  if (nearest.differs.length === 0)
    return [`${step}, attempt ${attempt}, was made: what is kept no longer applied, or was kept since`];
  return [head, ...nearest.differs.map(differenceLine)];
};

/** Says what became of the look of the last attempt at a step, and what differs from the nearest entry. */
export const cacheWhy: Command<{ readonly run: string; readonly step: string }> = (session, { run: given, step }) =>
  withRun(session, given, async (house, run) => {
    const { screen } = session;
    const why = await whyCached({ run: run.id, step }, house);
    if (!why.ok) return complain(screen, why.error);
    if (session.json) screen.line(JSON.stringify(why.value));
    else for (const line of whyLines(why.value)) screen.line(plainLine(line));
    return exitCode.ok;
  });

/** Throws away what was not of use for longest, and all that no entry holds. */
export const cacheGc: Command<{ readonly maxBytes: number | null; readonly unusedMs: number | null }> = (
  session,
  asked,
) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const maxBytes = asked.maxBytes ?? inForce(await house.configuration()).cache.maxBytes;
    const { entries, bytes, leftBytes } = collectCache({ maxBytes, unusedMs: asked.unusedMs }, house);
    if (session.json) screen.line(JSON.stringify({ entries, bytes, leftBytes }));
    else
      screen.note(
        `${counted(entries, 'kept attempt')} and ${sizeText(bytes)} thrown away; ${sizeText(leftBytes)} are left`,
      );
    return exitCode.ok;
  });

/** Throws away all of it, or all of a step. */
export const cacheClear: Command<{ readonly step: string | null }> = (session, { step }) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const entries = clearEntries(step, house);
    if (session.json) screen.line(JSON.stringify({ entries }));
    else screen.note(`${counted(entries, 'kept attempt')} thrown away`);
    return exitCode.ok;
  });
