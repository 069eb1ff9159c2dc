/** Checks spec YAML documents: each by itself, and that what they inherit from and depend on is there. */
import type { SpecDocument } from '../../content/document.ts';
import { findTaskProblem, tasksIn } from '../../content/document-tasks.ts';
import { takeRemarks, type Remark, type Remarks } from './finding.ts';
import { documentsFolder, type Library } from '../project/library.ts';
import { checkLibrary, resolveDocument, type ResolveProblem } from '../project/resolve.ts';

const ruleOf: Readonly<Record<ResolveProblem['code'], string>> = {
  missing: 'document/missing',
  cycle: 'document/cycle',
  'version-conflict': 'document/version-conflict',
  deprecated: 'document/deprecated',
  'bad-address': 'document/bad-address',
};

/** Tasks that cannot be brought into an order; told where the task stands, or at what it is inherited by. */
const checkTasks = (remarks: Remarks, library: Library, document: SpecDocument): void => {
  const own = tasksIn(document.body);
  if (own.length === 0) return;
  const problem = findTaskProblem(tasksIn(resolveDocument(library, document).resolved?.body ?? document.body));
  if (problem === null) return;
  const at = own.findLastIndex(({ id }) => id === problem.task);
  const place = document.place(at === -1 ? ['extends'] : ['tasks', at]);
  remarks.add('document/bad-tasks', { file: document.file, ...place }, problem.message);
};

/** Path below the documents folder → what there is to say of that document; nothing for one without fault. */
export const checkDocuments = (library: Library): ReadonlyMap<string, readonly Remark[]> => {
  const all = new Map<string, Remarks>();
  const of = (file: string): Remarks => {
    const remarks = all.get(file) ?? takeRemarks();
    all.set(file, remarks);
    return remarks;
  };
  for (const document of library.documents) checkTasks(of(document.file), library, document);
  for (const { file, where, message, line, column } of library.problems)
    of(file).add('document/invalid', { file, line, column }, where === '' ? message : `${where}: ${message}`);
  for (const { code, message, file, line, column } of checkLibrary(library))
    of(file).add(ruleOf[code], { file, line, column }, message);
  const first = new Map<string, string>();
  for (const { uri, version, file, place } of library.documents) {
    const name = `${uri}:${version}`;
    const other = first.get(name);
    if (other === undefined) first.set(name, file);
    else of(file).add('document/duplicate', { file, ...place(['spec']) }, `${name} is also the address of ${other}.`);
  }
  return new Map([...all].map(([file, remarks]) => [file.slice(documentsFolder.length + 1), remarks.all]));
};
