/** `ws trust`: shows what a repository brings that can run, and lets the user say that it may. */
import { broughtInTree } from '../../../adapters/git/checkout/brought-tree.ts';
import type { TrustStore } from '../../../adapters/machine/trust-store.ts';
import { counted } from '../../../core/counted.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { homeOf } from '../../house/plugin-places.ts';
import { pickRun } from '../../house/pick-run.ts';
import type { Refusal } from '../../house/refusal.ts';
import { invalid, refuse } from '../../house/refusals.ts';
import { entriesOf, lookAtTrust, revokeTrust, trustItems, trustStoreOf, type TrustEntry } from '../../house/trust.ts';
import { typedLine } from '../ask.ts';
import { complain } from '../complaint.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command, Session } from '../session.ts';
import { trustEntryDocument, trustEntryLines } from '../view/trust-entries.ts';
import { instantText } from '../words.ts';
import { instant } from '../../../core/id.ts';

export type TrustArgs = {
  /** What the branch of this run would bring, in place of what lies in the repository; null for the latter. */
  readonly run: string | null;
  /** Without being asked. */
  readonly yes: boolean;
  /** Only these, by the paths of items; none: all. */
  readonly items: readonly string[];
};

/** What is looked at: whose repository, and what of it stands how. */
type Look = { readonly root: string; readonly entries: readonly TrustEntry[]; readonly store: TrustStore };

/** Of what was found, those that are named; refused where one is nothing that the repository brings. */
const narrowed = (found: Look, items: readonly string[]): Result<Look, Refusal> => {
  if (items.length === 0) return ok(found);
  const known = found.entries.map(({ item }) => item);
  const unknown = items.find((item) => !known.includes(item));
  if (unknown !== undefined) {
    const hint = known.length === 0 ? 'It brings nothing that could run.' : `There are ${known.join(', ')}.`;
    return err(invalid(plainLine(`the repository brings no ${unknown}`), plainLine(hint)));
  }
  return ok({ ...found, entries: found.entries.filter(({ item }) => items.includes(item)) });
};

const ofRun = async (session: Session, named: string, store: TrustStore): Promise<Result<Look, Refusal>> => {
  const opened = await session.composer.openHouse(session.directory);
  if (!opened.ok) return opened;
  await using house = opened.value;
  const run = await pickRun(house.store, named);
  if (!run.ok) return run;
  const { branch } = run.value;
  if (branch === null) return err(invalid(`run ${run.value.id} has no branch yet`));
  const brought = await broughtInTree(house.repository, `refs/heads/${branch}`);
  if (!brought.ok) return refuse('environment', brought.error.message, null);
  const { root } = house.repository;
  return ok({ root, store, entries: await entriesOf(root, brought.value, store) });
};

const look = async (session: Session, run: string | null): Promise<Result<Look, Refusal>> => {
  const store = trustStoreOf(session.env);
  if (!store.ok) return store;
  if (run !== null) return ofRun(session, run, store.value);
  const root = homeOf(session.directory);
  return ok({ root, store: store.value, entries: await lookAtTrust(root, store.value) });
};

/** `whole`: the command that shows all; null where this does. */
const show = ({ screen }: Session, { root, entries }: Look, whole: string | null): void => {
  if (entries.length === 0) screen.note(`${plainLine(root)} brings nothing that could run`);
  for (const entry of entries)
    for (const line of trustEntryLines(entry, { paint: screen.paint, whole })) screen.line(line);
};

const isWanted = async (session: Session, count: number): Promise<boolean> => {
  session.screen.complain(`Let ${counted(count, 'item')} run on this machine? Type yes to trust what is shown:`);
  return ['y', 'yes'].includes((await typedLine(session)).toLowerCase());
};

const tellDocument = ({ screen }: Session, { root, entries }: Look, trusted: readonly string[]): void =>
  screen.line(JSON.stringify({ repository: root, trusted, items: entries.map(trustEntryDocument) }, null, 2));

const accept = async (session: Session, found: Look, { run, yes }: TrustArgs): Promise<ExitCode> => {
  const { screen, json } = session;
  const asked = found.entries.filter(({ state }) => state === 'new' || state === 'changed');
  const unusable = found.entries.filter(({ state }) => state === 'unusable');
  const end = unusable.length > 0 ? exitCode.failed : exitCode.ok;
  if (!json) show(session, found, run === null ? 'ws trust show' : `ws trust show --run ${run}`);
  if (asked.length === 0) {
    if (json) tellDocument(session, found, []);
    else if (found.entries.length > unusable.length) screen.note('all of the rest is trusted');
    return end;
  }
  if (!yes && (json || !session.openInput().isTerminal)) {
    const message = `${counted(asked.length, 'item')} not trusted: ${asked.map(({ item }) => item).join(', ')}`;
    return complain(
      screen,
      invalid(plainLine(message), 'Nobody can be asked here. Once you have looked: ws trust --yes'),
    );
  }
  if (!yes && !(await isWanted(session, asked.length))) {
    screen.note('nothing is trusted that was not before');
    return exitCode.failed;
  }
  const trusted = await trustItems(found.root, asked, found.store);
  if (!trusted.ok) return complain(screen, trusted.error);
  const items = asked.map(({ item }) => item);
  if (json) tellDocument(session, found, items);
  else screen.line(plainLine(`trusted: ${items.join(', ')}`));
  return end;
};

/** Shows it, asks, and trusts exactly what was shown. */
export const trustAccept: Command<TrustArgs> = async (session, args) => {
  const looked = await look(session, args.run);
  const found = looked.ok ? narrowed(looked.value, args.items) : looked;
  return found.ok ? await accept(session, found.value, args) : complain(session.screen, found.error);
};

/** Shows it, and changes nothing. */
export const trustShow: Command<Pick<TrustArgs, 'run'>> = async (session, { run }) => {
  const found = await look(session, run);
  if (!found.ok) return complain(session.screen, found.error);
  if (session.json) tellDocument(session, found.value, []);
  else show(session, found.value, null);
  return exitCode.ok;
};

/** Lists what is trusted on this machine, of every repository. */
export const trustList: Command<null> = async (session) => {
  const { screen } = session;
  const store = trustStoreOf(session.env);
  if (!store.ok) return complain(screen, store.error);
  const records = await store.value.all();
  if (session.json) {
    screen.line(JSON.stringify(records, null, 2));
    return exitCode.ok;
  }
  if (records.length === 0) screen.note('nothing is trusted on this machine');
  for (const { root, items } of records) {
    screen.line(screen.paint.bold(plainLine(root)));
    for (const { item, hash, at } of items)
      screen.line(`  ${plainLine(item)}  ${screen.paint.dim(`${hash.slice(0, 12)}  ${instantText(instant(at))}`)}`);
  }
  return exitCode.ok;
};

/** Forgets what was trusted of this repository, or of one item of it. */
export const trustRevoke: Command<{ readonly item: string | null }> = async (session, { item }) => {
  const { screen } = session;
  const store = trustStoreOf(session.env);
  if (!store.ok) return complain(screen, store.error);
  const revoked = await revokeTrust(homeOf(session.directory), item, store.value);
  if (!revoked.ok) return complain(screen, revoked.error);
  if (session.json) screen.line(JSON.stringify({ revoked: revoked.value }));
  else screen.line(revoked.value.length === 0 ? 'nothing was trusted' : `revoked: ${revoked.value.join(', ')}`);
  return exitCode.ok;
};
