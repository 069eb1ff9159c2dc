/** The master keys of the vault: from a variable, or from a file that is its owner's alone. None is ever made or printed. */
import { lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../../core/result.ts';
import { codeOf } from '../../core/thrown.ts';
import { homeFolder } from './machine-state.ts';
import type { Environment } from './own-environment.ts';
import { masterKeyOf, type MasterKey } from './vault.ts';

/** Where the file is looked for: `$WS_MASTER_KEY_FILE`, else `ws/master.key` in the folder of configurations. */
export const masterKeyFile = (env: Environment): string | null => {
  const named = env['WS_MASTER_KEY_FILE'] ?? '';
  if (named !== '') return named;
  const home = homeFolder(env);
  const config = env['XDG_CONFIG_HOME'] ?? '';
  if (config.startsWith('/')) return join(config, 'ws', 'master.key');
  return home === null ? null : join(home, '.config', 'ws', 'master.key');
};

const howToMake = (file: string | null): string => {
  const path = file ?? '~/.config/ws/master.key';
  return `mkdir -p ${dirname(path)} && (umask 077; head -c 32 /dev/urandom | base64 > ${path})`;
};

/** What a person does who has none: it is theirs to make, and to keep where the vault is not. */
export const masterKeyHint = (env: Environment): string =>
  `Make one, and keep a copy of it elsewhere: ${howToMake(masterKeyFile(env))}`;

const linesIn = (file: string): Result<readonly string[], string> => {
  try {
    const stats = lstatSync(file);
    if (!stats.isFile()) return err(`${file} is no file`);
    if ((stats.mode & 0o077) !== 0) return err(`${file} can be read by others: chmod 600 ${file}`);
    return ok(readFileSync(file, 'utf8').split('\n'));
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? ok([]) : err(`${file} cannot be read (${codeOf(error) ?? 'unknown error'})`);
  }
};

/**
 * All of them, the one that seals first: of `$WS_MASTER_KEY`, then of the lines of the file. Each is 32 bytes in base64 or
 * hexadecimal. The error is a sentence without any of them.
 */
export const masterKeysIn = (env: Environment): Result<readonly MasterKey[], string> => {
  const file = masterKeyFile(env);
  const lines = file === null ? ok([]) : linesIn(file);
  if (!lines.ok) return lines;
  const written = [
    ...(env['WS_MASTER_KEY'] ?? '').split(/\s+/).map((text) => ({ text, from: 'WS_MASTER_KEY' })),
    ...lines.value.map((text) => ({ text, from: file ?? '' })),
  ].filter(({ text }) => text.trim() !== '' && !text.startsWith('#'));
  const keys: MasterKey[] = [];
  for (const { text, from } of written) {
    const key = masterKeyOf(text);
    if (key === null) return err(`${from} holds something that is no master key: 32 bytes in base64 or hexadecimal`);
    keys.push(key);
  }
  return keys.length === 0 ? err('there is no master key') : ok(keys);
};
