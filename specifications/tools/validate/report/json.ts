/** Prints a validation as our own JSON: every finding with rule, place, hint and fix. */
import type { Finding } from '../finding.ts';
import type { Validation } from '../validate.ts';
import { countLevels } from './text.ts';

export type JsonReport = {
  readonly version: 1;
  readonly profile: string;
  readonly strict: boolean;
  readonly valid: boolean;
  readonly counts: { readonly error: number; readonly warning: number; readonly info: number };
  readonly items: readonly {
    readonly type: string;
    readonly id: string;
    readonly valid: boolean;
    readonly findings: readonly Omit<Finding, 'official'>[];
  }[];
};

/** The report as a value that JSON can hold. */
export const jsonReport = (validation: Validation): JsonReport => ({
  version: 1,
  profile: validation.profile,
  strict: validation.isStrict,
  valid: validation.isValid,
  counts: countLevels(validation),
  items: validation.items.map(({ id, kind, isValid, findings }) => ({
    type: kind,
    id,
    valid: isValid,
    findings: findings.map(({ rule, level, message, file, line, column, hint, fix }) => ({
      rule,
      level,
      message,
      file,
      line,
      column,
      hint,
      fix,
    })),
  })),
});
