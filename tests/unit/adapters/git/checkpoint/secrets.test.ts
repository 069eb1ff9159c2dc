import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMask } from '../../../../../core/masking.ts';
import type { Workspace } from '../../../../../core/workspace.ts';
import { attemptOf, openAt, repositoryAt, temporary } from '../rig.ts';

const SECRET = 'canary-5f0c/9a7e+"secret"';
const { secretIn } = createMask([SECRET, 'admin'], ['TOKEN', 'USER_NAME']);

const open = async (): Promise<Workspace> => {
  const root = temporary();
  repositoryAt(root);
  return openAt(root, 'r1', { secretIn });
};
const gitIn = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', [...args], { cwd, encoding: 'utf8' });

describe('a checkpoint that would commit a secret is refused', () => {
  const forms: readonly (readonly [string, string | Buffer])[] = [
    ['raw', SECRET],
    ['in base64', `x: ${Buffer.from(`user:${SECRET}`).toString('base64')}`],
    ['in JSON', JSON.stringify({ SECRET })],
    ['in a binary file', Buffer.concat([Buffer.from([0, 1, 2, 255]), Buffer.from(SECRET, 'utf16le')])],
  ];
  test.each(forms)('%s', async (_form, content) => {
    const workspace = await open();
    writeFileSync(join(workspace.worktree, 'leak.txt'), content);
    const refused = await workspace.checkpoint(attemptOf('a'));
    expect(refused).toMatchObject({ ok: false, error: { code: 'secret-in-commit' } });
    expect(JSON.stringify(refused)).toContain('leak.txt holds the value of the secret TOKEN');
    expect(JSON.stringify(refused)).not.toContain('canary');
    expect(gitIn(workspace.worktree, 'log', '--format=%s', 'HEAD')).not.toContain('ws: a');
  });

  test('in the name of a file or a folder', async () => {
    const workspace = await open();
    const name = Buffer.from(SECRET).toString('hex');
    mkdirSync(join(workspace.worktree, name));
    writeFileSync(join(workspace.worktree, name, 'a'), 'nothing');
    const refused = await workspace.checkpoint(attemptOf('a'));
    expect(JSON.stringify(refused)).toContain('the name of a file holds the value of the secret TOKEN');
    expect(JSON.stringify(refused)).not.toContain(name);
  });

  test('in a commit of the step, although it took it out again', async () => {
    const workspace = await open();
    writeFileSync(join(workspace.worktree, 'leak.txt'), SECRET);
    gitIn(workspace.worktree, 'add', '.');
    gitIn(workspace.worktree, 'commit', '-qm', 'one');
    gitIn(workspace.worktree, 'rm', '-q', 'leak.txt');
    gitIn(workspace.worktree, 'commit', '-qm', 'two');
    expect(await workspace.checkpoint(attemptOf('a'))).toMatchObject({ error: { code: 'secret-in-commit' } });
  });

  test('in the message of a commit of the step', async () => {
    const workspace = await open();
    gitIn(workspace.worktree, 'commit', '-q', '--allow-empty', '-m', `with ${SECRET}`);
    expect(JSON.stringify(await workspace.checkpoint(attemptOf('a')))).toContain('a commit that the step made holds');
  });
});

test('what is no secret, or too common to be one, is committed', async () => {
  const workspace = await open();
  writeFileSync(join(workspace.worktree, 'a.txt'), 'the administration of admin');
  expect(await workspace.checkpoint(attemptOf('a'))).toMatchObject({ ok: true });
});

test('a file that held a secret before the run is not held against a step', async () => {
  const root = temporary();
  repositoryAt(root);
  writeFileSync(join(root, 'old.txt'), `${SECRET}\n`);
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-qm', 'old');
  const workspace = await openAt(root, 'r1', { secretIn });
  writeFileSync(join(workspace.worktree, 'old.txt'), `${SECRET}\nand more\n`);
  expect(await workspace.checkpoint(attemptOf('a'))).toMatchObject({ ok: true });
});
