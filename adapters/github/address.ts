/** What the address of a remote says of the place that hosts it. Pure. */

/** `host/owner/name`; null where the address is a folder, or has no such form. */
export type HostedAt = { readonly host: string; readonly repository: string };

/** Of `https://host/owner/name.git`, `ssh://git@host/owner/name` and `git@host:owner/name`. */
export const hostedAt = (url: string): HostedAt | null => {
  const found =
    /^(?:(?:https?|ssh|git):\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/|(?:[^/@]+@)([^/:]+):)([^?#]+?)(?:\.git)?\/?$/i.exec(
      url,
    );
  const [, byUrl, byName, repository = ''] = found ?? [];
  const host = byUrl ?? byName;
  return host === undefined || !/^[^/]+(?:\/[^/]+)+$/.test(repository) ? null : { host, repository };
};

const query = (text: string): string => encodeURIComponent(text).replaceAll('%2F', '/');

/** Where a person opens a pull request; null where nobody knows how it is done there. */
export const proposalLink = (at: HostedAt | null, branch: string, base: string): string | null => {
  if (at === null) return null;
  const root = `https://${at.host}/${at.repository}`;
  if (/(?:^|\.)gitlab\./i.test(at.host))
    return `${root}/-/merge_requests/new?merge_request[source_branch]=${query(branch)}&merge_request[target_branch]=${query(base)}`;
  if (/(?:^|\.)bitbucket\./i.test(at.host))
    return `${root}/pull-requests/new?source=${query(branch)}&dest=${query(base)}`;
  return /(?:^|\.)github\./i.test(at.host) ? `${root}/compare/${query(base)}...${query(branch)}?expand=1` : null;
};

/** Where a person makes a release of a tag. */
export const releaseLink = (at: HostedAt | null, tag: string): string | null =>
  at !== null && /(?:^|\.)github\./i.test(at.host)
    ? `https://${at.host}/${at.repository}/releases/new?tag=${query(tag)}`
    : null;
