/**
 * What of a project's profile counts before it is trusted: nothing by which a repository could make the machine run a program,
 * send a secret anywhere, or raise a limit. Limits can only be lowered even where it is trusted.
 */
import { PLAIN_STEP } from '../../core/plain-step.ts';
import type { ToolProfile } from '../../core/tool-profile.ts';
import type { Access, SandboxMode } from '../../core/workstream.ts';
import { parseDuration } from '../../schema/duration.ts';
import type { WrittenTool } from '../../schema/written-tool.ts';

/** Those keys of which every value is harmless. */
const FREE: ReadonlySet<string> = new Set([
  ...['$schema', 'title', 'description', 'extends', 'capabilities', 'languages', 'taskTypes', 'environments'],
  ...['priority', 'fallback', 'breakers', 'install'],
]);

const ACCESS: readonly Access[] = ['read', 'shared', 'exclusive'];
const SANDBOX: readonly SandboxMode[] = ['off', 'auto', 'required'];

type Base = Pick<ToolProfile, 'access' | 'sandbox' | 'network' | 'timeoutMs' | 'retry'>;

/** What holds where a profile says nothing. */
const PLAIN: Base = { access: 'exclusive', sandbox: 'auto', network: 'full', timeoutMs: null, retry: null };

const isLower = (tool: WrittenTool, key: 'timeout' | 'retry', base: Base): boolean => {
  if (key === 'timeout') {
    const ms = parseDuration(tool.timeout ?? '');
    return ms !== null && ms <= (base.timeoutMs ?? PLAIN_STEP.timeoutMs);
  }
  return typeof tool.retry === 'number' && tool.retry <= (base.retry ?? PLAIN_STEP.retry).limit;
};

/** `lower`: what is not may never count; `trust`: it counts once it is trusted. */
const objectionTo = (tool: WrittenTool, key: string, base: Base): 'lower' | 'trust' | null => {
  if (FREE.has(key)) return null;
  switch (key) {
    case 'timeout':
    case 'retry':
      return isLower(tool, key, base) ? null : 'lower';
    case 'access':
      return ACCESS.indexOf(tool.access ?? 'exclusive') <= ACCESS.indexOf(base.access) ? null : 'trust';
    case 'sandbox':
      return SANDBOX.indexOf(tool.sandbox ?? 'off') >= SANDBOX.indexOf(base.sandbox) ? null : 'trust';
    case 'network':
      return tool.network === 'none' || tool.network === base.network ? null : 'trust';
    case 'enabled':
      return tool.enabled === false ? null : 'trust';
    default:
      return 'trust';
  }
};

export type Narrowed = {
  readonly tool: WrittenTool;
  /** Keys that count only once the file is trusted. */
  readonly untrusted: readonly string[];
  /** Keys that would raise a limit. */
  readonly raised: readonly string[];
};

/** `base` is what the profile is without the project; null where there is none. */
export const narrowed = (
  tool: WrittenTool,
  { base, isTrusted }: { readonly base: ToolProfile | null; readonly isTrusted: boolean },
): Narrowed => {
  const below = base ?? PLAIN;
  const objections = Object.keys(tool).map((key) => {
    const objection = objectionTo(tool, key, below);
    // Of a tool that is the project's alone there is no limit that it could raise.
    const stands = objection !== null && isTrusted ? objection === 'lower' && base !== null : objection !== null;
    return { key, objection: stands ? objection : null };
  });
  const keysWith = (wanted: 'lower' | 'trust'): readonly string[] =>
    objections.filter(({ objection }) => objection === wanted).map(({ key }) => key);
  const out = new Set(objections.filter(({ objection }) => objection !== null).map(({ key }) => key));
  return {
    tool: Object.fromEntries(Object.entries(tool).filter(([key]) => !out.has(key))),
    untrusted: keysWith('trust'),
    raised: keysWith('lower'),
  };
};
