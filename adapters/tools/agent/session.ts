/** The name of the conversation that a step's agent has, written down beside its home. */
import { readOwn } from '../../machine/own-folder.ts';
import { replaceAnew, writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { documentOf } from './json-of-line.ts';

/** What a CLI may call a conversation: it becomes an argument, so it is no option and no path. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,199}$/;

const fileOf = (home: string, dialect: string): string => `${home}.${dialect}.session.json`;

/** The conversation that this dialect had in the attempt before; null where there was none, or it cannot be read. */
export const loadSession = (home: string, dialect: string): string | null => {
  const id = documentOf(readOwn(fileOf(home, dialect)))?.['session'];
  return typeof id === 'string' && NAME.test(id) ? id : null;
};

/** The tries that have failed, by number; none where that cannot be read. */
const loadFailed = (home: string, dialect: string): readonly number[] => {
  try {
    const value: unknown = JSON.parse(readOwn(`${home}.${dialect}.failed.json`));
    return Array.isArray(value) ? value.filter((each) => typeof each === 'number') : [];
  } catch {
    return [];
  }
};

/** Remembers that a try failed; gives how many have, and whether this one is new. */
export const noteFailed = (home: string, dialect: string, attempt: number): { count: number; isNew: boolean } => {
  const before = loadFailed(home, dialect);
  const isNew = !before.includes(attempt);
  const after = isNew ? [...before, attempt] : before;
  if (isNew) writeAnew(`${home}.${dialect}.failed.json`, JSON.stringify(after));
  return { count: after.length, isNew };
};

/** Written as soon as it is known, so that it is there after the death of ws. A name that cannot be one is not kept. */
export const saveSession = (home: string, dialect: string, id: string | null): void => {
  if (id !== null && !NAME.test(id)) return;
  const file = fileOf(home, dialect);
  replaceAnew(file, JSON.stringify({ session: id }));
};
