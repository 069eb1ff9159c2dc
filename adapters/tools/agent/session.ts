/** The name of the conversation that a step's agent has, written down beside its home. */
import { readOwn } from '../../machine/own-folder.ts';
import { replaceAnew } from '../../../core/state/sqlite/own-file.ts';
import { documentOf } from './json-of-line.ts';

/** What a CLI may call a conversation: it becomes an argument, so it is no option and no path. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,199}$/;

const fileOf = (home: string, dialect: string): string => `${home}.${dialect}.session.json`;

/** The conversation that this dialect had in the attempt before; null where there was none, or it cannot be read. */
export const loadSession = (home: string, dialect: string): string | null => {
  const id = documentOf(readOwn(fileOf(home, dialect)))?.['session'];
  return typeof id === 'string' && NAME.test(id) ? id : null;
};

/** Written as soon as it is known, so that it is there after the death of ws. A name that cannot be one is not kept. */
export const saveSession = (home: string, dialect: string, id: string | null): void => {
  if (id !== null && !NAME.test(id)) return;
  const file = fileOf(home, dialect);
  replaceAnew(file, JSON.stringify({ session: id }));
};
