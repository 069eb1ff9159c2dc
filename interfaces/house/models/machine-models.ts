/** Limits and answers of models that all processes of the machine share. */
import { isKeepable, machineStateFolder } from '../../../adapters/machine/machine-state.ts';
import type { Environment } from '../../../adapters/machine/own-environment.ts';
import type { Result } from '../../../core/result.ts';
import type { ModelRows } from '../../../core/state/model-row.ts';
import { once, type Once } from '../once.ts';

/** Opens the rows in a folder; compose.ts says which. */
export type OpenModelRows = (folder: string) => Promise<Result<ModelRows, string>>;

type Means = {
  readonly env: Environment;
  readonly openModelRows: OpenModelRows;
  readonly onTrouble: (message: string) => void;
};

/** They are opened when a model is first asked; null where the machine cannot keep them, which is told once. */
export const machineModels = ({ env, openModelRows, onTrouble }: Means): Once<ModelRows | null> =>
  once(async () => {
    const folder = machineStateFolder(env);
    if (!folder.ok || !(await isKeepable(folder.value))) return null;
    const opened = await openModelRows(folder.value);
    if (opened.ok) return opened.value;
    onTrouble(`limits of models are not shared with other processes: ${opened.error}`);
    return null;
  });
