/** Reads what a workstream uses and names, as the commit has it that the workstream is taken from: never of the checkout. */
import { posix } from 'node:path';
import { fileAt } from '../../adapters/git/objects.ts';
import type { Repository } from '../../adapters/git/repository.ts';
import { err, ok } from '../../core/result.ts';
import type { ReadUsed } from '../../schema/used-workstreams.ts';

const MOST_BYTES = 1_048_576;

/** Files are called from the top of the repository. */
export const readCommitted =
  (repository: Repository, commit: string): ReadUsed =>
  async (name, from) => {
    const path = posix.join(posix.dirname(from), name);
    const found = await fileAt(repository, { commit, path, most: MOST_BYTES });
    if (!found.ok) return err(found.error.message);
    if (found.value === null) return err(`there is no file ${path} in commit ${commit.slice(0, 12)}`);
    if (found.value === 'too-large') return err(`${path} has more than ${MOST_BYTES} bytes`);
    try {
      return ok({ text: new TextDecoder('utf-8', { fatal: true }).decode(found.value), file: path });
    } catch {
      return err(`${path} is no text in UTF-8`);
    }
  };
