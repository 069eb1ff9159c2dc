/** Checks spec YAML documents: each by itself, and that what they inherit from and depend on is there. */
import { takeRemarks, type Remark, type Remarks } from './finding.ts';
import { documentsFolder, type Library } from './library.ts';
import { checkLibrary, type ResolveProblem } from './resolve.ts';

const ruleOf: Readonly<Record<ResolveProblem['code'], string>> = {
  missing: 'document/missing',
  cycle: 'document/cycle',
  'version-conflict': 'document/version-conflict',
  deprecated: 'document/deprecated',
  'bad-address': 'document/bad-address',
};

/** Path below the documents folder → what there is to say of that document; nothing for one without fault. */
export const checkDocuments = (library: Library): ReadonlyMap<string, readonly Remark[]> => {
  const all = new Map<string, Remarks>();
  const of = (file: string): Remarks => {
    const remarks = all.get(file) ?? takeRemarks();
    all.set(file, remarks);
    return remarks;
  };
  for (const { file } of library.documents) of(file);
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
