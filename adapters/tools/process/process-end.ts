/** What the end of a process means for the step that started it. */
import type { Failure } from '../../../core/failure.ts';
import { err, ok, unreachable } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { ProcessEnd } from '../../../core/system.ts';
import type { ToolOutcome } from '../../../core/tool.ts';

/** Exit codes that shells give a meaning, and what a person can do about them. */
const hintOf = (exitCode: number): string => {
  if (exitCode === 126) return ': a program was found but may not be executed (is it marked executable?)';
  if (exitCode === 127) return ': a program was not found (is it installed and on PATH? stderr.log names it)';
  // 128 + signal, as a shell reports a command of its own that was killed.
  if (exitCode === 137) return ': a program was killed with SIGKILL, often because memory ran out';
  return '';
};

const refusal = (end: Extract<ProcessEnd, { readonly kind: 'refused' }>): Failure => {
  const { message } = end;
  switch (end.reason) {
    case 'sandbox-missing':
      return { code: 'sandbox-missing', message: `${message}. Install bubblewrap, or set sandbox to "auto"` };
    case 'environment-too-large':
      return { code: 'bad-input', pointer: '/env', message };
    case 'disk-full':
      return { code: 'disk-full', message };
    case 'cwd-missing':
      return { code: 'bad-input', pointer: '/cwd', message: `${message}; check cwd of the step` };
    default:
      return unreachable(end.reason);
  }
};

/** Exit code 0 is an outcome; everything else is the failure with the code whose remedy fits. */
export const outcomeOfEnd = (end: ProcessEnd, tool: string): Result<ToolOutcome, Failure> => {
  switch (end.kind) {
    case 'exited':
      if (end.exitCode === 0) return ok({ outputs: {}, exitCode: 0 });
      return err({
        code: 'tool-exit',
        status: end.exitCode,
        message: `${tool} exited with code ${end.exitCode}${hintOf(end.exitCode)}`,
      });
    case 'signalled':
      return err({ code: 'tool-signal', signal: end.signal, message: `${tool} was killed by ${end.signal}` });
    case 'timeout':
      return err({
        code: 'timeout',
        afterMs: end.afterMs,
        message: `${tool} was stopped because it took longer than ${end.afterMs / 1000} s (timeout of the step)`,
      });
    case 'aborted':
      // Who aborted is known to whoever holds the signal; that one tells a stop from a cancel.
      return err({ code: 'interrupted', by: 'cancel', message: `${tool} was stopped on request` });
    case 'over-limit':
      return err({ code: 'out-of-memory', message: `${tool} ${end.message}` });
    case 'missing':
      return err({
        code: 'tool-missing',
        tool: end.program,
        message: `There is no program ${end.program} on PATH, or it may not be executed, or lies in a folder that the sandbox hides`,
      });
    case 'refused':
      return err(refusal(end));
    default:
      return unreachable(end);
  }
};
