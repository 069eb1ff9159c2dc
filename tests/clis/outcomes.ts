/** What comes of each way in which a call can end, by CLI; the table in docs/coding-clis.md is written from it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** `says`: how people read it. `outcomes`: by column; where a limit of time may come first, more than one. */
export type OutcomeOfCell = {
  readonly says: string;
  readonly outcomes: Readonly<Record<string, readonly string[]>>;
};

// The file is ours.
export const OUTCOMES = JSON.parse(readFileSync(resolve(import.meta.dirname, 'outcomes.json'), 'utf8')) as Readonly<
  Record<string, OutcomeOfCell>
>;
