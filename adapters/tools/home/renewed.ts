/**
 * Logins that a tool renewed by another file in the place of the link that led to them: they are taken back to where they lie.
 *
 *   R1. Only over what was there when the attempt began: what somebody else renewed meanwhile is newer, and stays.
 *   R2. What stands there is read as it is, and never through a link.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPlain, replaceAnew, writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { sha256 } from '../../machine/digest.ts';
import { readOwn } from '../../machine/own-folder.ts';
import type { FoundLogin } from './logins.ts';

/** A login is a few kilobytes. */
const LONGEST = 1024 * 1024;

const recordOf = (home: string): string => `${home}.logins.json`;

const digestOf = (place: string): string => sha256((readPlain(place) ?? Buffer.alloc(0)).toString('latin1'));

/** Remembers beside the home how the logins are now. */
export const rememberLogins = (home: string, logins: readonly FoundLogin[]): void =>
  writeAnew(recordOf(home), JSON.stringify(Object.fromEntries(logins.map(({ place }) => [place, digestOf(place)]))));

const rememberedOf = (home: string, place: string): string | null => {
  try {
    const value: unknown = JSON.parse(readOwn(recordOf(home)));
    const known: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, place) : null;
    return typeof known === 'string' ? known : null;
  } catch {
    return null;
  }
};

/** R2; null where a link, a folder or nothing is there. */
const renewedIn = (path: string): Buffer | null => {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = fstatSync(file);
    return fstatSync(file).isFile() && size > 0 && size <= LONGEST ? readFileSync(file) : null;
  } finally {
    closeSync(file);
  }
};

/** Takes back what was renewed; gives a sentence for each that was not. What stood in the place of a link is gone afterwards. */
export const takeBackLogins = (home: string, logins: readonly FoundLogin[]): readonly string[] =>
  logins.flatMap(({ file, place }) => {
    const path = join(home, file.path);
    const renewed = renewedIn(path);
    if (renewed === null) return [];
    const isAsBefore = rememberedOf(home, place) === digestOf(place); // R1
    if (isAsBefore && readPlain(place)?.equals(renewed) === false) replaceAnew(place, renewed);
    rmSync(path);
    return isAsBefore ? [] : [`the login ${place} was renewed by somebody else meanwhile, which stays`];
  });
