/** Drops official remarks that do not hold: what says the same in another language, or says itself that it changes nothing. Never under an official profile. */
import { bindsIn, bindsInCapitals, isOtherScript, weighText } from '../../content/languages.ts';
import type { Orphan } from '../../content/delta.ts';
import type { Requirement } from '../../content/requirement.ts';
import { minPurposeLength } from '../apply/purpose.ts';
import type { Project } from '../project/project.ts';
import type { Remark } from './finding.ts';

const keywordRules: ReadonlySet<string> = new Set(['spec/missing-keyword', 'change/missing-keyword']);

const isBinding = (project: Project, block: Requirement | undefined): boolean => {
  if (block === undefined) return false;
  const { wording } = project;
  // Without words of its own, a text in another script cannot be held to those of English.
  return (
    bindsIn(block.body, wording) ||
    bindsInCapitals(block.body) ||
    (wording.must.length === 0 && isOtherScript(block.body))
  );
};

/** A heading under which stands what a change does not touch, for the reader. */
const restated = /\b(?:unchanged|unmodified|not changed|restated|for (?:context|reference|continuity)|no changes?)\b/i;

/** Whether the author says that a requirement outside of the delta sections is none of the change. */
const isRestated = (orphan: Orphan | undefined): boolean => restated.test(orphan?.section ?? '');

type Looked = {
  readonly purpose: string;
  readonly blocks: (file: string) => readonly Requirement[];
  readonly orphans: (file: string) => readonly Orphan[];
};

/** The remarks on an item that stand at a second look; its requirements and orphans are given by file. */
export const secondLook = (
  project: Project,
  remarks: readonly Remark[],
  { purpose, blocks, orphans }: Looked,
): readonly Remark[] =>
  remarks.filter(({ rule, file, line }) => {
    if (rule === 'spec/brief-purpose') return weighText(purpose) < minPurposeLength;
    if (rule === 'change/stray-requirement') return !isRestated(orphans(file).find((each) => each.line === line));
    return (
      !keywordRules.has(rule) ||
      !isBinding(
        project,
        blocks(file).find((block) => block.line === line),
      )
    );
  });
