/** What validation has to say about one place. */
import { invariant } from '../../../core/result.ts';
import { findRule, type Profile } from './rules/profiles.ts';
import type { Level } from './rules/rule.ts';

/** Replaces `[column, endColumn)` of one line; both count from 1. */
export type Edit = {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly text: string;
};

/** A change to one file that cannot alter what its author meant. */
export type Fix = { readonly title: string; readonly edits: readonly Edit[] };

export type Finding = {
  readonly rule: string;
  readonly level: Level;
  readonly message: string;
  /** Relative to the root, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What to do about it. */
  readonly hint: string;
  readonly fix: Fix | null;
  /** How the official report names the place: a path within the item and, for some rules, a line. */
  readonly official: { readonly path: string; readonly line: number | null };
};

/** A finding before a profile gave it a level. */
export type Remark = Omit<Finding, 'level' | 'hint'>;

/** Where a remark is about. Line and column count from 1. */
export type At = { readonly file: string; readonly line?: number; readonly column?: number };

/** Takes remarks in the order in which they are made. */
export type Remarks = {
  readonly all: readonly Remark[];
  /** Adds a remark of a rule. `official` is how the official report names the place, a line only where it has one; `fix` is how it is mended. */
  readonly add: (
    rule: string,
    at: At,
    message: string,
    official?: { readonly path: string; readonly line?: number; readonly fix?: Fix | null },
  ) => void;
};

/** An empty list of remarks. */
export const takeRemarks = (): Remarks => {
  const all: Remark[] = [];
  return {
    all,
    add: (rule, { file, line = 1, column = 1 }, message, official) => {
      invariant(findRule(rule) !== null, `rule ${rule} exists`);
      const place = { path: official?.path ?? file, line: official?.line ?? null };
      all.push({ rule, message, file, line, column, fix: official?.fix ?? null, official: place });
    },
  };
};

/** Gives remarks their level under a profile; those it is silent on are dropped. */
export const judge = (remarks: readonly Remark[], profile: Profile): readonly Finding[] =>
  remarks.flatMap((remark) => {
    const level = profile.levels.get(remark.rule);
    return level === undefined ? [] : [{ ...remark, level, hint: findRule(remark.rule)?.fix ?? '' }];
  });
