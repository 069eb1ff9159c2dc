/** What the specifications part offers to code outside it. */
import { err, ok, type Result } from '../core/result.ts';
import { diskFiles } from './files.ts';
import { openLibrary } from './tools/project/library.ts';
import { openProject } from './tools/project/project.ts';
import { adjustProfile, findProfile, profiles } from './tools/validate/rules/profiles.ts';
import type { Level } from './tools/validate/rules/rule.ts';
import { resolveItems, validate, type Validation } from './tools/validate/validate.ts';

export type { Delta, Removal, Rename } from './content/delta.ts';
export type { Requirement, Scenario } from './content/requirement.ts';
export type { ScenarioStep } from './content/scenario-steps.ts';
export type { Spec } from './content/spec.ts';
export type { Task, TaskGroup, TaskList } from './content/tasks.ts';
export type { Proposal } from './content/proposal.ts';
export type { Edit, Finding, Fix } from './tools/validate/finding.ts';
export type { Level, Rule } from './tools/validate/rules/rule.ts';
export type { ItemReport, Validation } from './tools/validate/validate.ts';
export { parseSpec } from './content/spec.ts';
export { parseDelta } from './content/delta.ts';
export { parseTasks } from './content/tasks.ts';
export { parseProposal } from './content/proposal.ts';
export { rules } from './tools/validate/rules/profiles.ts';

export type ValidateProjectOptions = {
  /** `ws` (the default) or the official verdict of a version, such as `openspec@1.13`. */
  readonly profile?: string;
  /** Warnings make an item invalid, too. Default false. */
  readonly strict?: boolean;
  /** Names of items, `change/…` or `spec/…` where that is not clear. Default: all open changes and specs. */
  readonly items?: readonly string[];
  /** Other severities for some rules. */
  readonly severities?: Readonly<Record<string, Level | 'off'>>;
};

/** Why a project was not validated at all. */
export type ValidateProblem = {
  readonly code: 'no-root' | 'unknown-profile' | 'unknown-item' | 'ambiguous-item';
  readonly message: string;
};

/**
 * Validates the OpenSpec project in a folder. What is wrong with its files is in the validation; an error says
 * that there was nothing to validate or that the options are wrong. Reads only.
 *
 * @example
 * const result = await validateProject('.', { strict: true });
 * if (result.ok) for (const item of result.value.items) report(item.findings);
 */
export const validateProject = async (
  folder: string,
  options: ValidateProjectOptions = {},
): Promise<Result<Validation, ValidateProblem>> => {
  const profile = findProfile(options.profile ?? 'ws');
  if (profile === null) {
    const known = profiles.map((each) => each.name).join(', ');
    return err({
      code: 'unknown-profile',
      message: `There is no profile "${options.profile ?? ''}". There are: ${known}.`,
    });
  }
  const files = diskFiles(folder);
  if (files.kind('openspec') !== 'directory') {
    return err({ code: 'no-root', message: `There is no openspec/ folder in ${files.root}.` });
  }
  const project = await openProject(files);
  const items = options.items === undefined ? ok(null) : resolveItems(project, options.items);
  if (!items.ok) {
    const { code, name } = items.error;
    return code === 'unknown'
      ? err({ code: 'unknown-item', message: `There is no change or spec "${name}".` })
      : err({
          code: 'ambiguous-item',
          message: `"${name}" is a change and a spec; say "change/${name}" or "spec/${name}".`,
        });
  }
  return ok(
    validate(project, {
      profile: adjustProfile(profile, options.severities ?? {}),
      isStrict: options.strict ?? false,
      scope: { changes: true, specs: true, archived: false },
      only: items.value,
      library: profile.isOfficial ? null : await openLibrary(files, project),
      areDocumentsChecked: options.items === undefined,
    }),
  );
};
