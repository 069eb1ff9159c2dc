/** What the policy decides of a failure, with as little said as a test needs. */
import type { DiagnosisCode, Failure } from '../../../../../core/failure.ts';
import type { Diagnosis, Fix } from '../../../../../core/diagnosis.ts';
import { instant, toolId, type Instant } from '../../../../../core/id.ts';
import type { Decision } from '../../../../../core/policy.ts';
import type { Recovery, StepRun } from '../../../../../core/run.ts';
import { UNTROUBLED } from '../../../../../core/state/recovery.ts';
import type { AgentDescription } from '../../../../../core/tool.ts';
import type { Retry } from '../../../../../core/retry.ts';
import type { Step } from '../../../../../core/workstream.ts';
import { createPolicy } from '../../../../../error/engine/policy/policy.ts';
import { DEFAULT_POLICY_SETTINGS, type PolicySettings } from '../../../../../error/engine/policy/policy-settings.ts';
import { severityUnder } from '../../../../../error/engine/verdict/severity.ts';
import { aStep } from '../../../../rig/step.ts';

export const now: Instant = instant(1_000_000);
export const exit1: Failure = { code: 'tool-exit', status: 1, message: 'exit 1' };
export const eslintFix: Fix = { title: 'Fix what ESLint can fix', argv: ['eslint', '--fix'], cwd: null };
const backoff = { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.25 };
export const retry = (limit: number, over: Partial<Retry> = {}): Retry => ({
  limit,
  on: null,
  repeats: null,
  backoff,
  ...over,
});
export const alternative = (tool: string): Step['fallback'][number] => ({ tool: toolId(tool), with: {}, breakers: [] });

export const diagnosis = (code: DiagnosisCode, over: Partial<Diagnosis> = {}): Diagnosis => ({
  code,
  severity: 'error',
  plugin: null,
  signature: `${code}/-/0`,
  message: 'it failed',
  issues: [],
  fix: null,
  retryAt: null,
  problems: [],
  ...over,
});

export type Given = {
  readonly step?: Partial<Step>;
  readonly recovery?: Partial<Recovery>;
  readonly failure?: Failure;
  readonly read?: Diagnosis | null;
  readonly settings?: Partial<PolicySettings>;
  /** Of a tool that remembers; left out: of one that does not. */
  readonly agent?: AgentDescription | null;
};

/** As whoever makes the diagnosis does: with the severity that the settings give it. */
const weighed = (read: Diagnosis, { severities = {} }: Partial<PolicySettings>): Diagnosis => ({
  ...read,
  severity: severityUnder(severities, read.code, read.severity),
});

export const decide = ({
  step = {},
  recovery = {},
  failure = exit1,
  read = null,
  settings = {},
  agent = null,
}: Given): Decision => {
  const policy = createPolicy({
    chance: { fraction: () => 0.5 },
    settings: { ...DEFAULT_POLICY_SETTINGS, foregroundMs: 1_800_000, ...settings },
    ...(agent === null ? {} : { agentOf: () => agent }),
  });
  const at: StepRun = {
    state: { kind: 'running' },
    attempts: 1,
    failures: 0,
    lastSeq: 1,
    past: null,
    recovery: { ...UNTROUBLED, ...recovery },
  };
  const diagnosis = read === null ? null : weighed(read, settings);
  return policy.decide({ failure, diagnosis }, { step: aStep('a', [], step), at, now });
};

export const seen = (...signatures: readonly string[]): Recovery['sightings'] =>
  signatures.map((signature) => ({ signature, at: now }));
