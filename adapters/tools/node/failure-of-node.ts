/** What it means for a step how JavaScript of others ended. */
import type { Failure } from '../../../core/failure.ts';
import type { Json } from '../../../core/json.ts';
import { err, ok, unreachable, type Result } from '../../../core/result.ts';
import { outcomeOfEnd } from '../process/process-end.ts';
import type { NodeEnd } from './run-node.ts';

const LONGEST_SAID = 500;

/** What it gave; a failure with the place in its code where it threw. `name`: how that code is called. */
export const valueOfNode = ({ end, answer }: NodeEnd, name: string): Result<Json, Failure> => {
  // Who was stopped, or never started, has said nothing that counts.
  if (end.kind !== 'exited') {
    const ended = outcomeOfEnd(end, name);
    if (!ended.ok) return ended;
  }
  if (answer === 'too-large') return err({ code: 'bad-output', pointer: '', message: `${name} gave more than 16 MiB` });
  if (answer === null) {
    const status = end.kind === 'exited' ? end.exitCode : 0;
    return err({ code: 'tool-exit', status, message: `${name} ended (exit code ${status}) before it gave a result` });
  }
  switch (answer.kind) {
    case 'result':
      return ok(answer.value);
    case 'unfit':
      return err({
        code: 'bad-output',
        pointer: answer.pointer,
        message: `${name} gave what is no JSON: ${answer.message}`,
      });
    case 'thrown': {
      const { line = null, column = null } = answer.place ?? {};
      const place = line === null ? name : `${name}:${line}${column === null ? '' : `:${column}`}`;
      return err({ code: 'tool-exit', status: 1, message: `${place}: ${answer.message.slice(0, LONGEST_SAID)}` });
    }
    default:
      return unreachable(answer);
  }
};
