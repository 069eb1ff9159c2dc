/** What an agent that asks is allowed, by the policy of the step. Pure. */
import type { PermissionOption, RequestPermissionResponse, ToolKind } from '@agentclientprotocol/sdk';
import type { Permission } from '../agent/dialect.ts';

const LOOKS: readonly ToolKind[] = ['read', 'search', 'think'];
const EDITS: readonly ToolKind[] = [...LOOKS, 'edit', 'delete', 'move'];

/** What does not say what it is may be anything. `allowed`: names of tools, allowed beside. */
export const isAllowed = (
  { kind, names }: { readonly kind: ToolKind | null; readonly names: readonly string[] },
  permission: Permission,
  allowed: readonly string[],
): boolean => {
  if (permission === 'full' || names.some((name) => allowed.includes(name))) return true;
  return kind !== null && (permission === 'edit' ? EDITS : LOOKS).includes(kind);
};

/** The narrowest option that says so: once rather than always. Where there is none, the request is cancelled. */
export const answerTo = (options: readonly PermissionOption[], allows: boolean): RequestPermissionResponse => {
  const kinds = allows ? (['allow_once', 'allow_always'] as const) : (['reject_once', 'reject_always'] as const);
  const option = kinds.map((kind) => options.find((each) => each.kind === kind)).find((each) => each !== undefined);
  return {
    outcome: option === undefined ? { outcome: 'cancelled' } : { outcome: 'selected', optionId: option.optionId },
  };
};
