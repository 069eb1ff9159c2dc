/** Follows what the tools of a run tell of their work while they are at it. */
import { SHELL } from '../../../adapters/tools/descriptions.ts';
import { definitionAt } from '../../../core/definition-at.ts';
import type { RunId, StepId } from '../../../core/id.ts';
import type { AttemptFiles } from '../../../core/system.ts';
import type { Progress } from '../../house/progress.ts';
import { textFrom } from '../tail.ts';
import { reportLines, type ReportSettings } from './report-line.ts';

/** A line of a report, and the step that it is of. */
export type Told = { readonly step: StepId; readonly line: string };

export type ReportTail = {
  /** What was told since it was read last, of all steps under way; of `step` alone where one is named. */
  readonly read: (settings: Settings, step?: StepId) => readonly Told[];
};

type Settings = Omit<ReportSettings, 'own'>;

type Options = {
  readonly run: RunId;
  readonly progress: Progress;
  readonly files: Pick<AttemptFiles, 'paths'>;
};

/** How far one attempt was read. */
type Read = { readonly attempt: number; readonly offset: number };

/** A script tells nothing but what it prints; steps of all other tools are followed. */
export const followReports = ({ run, progress, files }: Options): ReportTail => {
  const isFollowed = (step: StepId): boolean => {
    const definition = definitionAt(progress.workstream, step);
    return definition !== null && definition.body === undefined && definition.tool !== SHELL;
  };
  const read = new Map<StepId, Read>();
  const isUsage = (line: string): boolean => line.startsWith('{"kind":"usage"');
  const more = (step: StepId, settings: Settings): readonly Told[] => {
    const attempt = progress.steps.get(step)?.attempts ?? 0;
    if (attempt === 0 || !isFollowed(step)) return [];
    const known = read.get(step);
    const from = known?.attempt === attempt ? known.offset : 0;
    const { report, directory: own } = files.paths({ run, step, attempt });
    const { text, offset } = textFrom(report, from);
    read.set(step, { attempt, offset });
    const lines = text.split('\n');
    // Of several sums that came together the last one tells all.
    const last = lines.findLastIndex(isUsage);
    return lines
      .filter((line, index) => !isUsage(line) || index === last)
      .flatMap((line) => reportLines(line, { ...settings, own }).map((each) => ({ step, line: each })));
  };
  return {
    read: (settings, step) =>
      (step === undefined ? [...progress.active.keys()] : [step]).flatMap((each) => more(each, settings)),
  };
};
