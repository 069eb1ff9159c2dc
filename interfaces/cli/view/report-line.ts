/** What a tool told of its work, as people read it: a line of a report becomes lines of text. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { cut, plainLine, wrapped } from '../fit.ts';
import type { Paint } from '../screen.ts';
import { spentText } from '../words.ts';

export type ReportSettings = {
  readonly paint: Paint;
  /** What a line may take. */
  readonly columns: number;
  /** The folder of the attempt: that files of its own are there is not told. */
  readonly own: string;
};

/** How many lines of one message or error are shown. */
const LONGEST = 40;

const textOf = (told: JsonObject, key: string): string => {
  const value = told[key];
  return typeof value === 'string' ? value : '';
};

const linesOf = (text: string, columns: number): readonly string[] => {
  const lines = wrapped(text.trim(), columns).filter((line) => line.trim() !== '');
  return lines.length <= LONGEST ? lines : [...lines.slice(0, LONGEST), `and ${lines.length - LONGEST} more lines`];
};

const toolLine = (told: JsonObject, { paint, columns }: ReportSettings): string => {
  const name = plainLine(textOf(told, 'name'));
  const [subject = '', ...more] = textOf(told, 'subject').trim().split('\n');
  const shown = cut(plainLine(subject), columns - name.length - 5);
  return `${paint.cyan('▸')} ${paint.bold(name)} ${shown}${more.length === 0 ? '' : ' …'}`.trimEnd();
};

const numberOf = (told: JsonObject, key: string): number | null => {
  const value = told[key];
  return typeof value === 'number' ? value : null;
};

const documentOf = (line: string): JsonObject | null => {
  try {
    // JSON.parse gives JSON and nothing else.
    const value = JSON.parse(line) as Json;
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
};

/** None where the line is no part of a report, or tells a person nothing. */
export const reportLines = (line: string, settings: ReportSettings): readonly string[] => {
  const { paint, columns } = settings;
  const told = documentOf(line);
  switch (told?.['kind']) {
    case 'message':
      return linesOf(textOf(told, 'text'), columns);
    case 'tool':
      return [toolLine(told, settings)];
    case 'error':
      return linesOf(textOf(told, 'text'), columns - 2).map((each) => `${paint.yellow('!')} ${each}`);
    case 'usage': {
      const spent = spentText({ tokens: numberOf(told, 'tokens'), costUsd: numberOf(told, 'costUsd') });
      return spent === null ? [] : [paint.dim(cut(`∑ ${spent} so far`, columns))];
    }
    case 'file':
      if (textOf(told, 'path').startsWith(`${settings.own}/`)) return [];
      return [`${paint.green('✎')} ${cut(plainLine(textOf(told, 'path')), columns - 2)}`];
    default:
      return [];
  }
};
