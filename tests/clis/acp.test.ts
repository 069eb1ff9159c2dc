/** Real CLIs that speak ACP: one edit, one denial, and nobody survives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { installed } from './installed.ts';
import type { Script } from './model-server/replies.ts';
import { openModelServer, type ModelServer } from './model-server/server.ts';
import { tryOut } from './rig.ts';

const edit: Script = ({ hasResult }) =>
  hasResult ? { kind: 'text', text: 'I wrote the file.' } : { kind: 'command', command: 'echo made > made.txt' };

const SPEAKING = [
  ['gemini', ['--acp', '--skip-trust', '-m', 'gemini-2.5-pro']],
  ['copilot', ['--acp']],
  ['opencode', ['acp']],
] as const;

describe.each(SPEAKING)('%s over ACP', (cli, acp) => {
  const found = installed(cli);
  if ('missing' in found) {
    test.runIf(process.env['WS_LONG'] !== undefined)('is there', () => expect(found.missing).toBe(''));
    test.skip(`is not there: ${found.missing}`, () => undefined);
    return;
  }
  let server: ModelServer | null = null;
  afterEach(async () => {
    await server?.close();
    server = null;
  });

  test('does an edit that it may do', async () => {
    server = await openModelServer(edit);
    const { result, place, survivors } = await tryOut({ cli, bin: found.bin, url: server.url, acp });
    expect(result).toMatchObject({ ok: true, value: { outputs: { outcome: 'ok' } } });
    expect(readFileSync(join(place.worktree, 'made.txt'), 'utf8')).toBe('made\n');
    expect(survivors).toBe(0);
  });
});
