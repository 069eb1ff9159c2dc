/** A GitHub that keeps issues in memory, on a socket of this machine: what the real `gh` says to it is all it knows. */
import { createServer, type Server } from 'node:http';

type Issue = { number: number; title: string; body: string; state: string; labels: readonly string[] };
type Variables = Readonly<Record<string, unknown>>;

export type GitHub = {
  readonly issues: readonly Issue[];
  readonly labels: ReadonlySet<string>;
  /** How often something was written. */
  readonly writes: () => number;
  /** From now on, making an issue of this title fails. */
  refuse(title: string | null): void;
  close(): Promise<void>;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Listens on a socket for requests about `owner/name`. */
export const startGitHub = async (socket: string, owner: string, name: string): Promise<GitHub> => {
  const issues: Issue[] = [];
  const labels = new Set<string>();
  let writes = 0;
  let refused: string | null = null;
  const show = (issue: Issue): object => ({
    ...issue,
    __typename: 'Issue',
    id: `I${issue.number}`,
    url: `https://github.com/${owner}/${name}/issues/${issue.number}`,
    labels: { nodes: issue.labels.map((label) => ({ name: label })), totalCount: issue.labels.length },
  });
  const repository = {
    ...{ id: 'R1', name, nameWithOwner: `${owner}/${name}`, owner: { login: owner }, hasIssuesEnabled: true },
    ...{ description: '', hasWikiEnabled: false, viewerPermission: 'ADMIN', defaultBranchRef: { name: 'main' } },
    parent: null,
  };
  const byId = (id: unknown): Issue | undefined => issues.find(({ number }) => `I${number}` === id);
  const answer = (query: string, variables: Variables): object => {
    // Cannot lie in what is used: gh sends what it was asked to write.
    const input = (variables['input'] ?? {}) as Variables;
    if (query.includes('createIssue(')) {
      if (text(input['title']) === refused) return { errors: [{ message: 'Something went wrong' }] };
      writes++;
      const wanted = Array.isArray(input['labelIds']) ? input['labelIds'].map(String) : [];
      const number = issues.length + 1;
      const made: Issue = {
        number,
        title: text(input['title']),
        body: text(input['body']),
        state: 'OPEN',
        labels: wanted,
      };
      issues.push(made);
      return { data: { createIssue: { issue: show(made) } } };
    }
    if (query.includes('updateIssue(')) {
      writes++;
      const issue = byId(input['id']);
      if (issue !== undefined) Object.assign(issue, { title: text(input['title']), body: text(input['body']) });
      return { data: { updateIssue: { __typename: 'UpdateIssuePayload' } } };
    }
    if (query.includes('closeIssue(')) {
      writes++;
      const issue = byId(variables['issueId'] ?? input['issueId']);
      if (issue !== undefined) issue.state = 'CLOSED';
      return { data: { closeIssue: { issue: { id: 'I' } } } };
    }
    const page = { hasNextPage: false, endCursor: null };
    if (query.includes('issueOrPullRequest(number:')) {
      const issue = issues.find(({ number }) => number === variables['number']);
      return { data: { repository: { hasIssuesEnabled: true, issue: issue === undefined ? null : show(issue) } } };
    }
    if (query.includes('issues('))
      return {
        data: {
          repository: {
            hasIssuesEnabled: true,
            issues: { totalCount: issues.length, nodes: issues.map(show).reverse(), pageInfo: page },
          },
        },
      };
    const asked = [...query.matchAll(/(\w+):\s*label\(name:\s*"([^"]*)"\)/g)];
    if (asked.length > 0) {
      const found = asked.map(([, alias = '', label]) => [alias, { id: label, name: label }] as const);
      return { data: { repository: Object.fromEntries(found) } };
    }
    if (query.includes('labels('))
      return {
        data: {
          repository: {
            labels: {
              nodes: [...labels].map((label) => ({ id: label, name: label })),
              totalCount: labels.size,
              pageInfo: page,
            },
          },
        },
      };
    return { data: { repository } };
  };
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const sent = body === '' ? {} : (JSON.parse(body) as Variables);
      let said: object = {};
      if (request.url?.endsWith('/labels') === true || request.url?.includes('/labels/') === true) {
        labels.add(text(sent['name']));
        said = { name: sent['name'] };
      } else said = answer(text(sent['query']), (sent['variables'] ?? {}) as Variables);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(said));
    });
  });
  await new Promise<void>((done) => server.listen(socket, done));
  return {
    issues,
    labels,
    writes: () => writes,
    refuse: (title) => {
      refused = title;
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
};
