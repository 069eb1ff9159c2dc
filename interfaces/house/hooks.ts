/** The hooks of a run on this machine: programs of the user, started in the repository. */
import { join } from 'node:path';
import type { Hook, Notice } from '../../core/hook.ts';
import type { RunId } from '../../core/id.ts';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import { tellByCommand } from '../../adapters/notify/command.ts';
import { termsOf } from './definition-of.ts';
import { ownFile } from '../../adapters/machine/own-folder.ts';
import { createProcesses } from '../../adapters/machine/processes.ts';
import type { House } from './house.ts';
import { openNotifier, type Notifier } from './notifier.ts';
import { createRedaction } from './redaction.ts';

const defined = (env: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

const NEVER = new AbortController().signal;

/** Opens the notifier of a run that is there; null where it is not. */
export const openHooks = async (request: {
  readonly run: RunId;
  readonly hooks: readonly Hook[];
  readonly onTrouble: (message: string) => void;
  readonly parts: Pick<House, 'store' | 'state' | 'stateDirectory' | 'repository' | 'failpoint' | 'env'>;
}): Promise<Notifier | null> => {
  const { run, hooks, onTrouble, parts } = request;
  const { store, state, stateDirectory, failpoint, env } = parts;
  const terms = await termsOf(store, run);
  if (terms === null) return null;
  const redaction = createRedaction(terms, env);
  const repository = parts.repository.root;
  const folder = join(stateDirectory, 'runs', run);
  const processes = createProcesses({ scratchDirectory: stateDirectory });
  const own = defined(env);
  return openNotifier({
    run,
    hooks,
    repository,
    cursorFile: join(folder, 'hooks-told'),
    store,
    openTail: () => state.openTail(),
    failpoint,
    // Masking keeps the shape: only strings change.
    redact: (notice) => redaction.json(notice) as unknown as Notice,
    tell: (hook, notice) => {
      ownFile(stateDirectory, join(folder, 'hook', 'stdin'));
      return tellByCommand(hook, notice, {
        processes,
        env: own,
        cwd: repository,
        folder: join(folder, 'hook'),
        signal: NEVER,
      });
    },
    onTrouble,
  });
};
