/** Drops official remarks that do not hold for what is written in another language than English. Never under an official profile. */
import { bindsIn, bindsInCapitals, isOtherScript, weighText } from '../../content/languages.ts';
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

/** The remarks on an item that stand at a second look; `blocks` are its requirements by file. */
export const secondLook = (
  project: Project,
  remarks: readonly Remark[],
  { purpose, blocks }: { readonly purpose: string; readonly blocks: (file: string) => readonly Requirement[] },
): readonly Remark[] =>
  remarks.filter(({ rule, file, line }) => {
    if (rule === 'spec/brief-purpose') return weighText(purpose) < minPurposeLength;
    return (
      !keywordRules.has(rule) ||
      !isBinding(
        project,
        blocks(file).find((block) => block.line === line),
      )
    );
  });
