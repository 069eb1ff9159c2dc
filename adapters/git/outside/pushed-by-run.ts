/** Tells what a run pushed from what others did: git moves its own note of a remote branch with each push. */
import type { Git } from '../command/configured.ts';
import type { Belongings } from './belongings.ts';

type Driven = { readonly branch: string; readonly base: string | null };

const isIn = async (git: Git, commit: string, tip: string): Promise<boolean> => {
  const answer = await git(['merge-base', '--is-ancestor', commit, tip], { reads: true, answers: [1, 128] });
  return answer.ok && answer.value.exitCode === 0;
};

/** `after`, as it would be had the run not pushed: a remote branch that leads to work of the run is where it was. */
export const withoutPushed = async (
  git: Git,
  { branch, base }: Driven,
  { before, after }: { readonly before: Belongings; readonly after: Belongings },
): Promise<Belongings> => {
  const references: Record<string, string> = { ...after.references };
  for (const [name, commit] of Object.entries(after.references)) {
    const was = before.references[name];
    if (was === commit || !name.startsWith('refs/remotes/')) continue;
    if (!(await isIn(git, commit, `refs/heads/${branch}`))) continue;
    if (base !== null && (await isIn(git, commit, base))) continue;
    if (was === undefined) delete references[name];
    else references[name] = was;
  }
  return { ...after, references };
};
