import { expect, test } from 'vitest';
import { hostedAt, proposalLink, releaseLink } from '../../../../adapters/github/address.ts';

test.each([
  ['https://github.com/acme/app.git', 'github.com', 'acme/app'],
  ['https://token@github.com/acme/app', 'github.com', 'acme/app'],
  ['git@github.com:acme/app.git', 'github.com', 'acme/app'],
  ['ssh://git@gitlab.example.org:2222/group/sub/app.git', 'gitlab.example.org', 'group/sub/app'],
])('%s is hosted', (url, host, repository) => {
  expect(hostedAt(url)).toEqual({ host, repository });
});

test.each(['/srv/git/app.git', '../app.git', 'file:///srv/app.git', 'https://github.com/', 'C:/app'])(
  '%s is hosted nowhere',
  (url) => {
    expect(hostedAt(url)).toBeNull();
  },
);

test('a person is led to where it is done', () => {
  const at = (host: string) => ({ host, repository: 'acme/app' });
  expect(proposalLink(at('github.com'), 'ws/a/b c', 'main')).toBe(
    'https://github.com/acme/app/compare/main...ws/a/b%20c?expand=1',
  );
  expect(proposalLink(at('gitlab.com'), 'x', 'main')).toContain('source_branch]=x');
  expect(proposalLink(at('git.example.org'), 'x', 'main')).toBeNull();
  expect(proposalLink(null, 'x', 'main')).toBeNull();
  expect(releaseLink(at('github.com'), 'v1')).toBe('https://github.com/acme/app/releases/new?tag=v1');
});
