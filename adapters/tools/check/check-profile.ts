/** Looks whether a tool can be used here: its program, its version, a key or a login. */
import { execFile } from 'node:child_process';
import type { ToolProfile } from '../../../core/tool-profile.ts';
import { loginsAt } from '../home/logins.ts';
import type { KnownVersions } from './known-versions.ts';
import { liesIn, programPath } from './program-path.ts';
import { isWithin, versionIn } from './version.ts';

/** What lets it reach whoever it works with: the name of a variable, or a file. */
export type ToolAccess =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'login'; readonly file: string }
  | { readonly kind: 'neither' | 'not-needed' };

export type ProfileCheck = {
  readonly available: boolean;
  /** Absolute; null where it needs no program or has none. */
  readonly path: string | null;
  readonly version: string | null;
  /** Whether the version is one that the profile was proved against; null where that cannot be told. */
  readonly isProven: boolean | null;
  readonly access: ToolAccess;
  /** What is missing and how to get it, or what is to be known; empty where all is well. */
  readonly hint: string;
};

export type CheckPlace = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What programs are asked with. */
  readonly programEnv: Readonly<Record<string, string>>;
  readonly versions: KnownVersions;
  /** Ask programs even where it is known what they said. */
  readonly isRefreshed: boolean;
  /** The root of the repository, of which nothing is started. */
  readonly repository: string;
};

const ASK_MS = 10_000;

const askVersion = (path: string, args: readonly string[], env: CheckPlace['programEnv']): Promise<string | null> =>
  new Promise((resolve) => {
    const options = { cwd: '/', env, timeout: ASK_MS, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 } as const;
    const child = execFile(path, [...args], options, (_, stdout, stderr) => {
      resolve(versionIn(stdout) ?? versionIn(stderr));
    });
    child.stdin?.end();
  });

const versionOf = async (path: string, profile: ToolProfile, place: CheckPlace): Promise<string | null> => {
  const known = place.isRefreshed ? undefined : place.versions.get(path);
  if (known !== undefined) return known;
  const version = await askVersion(path, profile.version.args, place.programEnv);
  place.versions.put(path, version);
  return version;
};

/** A key comes before a login: what is set was set for now. */
export const accessOf = (
  { keys, login }: Pick<ToolProfile, 'keys' | 'login'>,
  { env }: Pick<CheckPlace, 'env'>,
): ToolAccess => {
  if (keys.length + login.files.length === 0) return { kind: 'not-needed' };
  const key = keys.find((name) => (env[name] ?? '') !== '');
  if (key !== undefined) return { kind: 'key', name: key };
  const [found] = loginsAt(login.files, env);
  return found === undefined ? { kind: 'neither' } : { kind: 'login', file: found.place };
};

/** How to be let in, where there is neither. */
export const missingAccess = ({ keys, login, command, name }: ToolProfile): string => {
  const ways = [
    ...(keys.length === 0 ? [] : [`export ${keys[0] ?? ''}=… (or ${keys.slice(1).join(', ') || 'nothing else'})`]),
    ...(login.files.length === 0 ? [] : [`log in once: ${login.get ?? command ?? name}`]),
  ];
  return `no key and no login: ${ways.join(', or ')}`.replace(' (or nothing else)', '');
};

/** How to get a program that is not there. */
export const missingProgram = (command: string, install: string | null): string =>
  `there is no program ${command} on PATH: ${install ?? 'install it, or name its path by `command`'}`;

/** Starts nothing that a repository names or holds. */
const isBrought = (path: string, { isCommandBrought }: ToolProfile, { repository }: CheckPlace): boolean =>
  isCommandBrought || liesIn(path, repository);

const versionHint = (version: string | null, { version: { from, below } }: ToolProfile): string => {
  const range = [from === null ? '' : `from ${from}`, below === null ? '' : `below ${below}`].filter(
    (text) => text !== '',
  );
  return version === null
    ? 'it does not say its version'
    : `version ${version} is not one it was proved against (${range.join(', ')})`;
};

const missingSecrets = ({ secrets }: ToolProfile, { env }: CheckPlace): readonly string[] =>
  secrets.filter((name) => (env[name] ?? '') === '');

/** Looks at one profile. Never throws for what is expected. */
export const checkProfile = async (profile: ToolProfile, place: CheckPlace): Promise<ProfileCheck> => {
  const { command, install, version: range } = profile;
  const access = accessOf(profile, place);
  const path = command === null ? null : programPath(command, place.env);
  const nothing = { path, version: null, isProven: null, access };
  if (command !== null && path === null) {
    return { ...nothing, available: false, hint: missingProgram(command, install) };
  }
  const unset = missingSecrets(profile, place);
  if (unset.length > 0) return { ...nothing, available: false, hint: `${unset.join(', ')} is not set` };
  if (path === null) return { ...nothing, available: true, hint: '' };
  if (isBrought(path, profile, place))
    return {
      ...nothing,
      available: true,
      hint: 'it is a program of this repository, which is not started to be asked',
    };
  const version = await versionOf(path, profile, place);
  const isBounded = range.from !== null || range.below !== null;
  const isProven = isBounded && version !== null ? isWithin(version, range.from, range.below) : null;
  const known = { path, version, isProven, access };
  if (access.kind === 'neither') return { ...known, available: false, hint: missingAccess(profile) };
  return { ...known, available: true, hint: isBounded && isProven !== true ? versionHint(version, profile) : '' };
};
