/** Reads files that a workstream names, templates and schemas: of the folder that it lies in, or of what ws ships. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { SHIPPED, shippedFolder } from '../../adapters/machine/shipped.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { codeOf } from '../../core/thrown.ts';
import { whyUnsafe } from '../../core/unsafe-path.ts';
import type { ReadUsed } from '../../schema/used-workstreams.ts';
import { PROMPTS, promptNamed } from './prompts.ts';

const MOST_BYTES = 1_048_576;

/** `file`: how it is called before people. */
type Found = { readonly path: string; readonly file: string; readonly folder: string };

type Reading = {
  /** Where somebody stands, to which the names of files are relative. */
  readonly directory: string;
  /** The folder of what stands in place of shipped prompts; null where nothing does. */
  readonly replacements: () => Promise<string | null>;
};

/** `folder` has no link in it. */
const isIn = (path: string, folder: string): boolean => path.startsWith(folder + sep);

const textOf = async ({ path, file, folder }: Found): Promise<Result<{ text: string; file: string }, string>> => {
  try {
    const real = await realpath(path);
    if (!isIn(real, await realpath(folder))) return err(`${file} leads out of ${folder}`);
    const found = await stat(real);
    if (!found.isFile()) return err(`${file} is no file`);
    const { size } = found;
    if (size > MOST_BYTES) return err(`${file} has ${size} bytes, more than ${MOST_BYTES}`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(real));
    return ok({ text, file });
  } catch (error) {
    if (error instanceof TypeError) return err(`${file} is no text in UTF-8`);
    const reason = codeOf(error) ?? 'unknown error';
    return err(reason === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read (${reason})`);
  }
};

/** A shipped one; prompts may be replaced. */
const shipped = async (name: string, folder: string, { replacements }: Reading): Promise<Found> => {
  const own = { path: join(folder, name), file: join(folder, name), folder };
  if (!name.startsWith(`${PROMPTS}/`)) return own;
  const places = await replacements();
  const prompt = promptNamed(name.slice(PROMPTS.length + 1), places);
  if (prompt === null || !prompt.isReplaced || places === null) return own;
  return { path: prompt.path, file: prompt.path, folder: places };
};

/** Nothing is read that lies elsewhere than the workstream that names it, or below its folder. */
export const readBesideFrom =
  (reading: Reading): ReadUsed =>
  async (written, from) => {
    const isShipped = written.startsWith(SHIPPED);
    const name = (isShipped ? written.slice(SHIPPED.length) : written).replace(/^(?:\.\/)+/, '');
    const unsafe = whyUnsafe(name);
    if (unsafe !== null)
      return err(
        `"${written}" ${unsafe.replace('the worktree', 'the folder of the workstream')}; it lies beside it, or below`,
      );
    const own = dirname(resolve(reading.directory, from));
    const all = shippedFolder();
    const isOfShipped = all !== null && (isShipped || own === all);
    if (isOfShipped) return textOf(await shipped(name, all, reading));
    if (isShipped) return err('ws ships no files here');
    const path = join(own, name);
    const near = relative(reading.directory, path);
    return textOf({ path, file: near.startsWith('..') || isAbsolute(near) ? path : near, folder: own });
  };
