import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { breakerSettingsOf, configurationOf, DEFAULT_CONFIG } from '../../../config/configuration.ts';
import { loadConfiguration } from '../../../config/load.ts';
import { DEFAULT_SETTINGS } from '../../../config/settings.ts';
import { DEFAULT_BREAKER_SETTINGS } from '../../../error/engine/breakers/breaker-settings.ts';
import { DEFAULT_PLUGIN_SETTINGS } from '../../../error/engine/plugins/plugin-set.ts';
import { DEFAULT_POLICY_SETTINGS } from '../../../error/engine/policy/policy-settings.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ws-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text: string): string => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const load = (env: Record<string, string> = {}) =>
  loadConfiguration({ env: { HOME: join(folder, 'home'), ...env }, root: join(folder, 'repo') });
const loaded = async (env: Record<string, string> = {}) => {
  const result = await load(env);
  if (!result.ok) throw new Error(`${result.error.message} ${JSON.stringify(result.error.diagnostics)}`);
  return result.value;
};
const refused = async (env: Record<string, string> = {}) => {
  const result = await load(env);
  return result.ok ? null : result.error;
};

test('the defaults that are shown are those of the parts they set', () => {
  for (const written of [{}, DEFAULT_CONFIG]) {
    const { settings, errors, plugins, breakers, notify, trust } = configurationOf(written);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(errors).toEqual(DEFAULT_POLICY_SETTINGS);
    expect(DEFAULT_PLUGIN_SETTINGS).toMatchObject(plugins);
    expect(breakers.default).toEqual(DEFAULT_BREAKER_SETTINGS);
    expect([notify, trust]).toEqual([[], []]);
  }
});

test('sizes and durations are read with their units', () => {
  const written = { logCap: '2MiB', grace: '1m30s', notify: [{ on: ['failed'], command: ['true'] }] } as const;
  const { settings, notify } = configurationOf(written);
  expect(settings).toMatchObject({ logCapBytes: 2 * 1024 * 1024, graceMs: 90_000 });
  expect(notify).toEqual([{ on: ['failed'], command: ['true'], timeoutMs: 30_000 }]);
});

test('a breaker is as the default where it says nothing', () => {
  const configuration = configurationOf({ breakers: { default: { failures: 9 }, openai: { coolDown: '2m' } } });
  expect(breakerSettingsOf(configuration, 'openai')).toEqual({
    ...DEFAULT_BREAKER_SETTINGS,
    failures: 9,
    coolDownMs: 120_000,
  });
  expect(breakerSettingsOf(configuration, 'constructor')).toEqual({ ...DEFAULT_BREAKER_SETTINGS, failures: 9 });
});

describe('files', () => {
  test('the project wins over the user, the environment over both, key by key; every value names its place', async () => {
    const user = write(
      'home/.config/ws/config.yaml',
      'grace: 1s\nerrors: { repeats: 7, severities: { timeout: critical } }\nlogCap: 1MB\n',
    );
    const project = write('repo/ws.config.json', '{"errors": {"repeats": 4}, "logCap": "2MB"}');
    const { configuration, files, effective } = await loaded({ WS_LOG_CAP_BYTES: '5' });
    expect(files.map(({ path }) => path)).toEqual([user, project]);
    expect(configuration.settings).toEqual({ synchronous: 'full', graceMs: 1000, logCapBytes: 5 });
    expect(configuration.errors).toMatchObject({ repeats: 4, severities: { timeout: 'critical' } });
    const origins = new Map(effective.map(({ key, origin }) => [key.join('.'), origin]));
    expect(origins.get('grace')).toBe(user);
    expect(origins.get('errors.repeats')).toBe(project);
    expect(origins.get('errors.severities.timeout')).toBe(user);
    expect(origins.get('errors.signatureTtl')).toBe('default');
    expect(origins.get('logCap')).toBe('WS_LOG_CAP_BYTES');
  });

  test('XDG_CONFIG_HOME names the folder, WS_CONFIG the file', async () => {
    write('home/.config/ws/config.yaml', 'grace: 1s\n');
    write('xdg/ws/config.yml', 'grace: 2s\n');
    const named = write('other.json', '{"grace": "3s"}');
    expect((await loaded({ XDG_CONFIG_HOME: join(folder, 'xdg') })).configuration.settings.graceMs).toBe(2000);
    expect((await loaded({ WS_CONFIG: named })).configuration.settings.graceMs).toBe(3000);
    expect((await refused({ WS_CONFIG: join(folder, 'none.yaml') }))?.message).toContain('there is no file');
  });

  test('two files in one place are refused', async () => {
    write('repo/ws.config.yaml', '');
    write('repo/ws.config.json', '{}');
    expect((await refused())?.message).toContain('keep one of them');
  });

  test('all that is wrong in both files is told at once', async () => {
    write('home/.config/ws/config.yaml', 'errorz: {}\n');
    write('repo/ws.config.yaml', 'trust: [/srv]\nnotify: []\n');
    const trouble = await refused();
    expect(trouble?.diagnostics.map(({ code }) => code)).toEqual(['unknown-key', 'not-in-project', 'not-in-project']);
    expect(trouble?.diagnostics[0]?.message).toContain('Did you mean "errors"?');
  });

  test('a key that is a name of JavaScript is a name like any other', async () => {
    write('repo/ws.config.json', '{"breakers": {"constructor": {"failures": 3}}}');
    const { configuration } = await loaded();
    expect(breakerSettingsOf(configuration, 'constructor').failures).toBe(3);
    expect(breakerSettingsOf(configuration, 'toString').failures).toBe(5);
    write('repo/ws.config.json', '{"breakers": {"__proto__": {"failures": 2}}}');
    expect((await refused())?.diagnostics[0]?.message).toContain('"__proto__" is not the name of a breaker');
  });
});
