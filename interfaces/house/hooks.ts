/** The hooks of a run on this machine: programs of the user, started in the repository. */
import { join } from 'node:path';
import type { Hook, Notice } from '../../core/hook.ts';
import type { RunId } from '../../core/id.ts';
import { tellByCommand } from '../../adapters/notify/command.ts';
import { termsOf } from './definition-of.ts';
import { createProcesses } from '../../adapters/machine/processes.ts';
import { openNotifier, type Notifier } from './notifier.ts';
import type { OpenParts } from './open-parts.ts';
import { createRedaction } from './redaction.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const defined = (env: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

const NEVER = new AbortController().signal;

/** Opens the notifier of a run that is there; null where it is not. */
export const openHooks = async (request: {
  readonly run: RunId;
  readonly hooks: readonly Hook[];
  readonly onTrouble: (message: string) => void;
  readonly parts: Pick<OpenParts, 'store' | 'openTail' | 'stateDirectory' | 'repository' | 'failpoint'>;
  readonly env: Environment;
}): Promise<Notifier | null> => {
  const { run, hooks, onTrouble, parts, env } = request;
  const { store, openTail, stateDirectory, failpoint } = parts;
  const terms = await termsOf(store, run);
  if (terms === null) return null;
  const redaction = createRedaction(terms, env);
  const repository = parts.repository.root;
  const folder = join(stateDirectory, 'runs', run);
  const processes = createProcesses({ scratchDirectory: stateDirectory, usesForkServer: false });
  const own = defined(env);
  return openNotifier({
    run,
    hooks,
    repository,
    cursorFile: join(folder, 'hooks-told'),
    store,
    openTail,
    failpoint,
    // Masking keeps the shape: only strings change.
    redact: (notice) => redaction.json(notice) as unknown as Notice,
    tell: (hook, notice) =>
      tellByCommand(hook, notice, {
        processes,
        env: own,
        cwd: repository,
        folder: join(folder, 'hook'),
        signal: NEVER,
      }),
    onTrouble,
  });
};
