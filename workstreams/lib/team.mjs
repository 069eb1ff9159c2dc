/** The members of a team: one that ws ships, by name, or one that is given. */
import { readdirSync, readFileSync } from 'node:fs';

/** @typedef {{ readonly id: string, readonly task: string, readonly charter: string, readonly schema: object }} Member */
/** @typedef {{ readonly id: string, readonly purpose: string, readonly last: string, readonly members: readonly Member[] }} Team */

const TEAMS = new URL('../teams/', import.meta.url);

/** @type {(name: string) => Team} */
const shipped = (name) => {
  const names = readdirSync(TEAMS).map((file) => file.replace(/\.json$/, ''));
  if (!names.includes(name)) throw new Error(`there is no team "${name}": ${names.sort().join(', ')}`);
  return JSON.parse(readFileSync(new URL(`${name}.json`, TEAMS), 'utf8'));
};

/** @type {(input: { readonly team: string | Team }) => Team} */
export const team = ({ team: given }) => {
  const found = typeof given === 'string' ? shipped(given) : given;
  const ids = (found.members ?? []).map(({ id }) => id);
  if (ids.length === 0) throw new Error('the team has no members');
  if (new Set(ids).size < ids.length) throw new Error('two members of the team have one id');
  if (!ids.includes(found.last)) throw new Error(`"last" is none of the members: ${ids.join(', ')}`);
  const unfit = found.members.find(({ charter, schema }) => typeof charter !== 'string' || typeof schema !== 'object');
  if (unfit !== undefined) throw new Error(`the member ${unfit.id} has no charter, or no schema`);
  return found;
};

export default team;
