/** Finds every operation of a delta that archiving would refuse, where the official tool stops at the first. */
import type { Delta } from '../../content/delta.ts';
import { checkApplying } from './check-change.ts';
import { takeRemarks, type Remark } from './finding.ts';
import type { Project } from '../project/project.ts';

/** What an operation can be refused for by itself. */
const own: ReadonlySet<string> = new Set([
  'change/modified-unknown',
  'change/added-exists',
  'change/added-misspelt',
  'change/renamed-unknown',
  'change/renamed-exists',
  'change/removed-misspelt',
  'change/removed-unknown',
  'change/lost-scenario',
]);

/** Each operation as a delta, after those that archiving carries out before it. */
const parts = (delta: Delta): readonly Delta[] => {
  const none: Delta = { ...delta, added: [], modified: [], removed: [], renamed: [] };
  const { renamed, removed } = delta;
  return [
    ...renamed.map((each): Delta => ({ ...none, renamed: [each] })),
    ...removed.map((each): Delta => ({ ...none, renamed, removed: [each] })),
    ...delta.modified.map((each): Delta => ({ ...none, renamed, modified: [each] })),
    ...delta.added.map((each): Delta => ({ ...none, renamed, removed, added: [each] })),
  ];
};

const keyOf = ({ rule, file, line }: Remark): string => `${rule} ${file}:${line}`;

/** What there is to add to what is known of a change. Deltas that nothing was found in are not looked at again. */
export const checkOperations = (project: Project, id: string, known: readonly Remark[]): readonly Remark[] => {
  const refused = new Set(known.filter(({ rule }) => own.has(rule)).map(({ file }) => file));
  const told = new Set(known.map(keyOf));
  const found: Remark[] = [];
  for (const deltaFile of project.change(id).deltas.filter(({ file }) => refused.has(file))) {
    for (const delta of parts(deltaFile.delta)) {
      const remarks = takeRemarks();
      checkApplying(remarks, project, project.change(id), { ...deltaFile, delta });
      for (const remark of remarks.all) {
        if (!own.has(remark.rule) || told.has(keyOf(remark))) continue;
        told.add(keyOf(remark));
        found.push(remark);
      }
    }
  }
  return found;
};
