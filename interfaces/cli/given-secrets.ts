/** The secrets that a run needs and that are not set here: from the person at the terminal. */
import { secretsNamedIn } from '../../core/secrets.ts';
import type { RunId } from '../../core/id.ts';
import type { Workstream } from '../../core/workstream.ts';
import { definitionOf } from '../house/definition-of.ts';
import type { House } from '../house/house.ts';
import { guardOf } from '../house/secret-values.ts';
import { askForSecrets } from './ask-missing.ts';
import { canAsk } from './ask.ts';
import type { Session } from './session.ts';

/** As {@link takeSecrets}, of a run that is to be gone on with. */
export const takeSecretsOf = async (
  session: Session,
  run: RunId,
  house: Pick<House, 'secrets' | 'veil' | 'store'>,
): Promise<boolean> => {
  const workstream = await definitionOf(house.store, run);
  return workstream === null || (await takeSecrets(session, workstream, house));
};

/** Whether to go on: not where the person called it off. What was typed is masked from now on. */
export const takeSecrets = async (
  session: Session,
  workstream: Workstream,
  house: Pick<House, 'secrets' | 'veil'>,
): Promise<boolean> => {
  const missing = secretsNamedIn(workstream).filter((name) => house.secrets.valueOf(name) === null);
  if (missing.length === 0 || !canAsk(session)) return true;
  const asked = await askForSecrets(session, missing);
  if (asked.kind !== 'given') return asked.kind === 'ended';
  for (const [name, value] of Object.entries(asked.values)) house.secrets.hold(name, value);
  guardOf(workstream, house);
  return true;
};
