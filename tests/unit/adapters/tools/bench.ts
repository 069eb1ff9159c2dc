/** Calls a tool of ws by itself, in a worktree of the test, as the engine would. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAttemptFiles } from '../../../../adapters/machine/attempt-files.ts';
import { NO_SURROUNDINGS } from '../../../../adapters/tools/agent/surroundings.ts';
import { createProcesses } from '../../../../adapters/machine/processes.ts';
import { ADAPTERS } from '../../../../adapters/tools/descriptions.ts';
import { createTools, type ToolParts } from '../../../../adapters/tools/registry.ts';
import { createShell } from '../../../../adapters/tools/shell/shell.ts';
import { shippedProfiles } from '../../../../config/profiles/load.ts';
import type { Failure } from '../../../../core/failure.ts';
import { runId, stepId, toolId } from '../../../../core/id.ts';
import type { Json, JsonObject } from '../../../../core/json.ts';
import { ok, type Result } from '../../../../core/result.ts';
import { ALONE, type ToolCall, type ToolFailure, type ToolOutcome } from '../../../../core/tool.ts';
import type { Parked } from '../../../../core/attempt.ts';
import type { ToolProfile } from '../../../../core/tool-profile.ts';
import { writeFiles } from '../../../rig/ws.ts';
import { temporary } from '../git/rig.ts';

export type Called = {
  readonly ended: Result<ToolOutcome | Parked, ToolFailure>;
  /** null where it failed. */
  readonly outputs: JsonObject | null;
  /** null where it succeeded. */
  readonly failure: Failure | null;
  readonly worktree: string;
  readonly stderr: string;
  /** What it told of its work. */
  readonly report: string;
};

export type BenchSettings = {
  /** What lies in the worktree. */
  readonly files?: Readonly<Record<string, unknown>>;
  readonly call?: Partial<ToolCall>;
  readonly input?: Json;
  readonly profile?: Partial<ToolProfile>;
  readonly parts?: Partial<ToolParts>;
  /** Called with each message of its report. */
  readonly onMessage?: (text: string) => void;
  /** Where it lies already. */
  readonly worktree?: string;
};

const readOr = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** The tool of a shipped profile, or of one that is like it. */
export const callTool = async (name: string, args: JsonObject, settings: BenchSettings = {}): Promise<Called> => {
  const root = temporary();
  const worktree = settings.worktree ?? join(root, 'tree');
  mkdirSync(worktree, { recursive: true });
  writeFiles(worktree, settings.files ?? {});
  const processes = createProcesses({ graceMs: 200 });
  const profile = shippedProfiles(ADAPTERS).get(toolId(name));
  if (profile === undefined) throw new Error(`${name} is shipped`);
  const profiles = new Map([[profile.name, { ...profile, ...settings.profile }]]);
  const tool = createTools(profiles, {
    shell: createShell(processes),
    processes,
    surroundings: NO_SURROUNDINGS,
    ...settings.parts,
  }).find(profile.name);
  const files = createAttemptFiles(join(root, 'state'));
  const attempt = { run: runId('r'), step: stepId('s'), attempt: 1 };
  const paths = await files.open(attempt, { input: settings.input ?? null, failure: null });
  if (!paths.ok || tool === null) throw new Error('there is a tool');
  const { access, sandbox } = tool.describe(args);
  const call: ToolCall = {
    ...{
      attempt,
      origin: ALONE,
      outputs: null,
      with: args,
      cwd: worktree,
      worktree,
      paths: paths.value,
      timeoutMs: 20_000,
      limits: null,
    },
    ...{ access, sandbox, signal: new AbortController().signal, changed: async () => ok([]) },
    env: { PATH: process.env['PATH'] ?? '' },
    ...settings.call,
  };
  try {
    const report = files.report(attempt);
    const message = (text: string): void => {
      report.message(text);
      settings.onMessage?.(text);
    };
    const ended = await tool.execute(call, { ...report, message });
    return {
      ...{ ended, worktree, stderr: readOr(paths.value.stderr), report: readOr(paths.value.report) },
      outputs: ended.ok && 'outputs' in ended.value ? ended.value.outputs : null,
      failure: ended.ok ? null : ended.error.failure,
    };
  } finally {
    processes[Symbol.dispose]();
  }
};
