/** Which references that came or moved while a run went on hold a secret of it: no checkpoint does, but they are pushed like any other. */
import type { SecretIn } from '../../../core/system.ts';
import { secretBeyond } from '../checkpoint/secrets.ts';
import type { Git } from '../command/configured.ts';
import { shortOf, type Belongings } from './belongings.ts';

/** So many are looked into: each costs two git processes. */
const MOST = 100;

type References = Pick<Belongings, 'references'>;

/**
 * Gives a sentence for each, with the name of the secret and where it stands. What a reference held before is not looked at.
 * No git process where none came or moved.
 */
export const referencesWithSecrets = async (
  git: Git,
  secretIn: SecretIn | null,
  { before, after }: { readonly before: References; readonly after: References },
): Promise<readonly string[]> => {
  if (secretIn === null) return [];
  const isName = (sha: string): boolean => /^[0-9a-f]{40,64}$/.test(sha);
  const changed = Object.entries(after.references).filter(
    ([name, sha]) => before.references[name] !== sha && isName(sha),
  );
  if (changed.length === 0) return [];
  const known = [...new Set(Object.values(before.references).filter(isName))];
  const told: string[] = [];
  for (const [name, sha] of changed.slice(0, MOST)) {
    const own = before.references[name];
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
