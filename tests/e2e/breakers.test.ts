/** `ws breakers` as a user has it: one state for the machine, wherever ws is started. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, startWs, writeFiles, ws, wsJson } from '../rig/ws.ts';

const aHome = (): string => {
  const home = makeFolder();
  onTestFinished(() => removeFolder(home));
  return home;
};

const listed = (cwd: string, env: Record<string, string> = {}) =>
  wsJson<readonly { name: string; state: string; reopensAt: number | null }[]>(cwd, ['breakers', 'list'], { env });

test('a breaker tripped outside of any repository is open in each, and can be reset there', async () => {
  const home = aHome();
  const repository = makeRepository(join(home, 'repository'));
  mkdirSync(join(home, 'nowhere'));
  expect(await listed(join(home, 'nowhere'))).toEqual([]);
  const tripped = await ws(join(home, 'nowhere'), ['breakers', 'trip', 'openai', '--for', '10m']);
  expect(tripped, tripped.stderr).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('openai is open') as string,
  });
  expect(await listed(repository)).toMatchObject([{ name: 'openai', state: 'OPEN' }]);
  expect((await ws(repository, ['breakers', 'reset', 'openia'])).stderr).toContain('Did you mean "openai"?');
  expect((await ws(repository, ['breakers', 'reset', 'openai'])).code).toBe(0);
  expect(await listed(join(home, 'nowhere'))).toMatchObject([{ name: 'openai', state: 'CLOSED', reopensAt: null }]);
  expect(existsSync(join(home, '.local', 'state', 'ws', 'breakers.db'))).toBe(true);
  expect(existsSync(join(repository, '.ws'))).toBe(false);
});

test('a run that waits before a breaker goes on when it is resumed after a reset, however long it was to wait', async () => {
  const home = aHome();
  const repository = makeRepository(join(home, 'repository'));
  writeFiles(repository, { 'w.json': { version: 1, id: 'w', steps: [{ id: 'a', run: 'true', breaker: 'api' }] } });
  await ws(repository, ['breakers', 'trip', 'api', '--for', '12h']);
  const driven = startWs(repository, ['run', 'w.json', '--json'], {
    onLine: (line, child) => {
      if (line.includes('"breaker-open"')) child.kill('SIGKILL');
    },
  });
  expect((await driven.ended).signal).toBe('SIGKILL');
  await ws(repository, ['breakers', 'reset', 'api']);
  expect((await ws(repository, ['resume'])).code).toBe(0);
});

test('a folder that is named wrongly is said to be, and nothing is done', async () => {
  const home = aHome();
  const env = { WS_MACHINE_STATE: 'here' };
  const said = await ws(home, ['breakers', 'trip', 'openai'], { env });
  expect(said).toMatchObject({ code: 2, stdout: '' });
  expect(said.stderr).toContain('WS_MACHINE_STATE is "here"; it must be an absolute folder');
});

test('where the machine can keep nothing, each repository keeps its own, and the doctor says so', async () => {
  const home = aHome();
  const repository = makeRepository(join(home, 'repository'));
  writeFileSync(join(home, 'file'), '');
  const env = { XDG_STATE_HOME: join(home, 'file') };
  expect((await ws(repository, ['breakers', 'trip', 'openai'], { env })).code).toBe(0);
  expect(existsSync(join(repository, '.git', 'ws', 'breakers.db'))).toBe(true);
  expect(await listed(repository, env)).toMatchObject([{ name: 'openai', state: 'OPEN' }]);
  const outside = await ws(home, ['breakers', 'list'], { env });
  expect(outside.code).toBe(2);
  expect(outside.stderr).toContain('ws doctor');
  const { checks } = await wsJson<{ checks: readonly { name: string; state: string; message: string }[] }>(
    repository,
    ['doctor'],
    { env },
  );
  const check = checks.find(({ name }) => name === 'breakers');
  expect(check).toMatchObject({ state: 'warn' });
  expect(check?.message).toContain('each repository has its own');
});
