/** The submodules that an index records. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { splitNul } from '../command/command.ts';
import type { Git } from '../command/configured.ts';

/** `sha` is the commit, `name` the path, each byte a character. */
export type Gitlink = { readonly sha: string; readonly name: string };

/** One git process. */
export const gitlinksOf = async (git: Git): Promise<Result<readonly Gitlink[], Failure>> => {
  const links = await git(['ls-files', '-s', '-z'], { reads: true });
  if (!links.ok) return links;
  return ok(
    splitNul(links.value.stdout).flatMap((line) => {
      const [, sha = '', name = ''] = /^160000 ([0-9a-f]+) \d\t([\s\S]+)$/.exec(line) ?? [];
      return name === '' ? [] : [{ sha, name }];
    }),
  );
};
