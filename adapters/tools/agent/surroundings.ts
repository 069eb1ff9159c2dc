/** What an agent finds around its task: its home and login, servers, what the repository brings for it, git. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { AttemptReport } from '../../../core/system.ts';
import type { ToolCall } from '../../../core/tool.ts';
import type { ProfileNeeds, ProfileSurroundings } from '../../../core/tool-profile.ts';
import { HOME_VARIABLES } from '../../machine/user-home.ts';
import { furnish, type UserHome } from '../home/furnish.ts';
import { loginsAt, type FoundLogin } from '../home/logins.ts';
import { takeBackLogins } from '../home/renewed.ts';
import type { CallExtras } from '../process/run-call.ts';
import type { AgentTask, Dialect } from './dialect.ts';

/** What a repository brings for an agent. */
export type BroughtItems = { readonly trusted: ReadonlySet<string>; readonly untrusted: readonly string[] };

/** Who knows what agents find on this machine. */
export type Surroundings = {
  readonly user: UserHome;
  /** Of these items, those that are in a worktree, and whether they are trusted as they are there. */
  readonly brought: (worktree: string, items: readonly string[]) => Promise<BroughtItems>;
  /** The view of git that one who commits has; of a worktree that stands. */
  readonly committing: (worktree: string) => Promise<Pick<Found['view'], 'writable' | 'readable'>>;
};

/** Where nobody knows anything: an empty home, and nothing that is brought is trusted. */
export const NO_SURROUNDINGS: Surroundings = {
  user: { env: {}, copies: null },
  brought: async (worktree, items) => ({
    trusted: new Set(),
    untrusted: items.filter((item) => existsSync(join(worktree, item))),
  }),
  committing: async () => ({ writable: [], readable: [] }),
};

/** What a profile says of it. */
export type SurroundingsProfile = ProfileSurroundings & Pick<ProfileNeeds, 'keys' | 'login'>;

/** What was found. */
export type Found = {
  readonly task: Pick<AgentTask, 'login' | 'mcp' | 'trusted' | 'untrusted' | 'folders' | 'instructions'>;
  readonly env: Readonly<Record<string, string>>;
  readonly view: Required<Pick<CallExtras['view'], 'writable' | 'readable' | 'network'>>;
  /** Called when the attempt is over. */
  readonly leave: (report: AttemptReport) => void;
};

/** From the worktree to where the step works. */
const foldersOf = ({ worktree, cwd }: ToolCall): readonly string[] => {
  const folders: string[] = [];
  for (let at = cwd; at.startsWith(`${worktree}/`); at = dirname(at)) folders.unshift(at);
  return [worktree, ...folders];
};

const withoutHomeOfUser = (env: ToolCall['env']): ToolCall['env'] =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !HOME_VARIABLES.includes(name)));

const tellUntrusted = (untrusted: readonly string[], { title }: Dialect, report: AttemptReport): void => {
  if (untrusted.length > 0)
    report.message(`not trusted, and so nothing to ${title}: ${untrusted.join(', ')} (look at it with: ws trust)`);
};

/** A key that is set comes before a login, which then stays out of reach. */
const usedLogins = (env: ToolCall['env'], profile: SurroundingsProfile, user: UserHome): readonly FoundLogin[] => {
  const hasKey = profile.keys.some((name) => (env[name] ?? '') !== '');
  return hasKey ? [] : loginsAt(profile.login.files, user.env);
};

/** Finds and lays out all of it; fails where the CLI cannot be given what its profile says. */
export const findSurroundings = async (
  call: ToolCall,
  { dialect, profile }: { readonly dialect: Dialect; readonly profile: SurroundingsProfile },
  { user, brought, committing }: Surroundings,
  report: AttemptReport,
): Promise<Result<Found, Failure>> => {
  const { mcp, network, commits, home: entries } = profile;
  if (!dialect.takesServers && Object.keys(mcp).length > 0)
    return err({ code: 'bad-input', pointer: '', message: `${dialect.title} takes no MCP servers from ws` });
  const { home } = call.paths;
  const logins = usedLogins(call.env, profile, user);
  const laid = await furnish(home, { logins, entries }, user);
  for (const note of laid.notes) report.message(note);
  const { trusted, untrusted } = await brought(call.worktree, dialect.brings);
  tellUntrusted(untrusted, dialect, report);
  const git = commits ? await committing(call.worktree) : { writable: [], readable: [] };
  const folders = foldersOf(call);
  return ok({
    task: {
      ...{ login: logins[0]?.place ?? null, mcp, trusted, untrusted, folders },
      instructions: folders.flatMap((folder) =>
        dialect.instructions
          .map((name) => join(folder, name))
          .filter((path) => existsSync(path))
          .slice(0, 1),
      ),
    },
    env: withoutHomeOfUser(call.env),
    view: {
      network,
      writable: [home, ...laid.writable, ...git.writable],
      readable: [...laid.readable, ...git.readable],
    },
    leave: (told) => {
      for (const note of takeBackLogins(home, logins)) told.message(note);
    },
  });
};
