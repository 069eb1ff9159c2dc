/** Settings that are given one by one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CAMEL_KEYS } from '../../../config/given.ts';
import { loadConfiguration, type LoadedConfiguration } from '../../../config/load.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ws-given-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const load = (env: Record<string, string>) => loadConfiguration({ env: { HOME: root, ...env }, root });
const loaded = async (env: Record<string, string>): Promise<LoadedConfiguration> => {
  const result = await load(env);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
const said = ({ effective }: LoadedConfiguration, key: string) =>
  effective.find(({ key: [...parts] }) => parts.join('.') === key);

describe('a variable named for a setting', () => {
  test.each([
    ['WS_BREAKERS__DEFAULT__FAILURES', '7', 'breakers.default.failures', 7],
    ['WS_BREAKERS__OPENAI__COOL_DOWN', '2m', 'breakers.openai.coolDown', '2m'],
    ['WS_ERRORS__SIGNATURE_TTL', '2d', 'errors.signatureTtl', '2d'],
    ['WS_ERRORS__SEVERITIES__RATE_LIMITED', 'critical', 'errors.severities.rate-limited', 'critical'],
    ['WS_PLUGINS__DISABLED', 'npm,eslint', 'plugins.disabled', ['npm', 'eslint']],
    ['WS_PLUGINS__DISABLED', '["npm"]', 'plugins.disabled', ['npm']],
    ['WS_PLUGINS__TIMELIMIT', '1s', 'plugins.timeLimit', '1s'],
    ['WS_WORKTREES__ROOT', '/srv/worktrees', 'worktrees.root', '/srv/worktrees'],
    ['WS_GC__IGNORED', '3d', 'gc.ignored', '3d'],
    ['WS_LOG_CAP', '1MiB', 'logCap', '1MiB'],
    ['WS_GRACE', '1s', 'grace', '1s'],
    ['WS_TRUST', '/srv/a', 'trust', ['/srv/a']],
  ])('%s=%s sets %s', async (name, text, key, value) => {
    expect(said(await loaded({ [name]: text }), key)).toMatchObject({ value, origin: name, layer: 'environment' });
  });

  test('wins over the files, and loses to an older variable of the same setting and to --set', async () => {
    writeFileSync(join(root, 'ws.config.yaml'), 'errors: { repeats: 4 }\ngrace: 2s\n');
    expect(said(await loaded({}), 'errors.repeats')).toMatchObject({ value: 4, layer: 'project' });
    const env = { WS_ERRORS__REPEATS: '5', WS_GRACE: '3s', WS_GRACE_MS: '1000' };
    expect(said(await loaded(env), 'errors.repeats')).toMatchObject({ value: 5, layer: 'environment' });
    expect(said(await loaded(env), 'grace')).toMatchObject({ value: '1s', origin: 'WS_GRACE_MS' });
    const set = { ...env, WS_SET: 'errors.repeats=6\nerrors.repeats=8' };
    expect(said(await loaded(set), 'errors.repeats')).toMatchObject({
      value: 8,
      origin: '--set errors.repeats',
      layer: 'command line',
    });
  });

  test('that is empty says nothing, and others of ws are none', async () => {
    const env = { WS_ERRORS__REPEATS: '', WS_INPUT: '/x', WS_RUN_ID: 'r', WS_EXPR_1: 'y' };
    expect((await loaded(env)).effective.every(({ layer }) => layer === 'default')).toBe(true);
  });

  test.each([
    ['WS_BREAKERS__DEFAULT__FAILURES', 'many', /^WS_BREAKERS__DEFAULT__FAILURES: .*whole number/],
    ['WS_BREAKRS__DEFAULT__FAILURES', '7', /^WS_BREAKRS__DEFAULT__FAILURES: .*"breakers"/],
    ['WS_SET', 'errors.repeat=5', /^--set errors.repeat: .*"repeats"/],
    ['WS_SET', 'errors.repeats', /^--set "errors.repeats" is not of the form key=value/],
  ])('%s=%s is refused, with what was meant', async (name, text, message) => {
    const result = await load({ [name]: text });
    expect(result.ok ? '' : result.error.message).toMatch(message);
  });
});

test('all keys of the schema that are no plain words are known', () => {
  const keys = new Set<string>();
  const collect = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [name, value] of Object.entries(schema)) {
      if (name === 'properties') for (const key of Object.keys(value as object)) keys.add(key);
      collect(value);
    }
  };
  collect(JSON.parse(readFileSync('schema/config.schema.json', 'utf8')));
  expect([...keys].filter((key) => /[A-Z]/.test(key)).sort()).toEqual([...CAMEL_KEYS].sort());
});
