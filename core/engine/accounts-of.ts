/** Whose accounts pay for an attempt. */
import { accountBreaker } from '../breakers.ts';
import type { AttemptOrder } from '../order.ts';
import type { Digest } from '../system.ts';
import type { Tools } from '../tool.ts';
import type { Workspace } from '../workspace.ts';
import { environmentAt } from './environment.ts';
import type { Equipment } from './parts.ts';

type Parts = { readonly tools: Tools; readonly digest: Digest } & Pick<Equipment, 'env' | 'secrets'>;

/** The account by which an agent pays: its provider's, of the first key that the step sees. */
export const accountsOf = (order: AttemptOrder, workspace: Workspace, parts: Parts): readonly string[] => {
  const { work } = order;
  // Nothing of an account is used up by what another process left.
  if (work.kind !== 'tool' || order.breakers.length === 0) return [];
  const { tools, digest } = parts;
  const described = tools.find(work.tool)?.describe({});
  const env = environmentAt(order, workspace, parts);
  const key = described?.agent?.keys.map((name) => env[name] ?? '').find((value) => value !== '');
  const [provider] = described?.breakers ?? [];
  return key === undefined || provider === undefined ? [] : [accountBreaker(provider, key, digest)];
};
