/** Real runs do what configuration files say. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => removeFolder(folder));

const RETRY = { limit: 3, backoff: { initial: '1ms', max: '1ms' } };
const define = (step: object): void =>
  writeFiles(repository, { 'w.json': { version: 1, id: 'set', steps: [{ id: 'a', retry: RETRY, ...step }] } });
const project = (config: object): void => writeFiles(repository, { 'ws.config.json': config });
const own = (config: object): void => writeFiles(folder, { '.config/ws/config.json': config });

type Told = {
  readonly attempts: number;
  readonly failure: null | { plugin: string | null; decision: { kind: string; reason: string } };
};
const run = async (): Promise<Told | undefined> => {
  await ws(repository, ['run', 'w.json']);
  // What else is known of the step does not matter here.
  return (await wsJson<StatusJson>(repository, ['status'])).steps[0] as unknown as Told;
};

describe('a run', () => {
  test('gives up at once on what the project calls critical', async () => {
    define({ run: 'exit 3' });
    project({ errors: { severities: { 'tool-exit': 'critical' } } });
    expect(await run()).toMatchObject({
      attempts: 1,
      failure: { severity: 'critical', decision: { reason: 'tool-exit is critical: nothing is tried' } },
    });
    expect(await wsJson(repository, ['failures'])).toMatchObject([{ severity: 'critical' }]);
  });

  test('stops as early as the project says, and the step over it', async () => {
    define({ run: 'echo the same; exit 3' });
    project({ errors: { repeats: 1 } });
    expect((await run())?.attempts).toBe(2);
    define({ run: 'echo the same; exit 3', retry: { ...RETRY, repeats: 9 } });
    expect((await run())?.attempts).toBe(4);
  });

  test('reads logs without a disabled plugin, and with one of its own where the user trusts the repository', async () => {
    define({ retry: 0, run: 'echo "src/a.c:3:7: it is wrong"; exit 1' });
    expect((await run())?.failure?.plugin).toBe('file-line-column');
    project({ plugins: { disabled: ['file-line-column'] } });
    expect((await run())?.failure?.plugin).toBeNull();
    const manifest = { name: 'mine', title: 'Mine', description: 'Reads it.', module: './plugin.mjs', priority: 75 };
    writeFiles(repository, {
      '.ws/plugins/mine/manifest.json': manifest,
      '.ws/plugins/mine/plugin.mjs': `export const plugin = {
        name: 'mine',
        canHandle: (log) => log.lines.some((line) => line.includes('it is wrong')),
        parse: () => [{ tool: 'mine', path: 'src/a.c', line: 3, column: 7, code: null, category: 'other', severity: 'error', message: 'wrong' }],
      };\n`,
    });
    expect((await run())?.failure?.plugin).toBeNull();
    const untrusted = await ws(repository, ['run', 'w.json']);
    expect(untrusted.stderr).toContain('.ws/plugins/mine is ignored until `ws trust`');
    own({ trust: [repository] });
    expect((await run())?.failure?.plugin, 'it is to be looked at once').toBeNull();
    expect((await ws(repository, ['trust'])).code, 'nobody can be asked').toBe(2);
    expect((await ws(repository, ['trust', '--yes'])).code).toBe(0);
    expect((await run())?.failure?.plugin).toBe('mine');
    writeFiles(repository, { '.ws/plugins/mine/more.mjs': 'export const more = 1;\n' });
    expect((await run())?.failure?.plugin, 'it has changed').toBeNull();
  });

  test('opens a breaker after as many failures as are set', async () => {
    define({ breaker: 'service', run: 'echo "connect ECONNREFUSED 127.0.0.1:1" >&2; exit 1', retry: 0 });
    project({ breakers: { service: { failures: 1, coolDown: '1h' } } });
    await run();
    const breakers = await wsJson<{ name: string; state: string; openedAt: number; reopensAt: number }[]>(repository, [
      'breakers',
      'list',
    ]);
    expect(breakers).toMatchObject([{ name: 'service', state: 'OPEN' }]);
    const [breaker] = breakers;
    expect((breaker?.reopensAt ?? 0) - (breaker?.openedAt ?? 0)).toBe(3_600_000);
  });
});

test('whatever is wrong in a file, nothing is started, resumed or retried, and who only looks is not held up', async () => {
  define({ run: 'exit 3', retry: 0 });
  await run();
  const { run: id } = await wsJson<StatusJson>(repository, ['status']);
  writeFiles(repository, { 'ws.config.yaml': 'errors:\n  repeats: many\n' });
  define({ run: `touch '${folder}/ran'` });
  for (const command of [
    ['run', 'w.json'],
    ['retry', id],
  ]) {
    const refused = await ws(repository, command);
    expect(refused.code, command.join(' ')).toBe(2);
    expect(refused.stderr).toMatch(
      /ws\.config\.yaml:2:12 .*"repeats" must be a whole number from 1 to 100, not "many"/,
    );
  }
  expect(existsSync(join(folder, 'ran'))).toBe(false);
  for (const command of [['status'], ['list'], ['show'], ['logs'], ['failures']])
    expect((await ws(repository, command)).code, command.join(' ')).toBe(0);
});
