/** The files that hold workstreams: of the repository, as git lists them, and those that come with ws. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { trackedLike } from '../../adapters/git/tracked-like.ts';
import { shippedFolder, shippedName } from '../../adapters/machine/shipped.ts';
import { readDefinition } from '../house/load-definition.ts';
import type { Desk } from './desk.ts';

export type WorkstreamFile = {
  /** Relative to the top of the checkout; `ws:` before the name of one that comes with ws. */
  readonly file: string;
  readonly path: string;
  readonly id: string | null;
  readonly title: string | null;
  readonly isShipped: boolean;
  readonly isValid: boolean;
};

const MOST = 500;
const MOST_BYTES = 1_000_000;
/** What no other document has at its beginning: quick, and what is not one after all is told as not valid. */
const LOOKS_LIKE = /(^|[{,\n])\s*"?steps"?\s*:/;

type Place = Pick<WorkstreamFile, 'file' | 'path' | 'isShipped'>;

const lookAt = async ({ file, path, isShipped }: Place, { directory, house }: Desk): Promise<WorkstreamFile | null> => {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.length > MOST_BYTES || !LOOKS_LIKE.test(text) || !/"?version"?\s*:\s*1/.test(text)) return null;
  const { plan } = await readDefinition({ text, file: path }, { directory, env: house.env });
  const { id = null, title = null } = plan?.workstream ?? {};
  return { file, path, id, title, isShipped, isValid: plan !== null };
};

const shippedOnes = (): readonly Place[] => {
  const folder = shippedFolder();
  return (folder === null ? [] : readdirSync(folder)).sort().flatMap((name) => {
    const path = join(folder ?? '', name);
    const file = shippedName(path);
    return file === null ? [] : [{ file, path, isShipped: true }];
  });
};

/** By name, those of the repository first. */
export const workstreamFiles = async (desk: Desk): Promise<readonly WorkstreamFile[]> => {
  const { repository } = desk.house;
  const names = await trackedLike(repository, ['.yaml', '.yml', '.json'], MOST);
  const own = names.map((file): Place => ({ file, path: join(repository.root, file), isShipped: false }));
  const found: WorkstreamFile[] = [];
  for (const place of [...own, ...shippedOnes()]) {
    const file = await lookAt(place, desk);
    if (file !== null) found.push(file);
  }
  return found;
};
