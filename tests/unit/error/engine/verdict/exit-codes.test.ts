/** Exit codes that tell all by themselves. */
import { expect, test } from 'vitest';
import { classify } from '../../../../../error/engine/verdict/classify.ts';
import { meaningOfExit } from '../../../../../error/engine/verdict/exit-codes.ts';
import { requestFor } from '../../fixture.ts';

test.each([
  ['network', 6, 'curl -fsS https://example.org'],
  ['network', 28, 'set -e\ncurl -s $URL > out.json'],
  ['unauthenticated', 67, 'cd x && curl -s ftp://h/f'],
  ['network', 4, 'wget -q https://example.org'],
  ['unauthenticated', 6, 'https_proxy=x wget -q https://example.org'],
  ['workspace', 128, 'git fetch -q'],
  ['bad-input', 129, '/usr/bin/git merge --nope'],
])('%s: %i of %s', async (code, exitCode, command) => {
  expect((await classify(await requestFor({ exitCode, command }))).code).toBe(code);
});

test('what a shell shows of the command will do', async () => {
  const { code, message } = await classify(await requestFor({ exitCode: 7, stdout: '+ curl -sf http://h/health\n' }));
  expect({ code, message }).toEqual({
    code: 'network',
    message: 'curl exited with code 7: the host could not be connected to',
  });
});

test.each([
  [6, 'npm test'],
  [6, 'curl x; npm test'],
  [1, 'git merge side'],
  [99, 'curl x'],
])('%i of %s tells nothing', (exitCode, command) => {
  expect(meaningOfExit(exitCode, command, [])).toBeNull();
});
