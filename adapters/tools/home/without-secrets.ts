/** Settings of a person, less what is secret in them or would start a program. Pure. */

const SECRET_KEY = /auth|token|passw|secret|user|key|cert|email|otp/i;
const USER_IN_ADDRESS = /:\/\/[^/\s]*@/;

/**
 * The text of an `.npmrc` without what logs in: settings of a registry (`//host/:…`), keys whose name says that they are
 * secret, and addresses with a name or password in them.
 */
export const npmrcWithoutSecrets = (text: string): string =>
  text
    .split(/\r?\n/)
    .filter((line) => {
      const key = (line.split('=')[0] ?? '').trim();
      return !key.startsWith('//') && !SECRET_KEY.test(key) && !USER_IN_ADDRESS.test(line);
    })
    .join('\n');

/** Sections of which every key is harmless; null: the keys of a section that are. */
const GIT_SECTIONS: ReadonlyMap<string, readonly string[] | null> = new Map([
  ['user', ['name', 'email']],
  ['init', ['defaultbranch']],
  ['core', ['autocrlf', 'eol', 'safecrlf', 'quotepath', 'ignorecase', 'precomposeunicode', 'longpaths', 'abbrev']],
  ['color', null],
  ['column', null],
  ['pull', null],
  ['push', null],
  ['rebase', null],
  ['merge', ['conflictstyle', 'ff']],
  ['fetch', ['prune', 'prunetags']],
  ['diff', ['algorithm', 'renames', 'colormoved', 'mnemonicprefix', 'noprefix']],
  ['log', ['date', 'abbrevcommit', 'decorate']],
]);

/**
 * The text of a `.gitconfig` with what names a person and how git shows things, and nothing else: no credentials, headers, other
 * addresses, aliases, programs or files that are read beside it.
 */
export const gitconfigWithoutSecrets = (text: string): string => {
  let keys: readonly string[] | null | undefined;
  const kept: string[] = [];
  // A line that goes on in the next one is left out with it: each would be read on its own.
  for (const line of text.replace(/[^\n]*\\\r?\n[^\n]*/g, '').split(/\r?\n/)) {
    const header = /^\s*\[\s*([A-Za-z0-9.-]+)\s*\]\s*$/.exec(line);
    if (line.trimStart().startsWith('[')) {
      keys = header === null ? undefined : GIT_SECTIONS.get((header[1] ?? '').toLowerCase());
      if (keys !== undefined) kept.push(line.trim());
      continue;
    }
    const key = /^\s*([A-Za-z][A-Za-z0-9-]*)\s*(?:=|$)/.exec(line)?.[1]?.toLowerCase();
    if (key === undefined || keys === undefined) continue;
    if (keys === null || keys.includes(key)) kept.push(line);
  }
  return `${kept.join('\n')}\n`;
};
