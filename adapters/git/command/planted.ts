/**
 * Which settings of a repository's own configuration would make git execute something, and what they are replaced by.
 *
 * A tool that runs in a worktree may write `.git/config`; the engine's git must not run what it finds there. Settings of
 * the user and of the system are the user's own choice and stay in force; so does Git LFS as its installer writes it.
 */

/** One setting as git reads it. `worktree` and `local` are those that lie in the repository. */
export type Setting = { readonly scope: string; readonly key: string; readonly value: string };

// Exactly what an ordinary text merge does: a driver that is not run must not decide a merge silently.
const TEXT_MERGE = 'git merge-file --marker-size=%L %A %O %B';

/** Patterns of keys (git gives section and name in lower case) and the harmless value for each. */
const DANGEROUS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/^filter\.[\s\S]*\.(clean|smudge|process)$/, ''],
  [/^merge\.[\s\S]*\.driver$/, TEXT_MERGE],
  [/^diff\.([\s\S]*\.)?(command|textconv|external)$/, ''],
  [/^remote\.[\s\S]*\.(uploadpack|receivepack)$/, 'git-upload-pack'],
  [/^remote\.[\s\S]*\.vcs$/, 'refused'],
  [/^credential\.([\s\S]*\.)?helper$/, ''],
  [/^core\.(gitproxy|askpass|alternaterefscommand)$/, ''],
  [/^core\.sshcommand$/, 'ssh'],
  [/^gpg\.([\s\S]*\.)?(program|defaultkeycommand)$/, 'false'],
  [/^lfs\.(extension\.[\s\S]*\.(clean|smudge)|customtransfer\.[\s\S]*\.path|standalonetransferagent)$/, ''],
  [/^protocol\.([\s\S]*\.)?allow$/, 'user'],
];

/** What `git lfs install --local` writes. */
const LFS = new Map([
  ['filter.lfs.clean', /^git-lfs clean -- %f$/],
  ['filter.lfs.smudge', /^git-lfs smudge( --skip)? -- %f$/],
  ['filter.lfs.process', /^git-lfs filter-process( --skip)?$/],
]);

const isPlanted = (setting: Setting): boolean => setting.scope === 'local' || setting.scope === 'worktree';

/** Reads the output of `git config --list --show-scope -z`. */
export const parseSettings = (output: string): readonly Setting[] => {
  const parts = output.split('\0');
  const settings: Setting[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [scope = '', entry = ''] = [parts[at], parts[at + 1]];
    const end = entry.indexOf('\n');
    settings.push({
      scope,
      key: end < 0 ? entry : entry.slice(0, end),
      value: end < 0 ? 'true' : entry.slice(end + 1),
    });
  }
  return settings;
};

/**
 * Gives the settings that take the place of planted ones: the user's own value where there is one, else a harmless one.
 * A replaced filter no longer demands to succeed (`required`), so content stays as it is.
 */
export const neutralise = (settings: readonly Setting[]): readonly (readonly [key: string, value: string])[] => {
  const own = new Map<string, string>();
  for (const setting of settings) if (!isPlanted(setting)) own.set(setting.key, setting.value);
  const replaced = new Map<string, string>();
  for (const setting of settings) {
    if (!isPlanted(setting) || LFS.get(setting.key)?.test(setting.value) === true) continue;
    const rule = DANGEROUS.find(([pattern]) => pattern.test(setting.key));
    if (rule === undefined) continue;
    // `ext::` runs any command; no scope may allow it.
    if (setting.key === 'protocol.ext.allow') continue;
    replaced.set(setting.key, own.get(setting.key) ?? rule[1]);
    const filter = /^(filter\.[\s\S]*)\.(clean|smudge|process)$/.exec(setting.key)?.[1];
    if (filter !== undefined && !own.has(setting.key)) replaced.set(`${filter}.required`, 'false');
  }
  return [...replaced];
};

/** Names of the filters that the repository asks for and that are not run; `diff` and `merge` on their files need care. */
export const silencedFilters = (settings: readonly Setting[]): readonly string[] => [
  ...new Set(
    neutralise(settings).flatMap(([key]) => /^filter\.([\s\S]*)\.(clean|smudge|process)$/.exec(key)?.[1] ?? []),
  ),
];
