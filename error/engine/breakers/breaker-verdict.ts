/** Which failures speak of the tool that was called, and which of the work, of us or of the machine. */
import type { BreakerVerdict } from '../../../core/breakers.ts';
import type { Instant } from '../../../core/id.ts';
import { unreachable } from '../../../core/result.ts';
import type { FaultCode } from '../verdict/fault-code.ts';

/** `lasts`: it will fail again until something changes, so one failure is enough. */
type Testimony = 'works' | 'fails' | 'lasts' | 'unknown';

/** For each code what it says of the tool, and why. The table of docs/errors/breakers.md. */
export const TESTIMONIES: Readonly<Record<FaultCode, readonly [Testimony, string]>> = {
  none: ['works', 'it did what was asked'],
  'check-failed': ['works', 'it found faults in the work, which is what it is for'],
  'secret-in-commit': ['unknown', 'the work held a secret; that says nothing of the tool'],
  'replay-miss': ['unknown', 'nobody was called'],
  quarantined: ['unknown', 'the step takes ws down; that says nothing of the tool'],
  'secret-found': ['works', 'it found a secret, which is what it is for'],
  'git-conflict': ['works', 'git answered; the changes do not fit each other'],
  'acceptance-failed': ['works', 'it answered; the work is not good enough yet'],
  'read-only-violated': ['works', 'it answered; it wrote although it was only to read'],
  'scope-violated': ['works', 'it answered; it wrote where it should not'],
  refused: ['works', 'it answered; it will not do this'],
  truncated: ['works', 'it answered; the answer was cut off'],
  'model-not-found': ['unknown', 'it was asked for a model that it does not have'],
  'bad-output': ['works', 'it answered; the answer has another shape than asked for'],
  'bad-input': ['unknown', 'what it was called with is wrong, so nothing was tried'],
  'rate-limited': ['fails', 'it asks to be left alone for a while'],
  unavailable: ['fails', 'it is down or overloaded'],
  network: ['fails', 'it cannot be reached'],
  'quota-exceeded': ['lasts', 'the account is used up: no call succeeds before its reset'],
  'budget-exceeded': ['unknown', 'the limit is ours; the tool was not asked'],
  unauthenticated: ['lasts', 'the key is refused: no call succeeds before somebody gives another'],
  'permission-denied': ['works', 'it answered; this one thing is not allowed'],
  'context-too-long': ['works', 'it answered; the prompt is too long for it'],
  'tool-missing': ['fails', 'it is not there, if perhaps only for this repository'],
  timeout: ['fails', 'it did not answer in time'],
  'out-of-memory': ['unknown', 'the machine was short of memory, whoever used it'],
  'disk-full': ['unknown', 'the machine was short of room, whoever used it'],
  workspace: ['unknown', 'the worktree was not in a state to work in'],
  'refresh-differs': ['works', 'it ran to its end; it changed what it should not'],
  'leaves-missing': ['unknown', 'nobody was called'],
  'sandbox-missing': ['unknown', 'the tool was never started'],
  'breaker-open': ['unknown', 'nobody was called'],
  interrupted: ['unknown', 'the call was cut short by us'],
  rejected: ['unknown', 'a person said no to the work'],
  'tool-exit': ['unknown', 'it ended, and nobody understood why: that says nothing of the tool, neither good nor bad'],
  'tool-signal': ['unknown', 'it crashed or somebody killed it; nobody can tell which'],
  'body-failed': ['unknown', 'the steps inside speak for themselves'],
  'loop-exhausted': ['unknown', 'the steps inside speak for themselves'],
  'integration-failed': ['works', 'the work is sound by itself, and not beside what others did'],
  bug: ['unknown', 'the fault is in ws'],
};

const OF_ACCOUNTS: ReadonlySet<FaultCode> = new Set<FaultCode>(['quota-exceeded', 'rate-limited', 'unauthenticated']);

/** Whether a failure speaks of the account that pays, and not of whoever was called. */
export const isOfAccount = (code: FaultCode): boolean => OF_ACCOUNTS.has(code);

/** What the end of a call says of the tool; `retryAt` is when the tool said it would be back. */
export const verdictOf = (code: FaultCode, retryAt: Instant | null): BreakerVerdict => {
  const [testimony] = TESTIMONIES[code];
  switch (testimony) {
    case 'works':
    case 'unknown':
      return { kind: testimony };
    case 'fails':
      // Who names the moment knows that nothing will work before it.
      return { kind: 'fails', until: retryAt, isLasting: retryAt !== null };
    case 'lasts':
      return { kind: 'fails', until: retryAt, isLasting: true };
    default:
      return unreachable(testimony);
  }
};
