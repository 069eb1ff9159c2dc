import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, loadSettings } from '../../../config/settings.ts';

describe('settings', () => {
  test('are the defaults where the environment says nothing', () => {
    expect(loadSettings({})).toEqual({ ok: true, value: DEFAULT_SETTINGS });
  });

  test('are the defaults where a variable is empty', () => {
    const env = { WS_SYNCHRONOUS: '', WS_LOG_CAP_BYTES: '', WS_GRACE_MS: '' };
    expect(loadSettings(env)).toEqual({ ok: true, value: DEFAULT_SETTINGS });
  });

  test('are taken from the environment', () => {
    const env = { WS_SYNCHRONOUS: 'normal', WS_LOG_CAP_BYTES: '1000', WS_GRACE_MS: '250' };
    expect(loadSettings(env)).toEqual({ ok: true, value: { synchronous: 'normal', logCapBytes: 1000, graceMs: 250 } });
  });

  test.each([
    [{ WS_SYNCHRONOUS: 'off' }, /WS_SYNCHRONOUS is "off"; it must be full or normal/],
    [{ WS_LOG_CAP_BYTES: '0' }, /WS_LOG_CAP_BYTES/],
    [{ WS_GRACE_MS: '5s' }, /WS_GRACE_MS is "5s"; it must be a whole number/],
  ])('%o is refused, and what would be right is said', (env, message) => {
    const loaded = loadSettings(env);
    expect(loaded.ok ? '' : loaded.error).toMatch(message);
  });
});
