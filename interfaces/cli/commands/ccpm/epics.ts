/** Finds the CCPM folder that a command acts in, and an epic by its name. */
import { dirname } from 'node:path';
import { err, ok, type Result } from '../../../../core/result.ts';
import { ccpmFolder, type Ccpm, type CcpmEpic } from '../../../../specifications/bridge/ccpm.ts';
import { diskFiles, type WritableFiles } from '../../../../specifications/files.ts';
import { invalid } from '../../../house/refusals.ts';
import type { Refusal } from '../../../house/refusal.ts';

/** The files of the nearest folder, from `directory` upwards, that holds epics. */
export const findCcpm = (directory: string): Result<WritableFiles, Refusal> => {
  for (let folder = directory; ; folder = dirname(folder)) {
    const files = diskFiles(folder);
    if (files.kind(`${ccpmFolder}/epics`) === 'directory') return ok(files);
    if (dirname(folder) === folder) break;
  }
  return err(
    invalid(`there is no ${ccpmFolder}/epics/ in ${directory} or above it`, 'Make one: ws ccpm export <change>'),
  );
};

/** The epic of that name, or in a folder of that name. */
export const findEpic = (ccpm: Ccpm, name: string): Result<CcpmEpic, Refusal> => {
  const epic = ccpm.epics.find((each) => each.name === name || each.folder.endsWith(`/${name}`));
  const meant = ccpm.passedOver.find(({ folder }) => folder.endsWith(`/${name}`));
  if (epic === undefined && meant !== undefined) return err(invalid(`${meant.folder} is no epic: it ${meant.why}`));
  const known = ccpm.epics.map((each) => each.name).join(', ');
  return epic === undefined ? err(invalid(`there is no epic "${name}"; there are ${known || 'none'}`)) : ok(epic);
};
