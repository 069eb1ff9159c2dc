/** Where a program lies that somebody names. */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** The file that is started, links followed; null where there is none. Entries of PATH that are not absolute are passed over. */
export const programPath = (command: string, env: Environment): string | null => {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  const places = command.includes('/') ? [command].filter(isAbsolute) : folders.map((folder) => join(folder, command));
  const found = places.find(isProgram);
  return found === undefined ? null : realpathSync(found);
};

/** Whether a path lies in a folder. */
export const liesIn = (path: string, folder: string): boolean => {
  try {
    return `${path}/`.startsWith(`${realpathSync(folder)}/`);
  } catch {
    return false;
  }
};
