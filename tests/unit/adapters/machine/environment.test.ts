import { expect, test } from 'vitest';
import { baseEnvironment } from '../../../../adapters/machine/environment.ts';

test.each([
  ...['NODE_OPTIONS', 'NODE_PATH', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'DYLD_INSERT_LIBRARIES', 'BASH_ENV', 'ENV'],
  ...['BASH_FUNC_ls%%', 'PYTHONSTARTUP', 'PERL5OPT', 'RUBYOPT', 'GIT_DIR', 'GIT_CONFIG_COUNT', 'GIT_SSH_COMMAND'],
  ...['WS_RUN_ID', 'WS_CRASH_AT', 'OPENAI_API_KEY', 'SSH_AUTH_SOCK', 'LC_x', 'npm_config_script_shell'],
])('%s is not inherited', (name) => {
  expect(baseEnvironment({ [name]: 'planted' })).toEqual({});
});

test.each(['HOME', 'USER', 'LANG', 'LC_ALL', 'TERM', 'TZ', 'TMPDIR', 'CI', 'HTTPS_PROXY', 'no_proxy'])(
  '%s is inherited',
  (name) => expect(baseEnvironment({ [name]: 'value' })).toEqual({ [name]: 'value' }),
);

test('PATH loses the entries that depend on the current folder', () => {
  expect(baseEnvironment({ PATH: '/usr/bin:.::node_modules/.bin:/bin:' })).toEqual({ PATH: '/usr/bin:/bin' });
});
