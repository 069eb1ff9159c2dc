/** Keeps findings that a project already had out of the verdict. */
import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Finding } from './finding.ts';
import { isValid, type Validation } from './validate.ts';
import { messageOf } from '../../../core/thrown.ts';

/** How often each known finding may occur, by fingerprint. */
export type Baseline = { readonly version: 1; readonly known: Readonly<Record<string, number>> };

/** What a finding is recognised by: not its line, so that text above it may move. */
const fingerprint = ({ rule, file, message }: Finding): string =>
  createHash('sha256')
    .update(`${rule}\n${file}\n${message.replace(/\d+/g, '#')}`)
    .digest('hex')
    .slice(0, 16);

/** A baseline of all that a validation found. */
export const makeBaseline = ({ items }: Validation): Baseline => {
  const known: Record<string, number> = {};
  for (const finding of items.flatMap((item) => item.findings)) {
    const print = fingerprint(finding);
    known[print] = (known[print] ?? 0) + 1;
  }
  return { version: 1, known: Object.fromEntries(Object.entries(known).sort(([a], [b]) => (a < b ? -1 : 1))) };
};

/** Reads a baseline file; the error says what is wrong with it. */
export const parseBaseline = (text: string): Result<Baseline, string> => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('known' in value) || !('version' in value)) {
      return err('a baseline is a JSON object with "version" and "known"');
    }
    if (value.version !== 1) return err(`unknown baseline version ${String(value.version)}`);
    const { known } = value;
    if (typeof known !== 'object' || known === null) return err('"known" must be an object');
    const entries = Object.entries(known).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
    return ok({ version: 1, known: Object.fromEntries(entries) });
  } catch (error) {
    return err(messageOf(error));
  }
};

/** The validation without known findings; items are judged anew. */
export const withoutBaseline = (validation: Validation, baseline: Baseline): Validation => {
  const left = new Map(Object.entries(baseline.known));
  const items = validation.items.map((item) => {
    const findings = item.findings.filter((finding) => {
      const print = fingerprint(finding);
      const count = left.get(print) ?? 0;
      if (count > 0) left.set(print, count - 1);
      return count === 0;
    });
    return { ...item, findings, isValid: isValid(findings, validation.isStrict) };
  });
  return { ...validation, items, isValid: items.every((item) => item.isValid) };
};
