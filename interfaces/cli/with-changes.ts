/** Says what of the checkout is not committed, and settles whether a run begins with it. */
import { counted } from '../../core/counted.ts';
import { ok, type Result } from '../../core/result.ts';
import type { House } from '../house/house.ts';
import type { Refusal } from '../house/refusal.ts';
import { uncommittedIn, type Uncommitted } from '../house/take-changes.ts';
import { canAsk, typedLine } from './ask.ts';
import type { Session } from './session.ts';

/** `wanted`: what was said by an option; null: nothing was. `base`: what the run starts from. `again`: the command that was typed, as far as it can be told. */
export type Wish = { readonly wanted: boolean | null; readonly base: string; readonly again: string };

const isWanted = async (session: Session, files: string): Promise<boolean> => {
  session.screen.complain(`${files} in your checkout: start the run with them? [y/N]`);
  return ['y', 'yes'].includes((await typedLine(session)).toLowerCase());
};

const linesOfTaken = ({ files, unmerged, submodules }: Uncommitted): readonly string[] => [
  `${counted(files, 'uncommitted file')} of your checkout ${files === 1 ? 'is' : 'are'} in this run`,
  ...(unmerged.length === 0 ? [] : [`with conflicts that nobody has resolved: ${unmerged.join(', ')}`]),
  ...(submodules.length === 0
    ? []
    : [`what is not committed inside of ${submodules.join(', ')} is not in it: commit it there`]),
];

const lineOfLeftOut = ({ files }: Uncommitted, { base, again }: Wish): string => {
  const are = files === 1 ? 'is' : 'are';
  const how =
    base === 'HEAD' ? `; to start with what you have: ${again} --with-changes` : `, which starts from ${base}`;
  return `${counted(files, 'uncommitted file')} of your checkout ${are} not in this run${how}`;
};

/** `lines`: what is told of it once the run is begun; `leftOut`: new files that are not in the run, relative to the top. */
export type Settled = {
  readonly isTaken: boolean;
  readonly lines: readonly string[];
  readonly leftOut: readonly string[];
};

/** Asks only where a person is there, and the configuration says so. */
export const settleChanges = async (session: Session, house: House, wish: Wish): Promise<Result<Settled, Refusal>> => {
  const { wanted, base } = wish;
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
  if (files === 0) return ok({ isTaken, lines: [], leftOut: [] });
  if (isTaken) return ok({ isTaken, lines: linesOfTaken(found.value), leftOut: [] });
  // What another commit holds than HEAD nobody has looked at.
  return ok({ isTaken, lines: [lineOfLeftOut(found.value, wish)], leftOut: base === 'HEAD' ? found.value.added : [] });
};
