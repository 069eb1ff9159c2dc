/** Says what of the checkout is not committed, and settles whether a run begins with it. */
import { counted } from '../../core/counted.ts';
import { ok, type Result } from '../../core/result.ts';
import type { House } from '../house/house.ts';
import type { Refusal } from '../house/refusal.ts';
import { uncommittedIn, type Uncommitted } from '../house/take-changes.ts';
import { canAsk, typedLine } from './ask.ts';
import type { Session } from './session.ts';

/** `wanted`: what was said by an option; null: nothing was. `base`: what the run starts from. */
export type Wish = { readonly wanted: boolean | null; readonly base: string };

const isWanted = async (session: Session, files: string): Promise<boolean> => {
  session.screen.complain(`${files} in your checkout: start the run with them? [y/N]`);
  return ['y', 'yes'].includes((await typedLine(session)).toLowerCase());
};

const noteTaken = ({ screen }: Session, { files, unmerged, submodules }: Uncommitted): void => {
  screen.note(`${counted(files, 'uncommitted file')} of your checkout ${files === 1 ? 'is' : 'are'} in this run`);
  if (unmerged.length > 0) screen.note(`with conflicts that nobody has resolved: ${unmerged.join(', ')}`);
  if (submodules.length > 0)
    screen.note(`what is not committed inside of ${submodules.join(', ')} is not in it: commit it there`);
};

const noteLeftOut = ({ screen }: Session, { files }: Uncommitted, base: string): void => {
  const are = files === 1 ? 'is' : 'are';
  const how = base === 'HEAD' ? '; to start with what you have: ws run --with-changes' : `, which starts from ${base}`;
  screen.note(`${counted(files, 'uncommitted file')} of your checkout ${are} not in this run${how}`);
};

/** One line where something is not committed, whichever it is. Asks only where a person is there, and the configuration says so. */
export const isWithChanges = async (
  session: Session,
  house: House,
  { wanted, base }: Wish,
): Promise<Result<boolean, Refusal>> => {
  const found = await uncommittedIn(house, session.directory);
  if (!found.ok) return found;
  const configured = await house.configuration();
  if (!configured.ok) return configured;
  // Where the run starts elsewhere, only who asks for it is told that this cannot be.
  const mode = base === 'HEAD' ? configured.value.configuration.withChanges : 'no';
  const { files } = found.value;
  const isAsked = wanted === null && mode === 'ask' && files > 0 && canAsk(session);
  const asked = isAsked && (await isWanted(session, counted(files, 'uncommitted file')));
  const isTaken = wanted ?? (mode === 'yes' || asked);
  if (files > 0 && isTaken && base === 'HEAD') noteTaken(session, found.value);
  if (files > 0 && !isTaken) noteLeftOut(session, found.value, base);
  return ok(isTaken);
};
