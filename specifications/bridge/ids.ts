/** Ids of workstreams and steps, made of what people wrote: short enough, and no two steps alike. */
import { slugOf } from '../content/names.ts';

const longest = 64;

const cut = (text: string, length: number): string => text.slice(0, length).replace(/-+$/, '');

/** A text as an id; the other one where nothing of it is left. */
export const idOf = (text: string, otherwise: string): string =>
  cut(
    slugOf(text)
      .replace(/[^a-z0-9-]/g, '')
      .replace(/^-+/, ''),
    longest,
  ) || otherwise;

/** Gives steps their ids; one that is taken gets a number. */
export const uniqueIds = (): ((wanted: string) => string) => {
  const taken = new Set<string>();
  return (wanted) => {
    let id = cut(wanted, longest);
    for (let copy = 2; taken.has(id); copy++) id = `${cut(wanted, longest - `-${copy}`.length)}-${copy}`;
    taken.add(id);
    return id;
  };
};
