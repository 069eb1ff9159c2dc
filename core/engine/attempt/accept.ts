/** Looks at what must hold once a tool is done. */
import type { Failure } from '../../failure.ts';
import type { ToolCall } from '../../tool.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';

/** Gives the first check that does not hold; null where all do. */
export const accept = async (
  { attempt, filled }: AttemptRequest,
  parts: AttemptParts,
  call: ToolCall,
): Promise<Failure | null> => {
  for (const asked of filled.acceptance) {
    const { check } = asked;
    if (asked.kind === 'file') {
      if (await parts.worktreeFiles.exists(call.worktree, asked.path)) continue;
      return { code: 'acceptance-failed', check, message: `acceptance: there is no file ${asked.path}` };
    }
    const checked = await parts.shell.execute(
      {
        ...call,
        with: { run: asked.run },
        env: { ...call.env, ...asked.env },
        origin: { ...call.origin, env: { ...call.origin.env, ...asked.env } },
      },
      parts.files.report(attempt),
    );
    if (checked.ok) continue;
    const cause = checked.error.failure;
    if (cause.code === 'interrupted' || cause.code === 'timeout' || cause.code === 'disk-full') return cause;
    const asWritten = check.kind === 'run' ? check.script : asked.run;
    return { code: 'acceptance-failed', check, message: `acceptance: ${asWritten.trim()}: ${cause.message}` };
  }
  return null;
};
