/** What a repository brings that can run, and what of it the user trusts: by content, item by item. */
import { broughtBy, broughtItem } from '../../adapters/machine/brought-files.ts';
import { machineStateFolder } from '../../adapters/machine/machine-state.ts';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import { openTrustStore, type TrustRecord, type TrustStore } from '../../adapters/machine/trust-store.ts';
import type { Brought, BroughtFile } from '../../core/brought.ts';
import { instant } from '../../core/id.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { messageOf } from '../../core/thrown.ts';
import { join } from 'node:path';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

/** How an item stands. `changed`: another content of it is trusted. `unusable`: it cannot be trusted as it is. */
export type TrustState = 'new' | 'changed' | 'trusted' | 'unusable';

export type TrustEntry = Brought & {
  readonly state: TrustState;
  /** What was trusted before, where it is another content and was kept; null where there is nothing to compare with. */
  readonly before: readonly BroughtFile[] | null;
};

/** Where trust is kept: with the state of the machine, out of reach of every repository. */
export const trustStoreOf = (env: Environment): Result<TrustStore, Refusal> => {
  const folder = machineStateFolder(env);
  if (!folder.ok) return refuse('environment', folder.error, null);
  return ok(openTrustStore(join(folder.value, 'trust')));
};

const stateOf = ({ items }: TrustRecord, { item, hash, problem }: Brought): TrustState => {
  if (problem !== null) return 'unusable';
  const known = items.filter((each) => each.item === item);
  if (known.length === 0) return 'new';
  return known.some((each) => each.hash === hash) ? 'trusted' : 'changed';
};

/** How each of these items, which the repository at `root` brings, stands; those that need a look come first. */
export const entriesOf = async (
  root: string,
  brought: readonly Brought[],
  store: TrustStore,
): Promise<readonly TrustEntry[]> => {
  const record = await store.of(root);
  const order: readonly TrustState[] = ['unusable', 'changed', 'new', 'trusted'];
  const entries = brought.map(async (item): Promise<TrustEntry> => {
    const state = stateOf(record, item);
    const known = state === 'changed' ? record.items.find((each) => each.item === item.item) : undefined;
    const before = known === undefined ? null : await store.keptFiles(known.item, known.hash);
    return { ...item, state, before };
  });
  return (await Promise.all(entries)).toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
};

/** What the repository at `root` brings as it lies there, and how it stands. Runs nothing of it. */
export const lookAtTrust = async (root: string, store: TrustStore): Promise<readonly TrustEntry[]> =>
  entriesOf(root, await broughtBy(root), store);

/** Trusts these items as they were read; the refusal says why that could not be written down. */
export const trustItems = async (
  root: string,
  items: readonly Brought[],
  store: TrustStore,
): Promise<Result<void, Refusal>> => {
  try {
    await store.trust(root, items, instant(Date.now()));
    return ok(undefined);
  } catch (error) {
    return refuse('environment', `what is trusted cannot be written down: ${messageOf(error)}`, null);
  }
};

/** Of these items as a tree holds them, the names of those that are trusted. */
export const trustedItems = async (
  root: string,
  brought: readonly Brought[],
  store: TrustStore,
): Promise<ReadonlySet<string>> => {
  const record = await store.of(root);
  return new Set(brought.filter((each) => stateOf(record, each) === 'trusted').map(({ item }) => item));
};

/** Finds the trusted copy of a plugin of the repository at `root`, as long as what lies there is what was trusted. */
export const keptPlugins =
  (root: string, env: Environment): ((name: string) => Promise<string | null>) =>
  async (name) => {
    const store = trustStoreOf(env);
    if (!store.ok) return null;
    const item = `.ws/plugins/${name}`;
    const brought = await broughtItem(root, item);
    if (brought === null || stateOf(await store.value.of(root), brought) !== 'trusted') return null;
    const kept = await store.value.keptAt(item, brought.hash);
    return kept === null ? null : join(kept, '.ws', 'plugins');
  };

/** Forgets what was trusted of one item, or of all; refused where nothing was. */
export const revokeTrust = async (
  root: string,
  item: string | null,
  store: TrustStore,
): Promise<Result<readonly string[], Refusal>> => {
  const revoked = await store.revoke(root, item);
  if (revoked.length > 0 || item === null) return ok([...new Set(revoked.map((each) => each.item))]);
  const trusted = [...new Set((await store.of(root)).items.map((each) => each.item))];
  const hint = trusted.length === 0 ? 'Nothing of this repository is trusted.' : `These are: ${trusted.join(', ')}`;
  return err({ kind: 'invalid', message: `${item} is not trusted`, hint, diagnostics: [] });
};
