/** A configuration as people write it, once the validator let it through. */
import type { DiagnosisCode } from '../core/failure.ts';
import type { IssueSeverity } from '../core/issue.ts';
import type { Topic } from '../core/hook.ts';

export type WrittenBreaker = {
  readonly failures?: number;
  readonly percentage?: number;
  readonly window?: string;
  readonly coolDown?: string;
};

export type WrittenHook = {
  readonly on: readonly Topic[];
  readonly command: readonly [string, ...string[]];
  readonly timeout?: string;
};

export type WrittenConfig = {
  readonly synchronous?: 'full' | 'normal';
  readonly logCap?: number | string;
  readonly grace?: string;
  readonly errors?: {
    readonly repeats?: number;
    readonly signatureTtl?: string;
    readonly severities?: Readonly<Partial<Record<DiagnosisCode, IssueSeverity>>>;
  };
  readonly plugins?: {
    readonly disabled?: readonly string[];
    readonly priorities?: Readonly<Record<string, number>>;
    readonly timeLimit?: string;
  };
  readonly breakers?: Readonly<Record<string, WrittenBreaker>>;
  readonly notify?: readonly WrittenHook[];
  readonly gc?: { readonly ignored?: string; readonly logs?: string; readonly runs?: string };
  readonly run?: { readonly withChanges?: 'ask' | 'yes' | 'no' };
  readonly worktrees?: { readonly root?: string };
  readonly http?: { readonly allow?: readonly string[] };
  readonly trust?: readonly string[];
};
