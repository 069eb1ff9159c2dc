/** `ws tools why`: which tool would do a step that requires, and how each of those that could was judged. */
import type { Requirement } from '../../../core/requirement.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { didYouMean } from '../../../core/planning/nearest.ts';
import { objectionToRequirement } from '../../../adapters/tools/selection/rank.ts';
import type { Refusal } from '../../house/refusal.ts';
import { invalid } from '../../house/refusals.ts';
import { openCandidates, type Candidate } from '../../house/tools/choose-tool.ts';
import { toolsAt } from '../../house/tools/house-tools.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import { loadPlan } from '../load-plan.ts';
import type { Command, Session } from '../session.ts';
import { tableLines } from '../table.ts';

export type ToolsWhyArgs = {
  /** A workstream and a step of it; null where the options say what is required. */
  readonly step: { readonly file: string; readonly name: string } | null;
  readonly requirement: Requirement;
};

type Asked = { readonly requirement: Requirement; readonly secrets: readonly string[] };

const askedOf = async (session: Session, { step, requirement }: ToolsWhyArgs): Promise<Result<Asked, Refusal>> => {
  if (step === null) return ok({ requirement, secrets: [] });
  const plan = await loadPlan(session, step.file);
  if (!plan.ok) return plan;
  const found = plan.value.steps.find(({ id }) => id === step.name);
  if (found === undefined) {
    const known = plan.value.steps.map(({ id }) => id);
    return err(invalid(`${step.file} has no step "${step.name}"`, didYouMean(step.name, known).trim() || null));
  }
  if (found.requires === undefined)
    return err(invalid(`step "${step.name}" names its tool: ${found.tool}`, 'Only what a step requires is chosen.'));
  return ok({
    requirement: found.requires,
    secrets: [...plan.value.workstream.secrets, ...(found.secrets ?? [])],
  });
};

const documentOf = ({ profile, score, total, objection }: Candidate, isChosen: boolean): object => ({
  ...{ tool: profile.name, total, score, chosen: isChosen, objection },
});

/** Prints a table, best first; exits with 1 where nothing can be chosen. */
export const toolsWhy: Command<ToolsWhyArgs> = async (session, args) => {
  const { screen } = session;
  const tools = await toolsAt(session.directory, session.env);
  if (!tools.ok) return complain(screen, tools.error);
  const asked = await askedOf(session, args);
  if (!asked.ok) return complain(screen, asked.error);
  const { requirement, secrets } = asked.value;
  const unmet = objectionToRequirement(tools.value.profiles, requirement);
  if (unmet !== null) return complain(screen, invalid(unmet));
  const candidates = (await openCandidates(tools.value, session.env))(requirement, secrets);
  const chosen = candidates.find(({ objection }) => objection === null) ?? null;
  const code = chosen === null ? exitCode.failed : exitCode.ok;
  if (session.json) {
    screen.line(
      JSON.stringify({ requirement, tools: candidates.map((each) => documentOf(each, each === chosen)) }, null, 2),
    );
    return code;
  }
  const cells = candidates.map(({ profile, score, total, objection }) => [
    `${profile === chosen?.profile ? screen.paint.green('➜') : ' '} ${profile.name}`,
    ...[total, score.priority, score.language, score.task, score.environment, score.success].map(String),
    plainLine(objection ?? ''),
  ]);
  const head = ['TOOL', 'SCORE', 'PRIORITY', 'LANGUAGE', 'TASK', 'ENVIRONMENT', 'SUCCESS', ''];
  for (const line of tableLines(head, cells, { columns: screen.columns, column: null })) screen.line(line);
  screen.note(chosen === null ? 'none of them can be used here' : `${chosen.profile.name} would be chosen`);
  return code;
};
