/**
 * What hosts a repository is asked through `gh`: a repository, a pull request, a release. What is there already is left, or brought up
 * to date; where there is no `gh` that knows an account, a person is given a link.
 */
import type { Hosting, Proposal, Release } from '../../core/publisher.ts';
import { isJsonObject, jsonOf, type Json, type JsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { hostedAt, proposalLink, releaseLink } from './address.ts';
import type { Gh, GhProblem } from './gh.ts';

/** `owner/name` for gh, which takes its host with it. */
const repositoryFlags = (repository: string | null, url: string): readonly string[] => {
  const at = hostedAt(url);
  const named = repository ?? (at === null ? null : `${at.host}/${at.repository}`);
  return named === null ? [] : ['--repo', named];
};

const hasNobody = ({ code }: GhProblem): boolean => code === 'missing' || code === 'signed-out';

const linkFor = (url: string | null, { message }: GhProblem): Result<Hosting, GhProblem> =>
  ok({ change: 'link', url, why: message });

const textAt = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** The address that gh prints at the end of what it made. */
const addressIn = (printed: string): string | null => /https?:\/\/\S+\s*$/.exec(printed.trim())?.[0].trim() ?? null;

const openProposal = (printed: string): JsonObject | null => {
  const list = jsonOf(printed);
  const [first] = Array.isArray(list) ? (list as readonly Json[]) : [];
  return isJsonObject(first) ? first : null;
};

/** Opens a pull request, or gives the one that is open for the branch its title, text and base. `url` is that of the remote. */
export const propose = async (
  gh: Gh,
  { branch, base, title, body, repository }: Proposal,
  { url, isDry }: { readonly url: string; readonly isDry: boolean },
): Promise<Result<Hosting, GhProblem>> => {
  const where = repositoryFlags(repository, url);
  const link = proposalLink(hostedAt(url), branch, base);
  const asked = [
    'pr',
    'list',
    ...where,
    '--head',
    branch,
    '--state',
    'open',
    '--json',
    'number,url,title,body,baseRefName',
  ];
  const listed = await gh(asked, '');
  if (!listed.ok) return hasNobody(listed.error) ? linkFor(link, listed.error) : listed;
  const there = openProposal(listed.value);
  if (there === null) {
    if (isDry) return ok({ change: 'created', url: null, why: null });
    const made = await gh(
      ['pr', 'create', ...where, '--head', branch, '--base', base, '--title', title, '--body-file', '-'],
      body,
    );
    return made.ok ? ok({ change: 'created', url: addressIn(made.value), why: null }) : made;
  }
  const known = { url: textAt(there['url']), why: null };
  const isSame =
    there['title'] === title && textAt(there['body']).trim() === body.trim() && there['baseRefName'] === base;
  if (isSame) return ok({ change: 'same', ...known });
  if (isDry) return ok({ change: 'changed', ...known });
  const number = String(Number(there['number']));
  const edited = await gh(['pr', 'edit', number, ...where, '--title', title, '--base', base, '--body-file', '-'], body);
  return edited.ok ? ok({ change: 'changed', ...known }) : edited;
};

/** Makes a release of a tag that is there, or gives the one of it its title and notes. */
export const release = async (
  gh: Gh,
  { tag, title, notes, repository }: Release,
  { url, isDry }: { readonly url: string; readonly isDry: boolean },
): Promise<Result<Hosting, GhProblem>> => {
  const where = repositoryFlags(repository, url);
  const viewed = await gh(['release', 'view', tag, ...where, '--json', 'url,name,body'], '');
  if (!viewed.ok && hasNobody(viewed.error)) return linkFor(releaseLink(hostedAt(url), tag), viewed.error);
  const there = viewed.ok ? jsonOf(viewed.value) : null;
  const known = isJsonObject(there) ? { url: textAt(there['url']), why: null } : null;
  if (isJsonObject(there) && known !== null && there['name'] === title && textAt(there['body']).trim() === notes.trim())
    return ok({ change: 'same', ...known });
  const change = known === null ? 'created' : 'changed';
  if (isDry) return ok({ change, url: known?.url ?? null, why: null });
  const verb = known === null ? ['create', tag, '--verify-tag'] : ['edit', tag];
  const done = await gh(['release', ...verb, ...where, '--title', title, '--notes-file', '-'], notes);
  return done.ok ? ok({ change, url: known?.url ?? addressIn(done.value), why: null }) : done;
};

/** Makes a repository where there is none of the name; gives its address. Without gh there is no way. */
export const createRepository = async (
  gh: Gh,
  repository: string,
  { visibility, isDry }: { readonly visibility: 'private' | 'public'; readonly isDry: boolean },
): Promise<Result<{ readonly change: 'created' | 'same'; readonly url: string }, GhProblem>> => {
  const view = ['repo', 'view', repository, '--json', 'url,sshUrl'];
  const viewed = await gh(view, '');
  if (!viewed.ok && hasNobody(viewed.error)) return viewed;
  if (!viewed.ok && isDry) return ok({ change: 'created', url: `https://github.com/${repository}` });
  const made = viewed.ok ? viewed : await gh(['repo', 'create', repository, `--${visibility}`], '');
  if (!made.ok) return made;
  const again = viewed.ok ? viewed : await gh(view, '');
  if (!again.ok) return again;
  const protocol = await gh(['config', 'get', 'git_protocol'], '');
  const there = jsonOf(again.value);
  const key = protocol.ok && protocol.value.trim() === 'ssh' ? 'sshUrl' : 'url';
  const url = isJsonObject(there) ? textAt(there[key]) : '';
  if (url === '') return err({ code: 'failed', message: `gh does not say where ${repository} is` });
  return ok({ change: viewed.ok ? 'same' : 'created', url });
};
