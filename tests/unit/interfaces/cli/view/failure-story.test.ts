import { createColors } from 'picocolors';
import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../../../core/diagnosis.ts';
import { instant } from '../../../../../core/id.ts';
import type { Issue } from '../../../../../core/issue.ts';
import type { Decision } from '../../../../../core/policy.ts';
import {
  failureHeadline,
  failureStory,
  type FailureContext,
} from '../../../../../interfaces/cli/view/failure-story.ts';
import { workstreamOf } from '../example.ts';
import { exit1, start } from '../script.ts';

const issue = (line: number): Issue => ({
  ...{ tool: 'eslint', path: 'src/a.js', line, column: 7, code: 'no-var' },
  ...{ category: 'lint', severity: 'error', message: 'Unexpected var' },
});
const diagnosis: Diagnosis = {
  ...{ code: 'check-failed', severity: 'error', plugin: 'eslint', signature: 'check-failed/eslint/1a' },
  ...{ message: 'ESLint: 9 problems', issues: [issue(3)], fix: null, retryAt: null, problems: [] },
};
const [step = null] = workstreamOf({ lint: [] }, {}).steps.map((one) => ({
  ...one,
  fallback: [{ tool: one.tool, with: { run: 'npm run lint:old\nexit' }, breakers: [] }],
}));
const context: FailureContext = { attempt: 2, at: start, step, helped: null, paint: createColors(false) };
const tell = (decision: Decision, over: Partial<FailureContext> = {}, read: Diagnosis | null = diagnosis) =>
  failureStory({ failure: exit1, diagnosis: read, decision }, { ...context, ...over }).map((line) => line.trim());
const reason = 'so';

describe('one failure', () => {
  test('names its issues, who found them and its signature', () => {
    expect(tell({ kind: 'escalate', reason })).toEqual([
      'src/a.js:3:7  Unexpected var (no-var)',
      '→ give up: it is for people now, because: so',
      'found by eslint · signature check-failed/eslint/1a',
    ]);
    const many = { ...diagnosis, issues: Array.from({ length: 12 }, (_, at) => issue(at + 1)) };
    expect(tell({ kind: 'escalate', reason }, {}, many)[8]).toBe('and 4 more');
  });

  test('that could not be read is told by its message', () => {
    expect(tell({ kind: 'log', reason }, {}, null)).toEqual([
      'The command ended with exit code 1.',
      '→ write it down and go on, because: so',
    ]);
  });

  test.each<[Decision, string]>([
    [{ kind: 'retry', at: instant(start), counts: true, reason }, '→ try again at once, because: so'],
    [{ kind: 'retry', at: instant(start + 2000), counts: true, reason }, '→ try again in 2.0s, because: so'],
    [{ kind: 'fallback', to: 1, reason }, '→ fall back to shell: npm run lint:old, because: so'],
    [{ kind: 'ask', prompt: '?', choices: ['again'], reason }, '→ ask a person, because: so'],
  ])('%j reads as %j', (decision, line) => expect(tell(decision)).toContain(line));

  test('with a fix says whether it helped', () => {
    const fix: Decision = {
      kind: 'fix',
      fix: { title: 'Mend it', argv: ['eslint', '--fix', 'a b'], cwd: null },
      reason,
    };
    expect(tell(fix)).toContain('→ fix it with eslint --fix "a b" (Mend it), because: so');
    expect(tell(fix)).not.toContain('it helped');
    expect(tell(fix, { helped: true })).toContain('it helped');
    expect(tell(fix, { helped: false })).toContain('it did not help, and was undone');
  });

  test('never moves the cursor of a terminal', () => {
    const bad = { ...diagnosis, issues: [{ ...issue(1), message: 'a\u001b[2Jb\nc' }] };
    expect(tell({ kind: 'escalate', reason }, {}, bad)[0]).toBe('src/a.js:1:7  ab c (no-var)');
  });

  test('has its attempt in the headline', () => {
    expect(failureHeadline({ failure: exit1, diagnosis }, 2)).toBe('attempt 2: exit 1: check failed (eslint)');
    expect(failureHeadline({ failure: exit1, diagnosis: null }, null)).toBe('exit 1');
  });
});
