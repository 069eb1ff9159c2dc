/** Which references that came or moved while a run went on hold a secret of it: no checkpoint does, but they are pushed like any other. */
import type { RunId } from '../../../core/id.ts';
import type { SecretIn } from '../../../core/system.ts';
import { secretBeyond } from '../checkpoint/secrets.ts';
import type { Git } from '../command/configured.ts';
import { shortOf, type Belongings } from './belongings.ts';

/** So many are looked into: each costs two git processes. */
const MOST = 100;

type References = Pick<Belongings, 'references' | 'runs'>;

/** What lies below the names of ws, where steps can make references, too. One git process. */
export const referencesOfRuns = async (git: Git): Promise<Readonly<Record<string, string>>> => {
  const format = '--format=%(objectname) %(refname)';
  const listed = await git(['for-each-ref', format, 'refs/ws', 'refs/heads/ws'], { reads: true });
  if (!listed.ok) return {};
  const lines = listed.value.stdout.toString('utf8').split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [sha = '', ...name] = line.split(' ');
      return sha === '' ? [] : [[name.join(' '), sha]];
    }),
  );
};

/** The run that is driven: what ws has moved its branch to was searched before. */
type Driven = { readonly id: RunId; readonly branch: string };

/** All that there is; the heads of the driven run are where they are now, before and after. */
const wholly = (
  { references, runs = {} }: References,
  { runs: now = {} }: References,
  { id, branch }: Driven,
): Readonly<Record<string, string>> => {
  const own = [`refs/heads/${branch}`, `refs/ws/${id}/head`].flatMap((name) => {
    const sha = now[name];
    return sha === undefined ? [] : [[name, sha] as const];
  });
  return { ...references, ...runs, ...Object.fromEntries(own) };
};

/**
 * Gives a sentence for each, with the name of the secret and where it stands. What a reference held before is not looked at.
 * No git process where none came or moved.
 */
export const referencesWithSecrets = async (
  git: Git,
  secretIn: SecretIn | null,
  { before, after, driven }: { readonly before: References; readonly after: References; readonly driven: Driven },
): Promise<readonly string[]> => {
  if (secretIn === null) return [];
  const isName = (sha: string): boolean => /^[0-9a-f]{40,64}$/.test(sha);
  // A driver that died may have looked at fewer.
  const then = wholly(before.runs === undefined ? { ...before, runs: after.runs ?? {} } : before, after, driven);
  const changed = Object.entries(wholly(after, after, driven)).filter(
    ([name, sha]) => then[name] !== sha && isName(sha),
  );
  if (changed.length === 0) return [];
  const known = [...new Set(Object.values(then).filter(isName))];
  const told: string[] = [];
  for (const [name, sha] of changed.slice(0, MOST)) {
    const own = then[name];
    const behind = own === undefined ? known : [own, ...known];
    const inName = secretIn(name);
    const found = await secretBeyond(git, { known: behind, tips: [sha] }, secretIn);
    const where = inName === null ? (found.ok ? found.value : null) : { name: inName, where: 'its name' };
    if (where !== null)
      told.push(
        `${shortOf(name)} holds the value of the secret ${where.name} (${where.where}), and would be pushed: git update-ref -d ${name}`,
      );
  }
  if (changed.length > MOST)
    told.push(`${changed.length - MOST} more references came or moved; they were not searched for secrets`);
  return told;
};
