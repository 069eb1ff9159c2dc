/** Facts under each other: a label, and what it names. */
import type { JsonObject } from '../../../core/json.ts';
import { cut, pad, plainLine, widthOf } from '../fit.ts';

/** An empty label goes on with the one above. */
export type Labelled = readonly [label: string, text: string];

/** A line each, the texts aligned. They are whole: what they name is to be copied. */
export const labelledLines = (rows: readonly Labelled[]): readonly string[] => {
  const width = Math.max(0, ...rows.map(([label]) => widthOf(label)));
  return rows.map(([label, text]) => `  ${pad(label, width)}  ${text}`);
};

const shownValues = 20;
// The longest label beside them, and the blanks around it.
const LABEL_COLUMNS = 15;

/** The values of a run under one label, `name = value` each, cut for a terminal of `columns`; nothing where there are none. */
export const valueRows = (label: string, values: JsonObject | null, columns: number): readonly Labelled[] => {
  const all = Object.entries(values ?? {}).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return cut(plainLine(`${name} = ${text}`), columns - LABEL_COLUMNS);
  });
  const left = all.length - shownValues;
  const shown = left > 0 ? [...all.slice(0, shownValues), `and ${left} more`] : all;
  return shown.map((text, place): Labelled => [place === 0 ? label : '', text]);
};

/** That a run began with what was not committed, and the commit that holds it. */
export const changesRow = (changes: string | null): readonly Labelled[] =>
  changes === null ? [] : [['changes', `what was not committed when it began (${changes.slice(0, 10)})`]];
