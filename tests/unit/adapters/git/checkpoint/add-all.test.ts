import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addAll } from '../../../../../adapters/git/checkpoint/add-all.ts';
import { trouble } from '../../../../../adapters/git/command/command.ts';
import { gitAt, type Git } from '../../../../../adapters/git/command/configured.ts';
import { git, repositoryAt, temporary, unwrap, write } from '../rig.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** A git that takes long to add, unless files go into one pack: it has written into so many folders when somebody looks. */
const slowGit = (root: string, folders: number): { readonly slow: Git; readonly asked: (readonly string[])[] } => {
  const gitDir = join(root, '.git');
  const real = gitAt({ cwd: root, gitDir, workTree: root }, gitDir);
  const asked: (readonly string[])[] = [];
  const slow: Git = Object.assign(
    async (...[args, request]: Parameters<Git>) => {
      asked.push(args);
      if (args.includes('core.bigFileThreshold=1')) return real(args, request);
      writeFileSync(join(gitDir, 'index.lock'), '');
      for (let nth = 0; nth < folders; nth++)
        mkdirSync(join(gitDir, 'objects', nth.toString(16).padStart(2, '0')), { recursive: true });
      vi.advanceTimersByTime(500);
      if (request?.signal?.aborted === true) return trouble('git add was ended by SIGTERM');
      vi.advanceTimersByTime(60_000);
      // It has come to its end by itself.
      const { rmSync } = await import('node:fs');
      rmSync(join(gitDir, 'index.lock'));
      return real(args, request);
    },
    { place: real.place, settings: real.settings, moved: real.moved },
  );
  return { slow, asked };
};

const repository = (): string => {
  const root = repositoryAt(temporary('git'), {
    gone: 'g\n',
    'a.txt': 'a\n',
    '.gitattributes': '*.dos text eol=crlf\n',
  });
  git(root, 'rm', '-q', '--cached', 'gone');
  write(root, { 'x.dos': 'a\r\nb\r\n', empty: '', 'a.txt': 'b\n' });
  for (let nth = 0; nth < 300; nth++) write(root, { [`d/${nth}`]: `${nth}\n` });
  return root;
};

test('many new files go into one pack, and are what they are otherwise', async () => {
  const root = repository();
  const { slow, asked } = slowGit(root, 256);
  unwrap(await addAll(slow, join(root, '.git/index'), {}));
  expect(asked).toHaveLength(2);
  const tree = git(root, 'write-tree');
  expect(readdirSync(join(root, '.git/objects/pack')).filter((name) => name.endsWith('.pack'))).toHaveLength(1);
  expect(git(root, 'fsck', '--strict')).toBe('');

  const other = repository();
  git(other, 'add', '--all');
  expect(git(other, 'write-tree')).toBe(tree);
});

test('a git that takes long without making much is let finish', async () => {
  const root = repository();
  const { slow, asked } = slowGit(root, 5);
  unwrap(await addAll(slow, join(root, '.git/index'), {}));
  expect(asked).toHaveLength(1);
  expect(existsSync(join(root, '.git/index.lock'))).toBe(false);
});
