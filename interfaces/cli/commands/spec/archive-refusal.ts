/** Says why a change was not archived: to people and, where output is for programs, as one document as well. */
import type { ArchiveProblem } from '../../../../specifications/tools/archive/archive.ts';
import type { OpenTask } from '../../../../specifications/tools/archive/open-tasks.ts';
import { invalid } from '../../../house/refusals.ts';
import type { Refusal } from '../../../house/refusal.ts';
import { complain } from '../../complaint.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { Session } from '../../session.ts';

type Finding = Extract<ArchiveProblem, { readonly code: 'invalid' }>['findings'][number];

/** What stands in the document beside the words; empty where there is nothing of the kind. */
export type ProblemParts = {
  readonly code: ArchiveProblem['code'] | 'ring' | 'open-tasks' | 'not-written';
  readonly findings?: readonly Finding[];
  readonly tasks?: readonly OpenTask[];
};

/** Gives the exit code. */
export const refuseArchive = (session: Session, refusal: Refusal, parts: ProblemParts): ExitCode => {
  const { screen, json } = session;
  const { code, findings = [], tasks = [] } = parts;
  const { message, hint } = refusal;
  if (json) {
    const told = findings.map(({ file, line, column, message: why, rule }) => ({
      file,
      line,
      column,
      message: why,
      rule,
    }));
    screen.line(JSON.stringify({ problem: { code, message, hint, findings: told, tasks } }, null, 2));
  }
  return complain(screen, refusal);
};

/** Refuses for a problem of the change itself. */
export const refuseProblem = (session: Session, problem: ArchiveProblem, hint: string | null): ExitCode => {
  const findings = problem.code === 'invalid' ? problem.findings : [];
  for (const { file, line, column, message, rule } of findings)
    session.screen.complain(`${file}:${line}:${column}  ${message} (${rule})`);
  const { code, message } = problem;
  const refusal: Refusal =
    code === 'unknown-change' ? invalid(message) : { kind: 'findings', message, hint, diagnostics: [] };
  return refuseArchive(session, refusal, { code, findings });
};
