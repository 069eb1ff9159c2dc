/** The items of a project, and what versions of the official tool before 1.7 said of each. */
import { folderNames } from '../../project/discover.ts';
import { changesFolder, specsFolder, type Project } from '../../project/project.ts';
import type { Remark } from '../finding.ts';
import type { EarlyReading } from '../rules/history.ts';
import { checkEarlyChange, type EarlyFile } from './early-change.ts';
import { checkEarlySpec } from './early-spec.ts';

/** The changes that such a version sees. */
export const earlyChanges = (project: Project, { needsProposal }: EarlyReading): readonly string[] =>
  project.changeIds.filter((id) => !needsProposal || project.change(id).entries.has('proposal.md'));

/** Specs directly below `openspec/specs`, also where `spec.md` is no file; deeper ones these versions pass over. */
export const earlySpecs = ({ files }: Project): readonly string[] =>
  folderNames(files, specsFolder).filter((id) => files.kind(`${specsFolder}/${id}/spec.md`) !== null);

const filesBelow = (files: Project['files'], folder: string, looksDeeper: boolean): readonly string[] => {
  const listed = files.list(folder);
  return (listed.ok ? listed.value : []).flatMap(({ name, kind }) => {
    const path = `${folder}/${name}`;
    if (kind === 'directory') return looksDeeper ? filesBelow(files, path, true) : [`${path}/spec.md`];
    return looksDeeper && kind === 'file' && name === 'spec.md' ? [path] : [];
  });
};

const filesOf = (project: Project, id: string, { looksDeeper }: EarlyReading): readonly EarlyFile[] => {
  const specs = `${changesFolder}/${id}/specs`;
  return filesBelow(project.files, specs, looksDeeper).flatMap((file) => {
    const text = project.read(file);
    return text.ok ? [{ file, path: file.slice(specs.length + 1), text: text.value }] : [];
  });
};

/** What such a version says of a change. */
export const checkChangeEarly = (project: Project, id: string, reading: EarlyReading): readonly Remark[] =>
  checkEarlyChange(`${changesFolder}/${id}`, filesOf(project, id, reading), reading);

/** What such a version says of a spec; null where that cannot be read. */
export const checkSpecEarly = (project: Project, id: string, reading: EarlyReading): readonly Remark[] | null => {
  const file = `${specsFolder}/${id}/spec.md`;
  const text = project.read(file);
  return text.ok ? checkEarlySpec(text.value, file, reading) : null;
};
