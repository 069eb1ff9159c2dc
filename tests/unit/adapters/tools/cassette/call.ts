/** A call as the engine makes one, on a machine of its own. */
import { runId, stepId } from '../../../../../core/id.ts';
import { ok } from '../../../../../core/result.ts';
import { ALONE, type ToolCall } from '../../../../../core/tool.ts';

export type Elsewhere = { readonly run?: string; readonly root?: string; readonly attempt?: number };

export const callAt = ({ run = 'abcdefghi1', root = '/one', attempt = 1 }: Elsewhere = {}): ToolCall => {
  const directory = `${root}/state/${run}/fix/${attempt}`;
  const worktree = `${root}/trees/${run}`;
  return {
    attempt: { run: runId(run), step: stepId('fix'), attempt },
    ...{ origin: ALONE, with: {}, cwd: worktree, worktree, env: {}, timeoutMs: 1, limits: null, sandbox: 'off' },
    ...{ access: 'shared', outputs: null },
    paths: {
      ...{ directory, stdout: `${directory}/stdout.log`, stderr: `${directory}/stderr.log` },
      ...{ input: `${directory}/input.json`, output: `${directory}/output`, failure: `${directory}/failure.json` },
      ...{ report: `${directory}/report.ndjson`, home: `${root}/state/${run}/fix/home` },
    },
    signal: new AbortController().signal,
    changed: async () => ok([]),
  };
};
