/** Definitions for tests: everything a step or workstream has, with defaults, and what the test is about on top. */
import { createHash } from 'node:crypto';
import { describeTool, SHELL } from '../../adapters/tools/descriptions.ts';
import { stepId, toolId } from '../../core/id.ts';
import { plainStep } from '../../core/plain-step.ts';
import { planWorkstream } from '../../core/planning/plan.ts';
import type { LoadParts } from '../../schema/load-workstream.ts';
import type { Plan } from '../../core/plan.ts';
import type { Step, Workstream } from '../../core/workstream.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What a workstream file is read with. */
export const reading: LoadParts = { digest: sha256, describe: describeTool, scriptTool: SHELL };

export const aStep = (id: string, needs: readonly string[] = [], over: Partial<Step> = {}): Step => ({
  ...plainStep(stepId(id), toolId('shell')),
  with: { run: 'true' },
  needs: needs.map(stepId),
  timeoutMs: 60_000,
  fixes: 0,
  ...over,
});

export const aWorkstream = (steps: readonly Step[], over: Partial<Workstream> = {}): Workstream => ({
  version: 1,
  id: 'test',
  title: 'Test',
  description: '',
  spec: null,
  base: 'HEAD',
  inputs: {},
  env: {},
  secrets: [],
  concurrency: null,
  failFast: false,
  onFailure: 'keep',
  steps,
  finally: [],
  outputs: {},
  ...over,
});

export const aPlan = (workstream: Workstream): Plan => {
  const plan = planWorkstream(workstream, sha256, describeTool);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
};
