/** A configuration as people write it, once the validator let it through. */
import type { DiagnosisCode } from '../core/failure.ts';
import type { IssueSeverity } from '../core/issue.ts';
import type { Topic } from '../core/hook.ts';
import type { ProviderKind, Reasoning } from '../core/model.ts';

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

export type WrittenModelSettings = {
  readonly provider?: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly timeout?: string;
  readonly reasoning?: Reasoning;
};

export type WrittenRateLimit = {
  readonly requests?: number;
  readonly tokens?: number;
  readonly per?: string;
  readonly burst?: number;
};

export type WrittenPrice = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
};

type WrittenModel = Omit<WrittenModelSettings, 'provider' | 'model'> & {
  readonly contextWindow?: number;
  readonly price?: WrittenPrice;
};

export type WrittenProvider = Omit<WrittenModelSettings, 'provider'> & {
  readonly preset?: string;
  readonly kind?: ProviderKind;
  readonly key?: string;
  readonly baseURL?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly structured?: boolean;
  readonly limit?: WrittenRateLimit;
  readonly models?: Readonly<Record<string, WrittenModel>>;
};

type WrittenLevels = Readonly<Record<string, WrittenModelSettings>>;

export type WrittenModels = {
  readonly providers?: Readonly<Record<string, WrittenProvider>>;
  readonly defaults?: WrittenModelSettings;
  readonly agents?: WrittenLevels;
  readonly tasks?: WrittenLevels;
  readonly fallback?: readonly (string | { readonly provider: string; readonly model: string })[];
  readonly callerLimit?: WrittenRateLimit;
};

export type WrittenConfig = {
  readonly models?: WrittenModels;
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
  readonly cache?: {
    readonly maxSize?: number | string;
    readonly store?: { readonly folder: string; readonly key: string };
  };
  readonly pools?: Readonly<Record<string, number>>;
  readonly wait?: { readonly foreground?: string };
  readonly budgets?: { readonly day?: { readonly costUsd?: number; readonly tokens?: number } };
  readonly run?: { readonly withChanges?: 'ask' | 'yes' | 'no' };
  readonly prompts?: string;
  readonly worktrees?: { readonly root?: string };
  readonly http?: { readonly allow?: readonly string[] };
  readonly trust?: readonly string[];
};
