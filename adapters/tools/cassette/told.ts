/** What a tool told of its work while it was at it: heard, and told again. */
import { withTexts, type Json } from '../../../core/json.ts';
import type { AttemptReport } from '../../../core/system.ts';
import { usageIn } from './usage-in.ts';
import type { Told } from './kept-call.ts';

/** A tool that talks without end fills no cassette. */
const MOST_TOLD = 20_000;

/** A report that tells `report` all that it is told, and keeps it. Of what was used only the last word is kept. */
export const hearTold = (
  report: AttemptReport,
): { readonly report: AttemptReport; readonly told: () => readonly Told[] } => {
  const told: Told[] = [];
  let used: Told | null = null;
  const keep = (...one: Told): void => {
    if (told.length < MOST_TOLD) told.push(one);
  };
  return {
    told: () => (used === null ? told : [...told, used]),
    report: {
      message: (text) => {
        keep('message', text);
        report.message(text);
      },
      tool: (name, subject) => {
        keep('tool', name, subject);
        report.tool(name, subject);
      },
      error: (text) => {
        keep('error', text);
        report.error(text);
      },
      file: (path) => {
        keep('file', path);
        report.file(path);
      },
      usage: (usage) => {
        used = ['usage', usage];
        report.usage(usage);
      },
    },
  };
};

/** The same with every text changed. */
export const changedTold = (told: readonly Told[], change: (text: string) => string): readonly Told[] =>
  told.map(([method, ...given]): Told => [method, ...given.map((each) => withTexts(each, change))]);

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Tells it once more. What has not the form that a report takes is passed over. */
export const tellAgain = (told: readonly Told[], report: AttemptReport): void => {
  for (const [method, first, second] of told) {
    switch (method) {
      case 'message':
        report.message(textOf(first));
        break;
      case 'tool':
        report.tool(textOf(first), textOf(second));
        break;
      case 'error':
        report.error(textOf(first));
        break;
      case 'file':
        report.file(textOf(first));
        break;
      case 'usage': {
        const usage = usageIn(first ?? null);
        if (usage !== null) report.usage(usage);
      }
    }
  }
};
