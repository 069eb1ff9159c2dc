/** What people have set for ws on this machine and in this repository, every default filled in. */
import type { Hook } from '../core/hook.ts';
import { invariant, type Result } from '../core/result.ts';
import { DEFAULT_BREAKER_SETTINGS, type BreakerSettings } from '../error/engine/breakers/breaker-settings.ts';
import { parseDuration } from '../schema/duration.ts';
import type { WrittenBreaker, WrittenConfig, WrittenHook, WrittenModels } from '../schema/written-config.ts';
import type { PolicySettings } from '../error/engine/policy/policy-settings.ts';
import type { PluginSettings } from '../error/engine/plugins/plugin-set.ts';
import { bytesOf } from './bytes.ts';
import type { Settings } from './settings.ts';

export type Configuration = {
  readonly settings: Settings;
  readonly errors: PolicySettings;
  readonly plugins: Pick<PluginSettings, 'disabled' | 'priorities' | 'timeLimitMs'>;
  /** `default` is for every breaker; what the others leave out is as there. */
  readonly breakers: {
    readonly default: BreakerSettings;
    readonly byName: ReadonlyMap<string, Partial<BreakerSettings>>;
  };
  readonly notify: readonly Hook[];
  /** As written: presets and prices are filled in when a model is asked. */
  readonly models: WrittenModels;
  readonly gc: {
    /** How long after the end of a run ignored files keep its worktree. */
    readonly ignoredMs: number;
    /** How long after the end of a run its logs, and its events, stay where they are; null: for ever. */
    readonly logsMs: number | null;
    readonly runsMs: number | null;
  };
  /** How much of what steps did is kept in a repository, and where machines keep it for each other. */
  readonly cache: {
    readonly maxBytes: number;
    readonly store: { readonly folder: string; readonly key: string } | null;
  };
  /** How much there is of what all runs of this machine share. */
  readonly pools: ReadonlyMap<string, number>;
  /** What all runs of this machine together may spend on a day (UTC); null: as much as there is. */
  readonly dayBudget: { readonly costMicroUsd: number | null; readonly tokens: number | null } | null;
  /** Whether runs begin with what is not committed in the checkout. */
  readonly withChanges: 'ask' | 'yes' | 'no';
  /** The absolute folder that holds the worktrees of all repositories; null: as the machine has it. */
  readonly worktreesRoot: string | null;
  /** The absolute folder of files that stand in place of shipped prompts of their names; null where nothing does. */
  readonly prompts: string | null;
  /** What the tool `http` may reach beyond the public internet: addresses, nets, and hosts with a port or without. */
  readonly httpAllow: readonly string[];
  /** Absolute paths of repositories that the user wants to look at once, and trust as they then are. */
  readonly trust: readonly string[];
};

const HOOK_TIMEOUT_MS = 30_000;

const msOf = (text: string): number => {
  const ms = parseDuration(text);
  invariant(ms !== null, `the schema lets only durations through, not ${text}`);
  return ms;
};

const breakerOf = ({ failures, percentage, window, coolDown }: WrittenBreaker): Partial<BreakerSettings> => ({
  ...(failures === undefined ? {} : { failures }),
  ...(percentage === undefined ? {} : { percentage }),
  ...(window === undefined ? {} : { windowMs: msOf(window) }),
  ...(coolDown === undefined ? {} : { coolDownMs: msOf(coolDown) }),
});

const hookOf = ({ on, command, timeout }: WrittenHook): Hook => ({
  on,
  command,
  timeoutMs: timeout === undefined ? HOOK_TIMEOUT_MS : msOf(timeout),
});

const dayBudgetOf = (day: NonNullable<WrittenConfig['budgets']>['day']): Configuration['dayBudget'] =>
  day === undefined || Object.keys(day).length === 0
    ? null
    : {
        costMicroUsd: day.costUsd === undefined ? null : Math.round(day.costUsd * 1e6),
        tokens: day.tokens ?? null,
      };

/** What is set where nobody sets anything, as one would write it. */
const DEFAULTS = {
  synchronous: 'full',
  logCap: '64MiB',
  grace: '5s',
  errors: { repeats: 3, signatureTtl: '1d' },
  plugins: { disabled: [], timeLimit: '2s' },
  breakers: { default: { failures: 5, percentage: 50, window: '1m', coolDown: '30s' } },
  notify: [],
  gc: { ignored: '14d' },
  cache: { maxSize: '5GiB' },
  wait: { foreground: '10m' },
  run: { withChanges: 'no' },
  http: { allow: [] },
  trust: [],
} as const satisfies WrittenConfig;

/** The same for others to show. */
export const DEFAULT_CONFIG: WrittenConfig = DEFAULTS;

/** Makes the configuration of what was written; what was left out is as in {@link DEFAULT_CONFIG}. */
export const configurationOf = (written: WrittenConfig): Configuration => {
  const { synchronous, logCap, grace, notify, trust } = { ...DEFAULTS, ...written };
  const errors = { ...DEFAULTS.errors, ...written.errors };
  const plugins = { ...DEFAULTS.plugins, ...written.plugins };
  const { default: general = {}, ...named } = written.breakers ?? {};
  return Object.freeze({
    settings: { synchronous, logCapBytes: bytesOf(logCap), graceMs: msOf(grace) },
    errors: {
      repeats: errors.repeats,
      signatureTtlMs: msOf(errors.signatureTtl),
      severities: written.errors?.severities ?? {},
      foregroundMs: msOf(written.wait?.foreground ?? DEFAULTS.wait.foreground),
    },
    plugins: {
      disabled: plugins.disabled,
      priorities: written.plugins?.priorities ?? {},
      timeLimitMs: msOf(plugins.timeLimit),
    },
    breakers: {
      default: { ...DEFAULT_BREAKER_SETTINGS, ...breakerOf(general) },
      byName: new Map(Object.entries(named).map(([name, breaker]) => [name, breakerOf(breaker)])),
    },
    notify: notify.map(hookOf),
    models: written.models ?? {},
    gc: {
      ignoredMs: msOf(written.gc?.ignored ?? DEFAULTS.gc.ignored),
      logsMs: written.gc?.logs === undefined ? null : msOf(written.gc.logs),
      runsMs: written.gc?.runs === undefined ? null : msOf(written.gc.runs),
    },
    cache: {
      maxBytes: bytesOf(written.cache?.maxSize ?? DEFAULTS.cache.maxSize),
      store: written.cache?.store ?? null,
    },
    pools: new Map(Object.entries(written.pools ?? {})),
    dayBudget: dayBudgetOf(written.budgets?.day),
    withChanges: written.run?.withChanges ?? DEFAULTS.run.withChanges,
    worktreesRoot: written.worktrees?.root ?? null,
    prompts: written.prompts ?? null,
    httpAllow: written.http?.allow ?? DEFAULTS.http.allow,
    trust,
  });
};

/** The configuration for who only looks; who drives has refused one that is not valid before. */
export const inForce = (loaded: Result<{ readonly configuration: Configuration }, unknown>): Configuration =>
  loaded.ok ? loaded.value.configuration : configurationOf({});

/** When the breaker of this name opens, and for how long. */
export const breakerSettingsOf = ({ breakers }: Pick<Configuration, 'breakers'>, name: string): BreakerSettings => ({
  ...breakers.default,
  ...breakers.byName.get(name),
});
