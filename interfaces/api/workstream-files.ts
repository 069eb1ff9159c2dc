/** The files that hold workstreams: of the repository, as git lists them, and those that come with ws. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { trackedLike } from '../../adapters/git/tracked-like.ts';
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

const lookAt = async (root: string, file: string, { directory, house }: Desk): Promise<WorkstreamFile | null> => {
  const path = join(root, file);
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.length > MOST_BYTES || !LOOKS_LIKE.test(text) || !/"?version"?\s*:\s*1/.test(text)) return null;
  const { plan } = await readDefinition({ text, file: path }, { directory, env: house.env });
  const { id = null, title = null } = plan?.workstream ?? {};
  return { file, path, id, title, isShipped: false, isValid: plan !== null };
};

/** By name. */
export const workstreamFiles = async (desk: Desk): Promise<readonly WorkstreamFile[]> => {
  const { repository } = desk.house;
  const names = await trackedLike(repository, ['.yaml', '.yml', '.json'], MOST);
  const found: WorkstreamFile[] = [];
  for (const name of names) {
    const file = await lookAt(repository.root, name, desk);
    if (file !== null) found.push(file);
  }
  return found;
};
