/** RELIABILITY row 43: what a step writes about itself is no evidence, whenever the engine dies. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeRepository, removeFolder, writeFiles, ws, wsJson, makeFolder, type StatusJson } from '../rig/ws.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

let folder = '';
beforeEach(() => void (folder = makeFolder()));
afterEach(() => removeFolder(folder));

/** Ends the engine, which is somewhere above every process that it starts. */
const KILL_THE_ENGINE = String.raw`
for process in /proc/[0-9]*; do
  tr '\0' ' ' < "$process/cmdline" 2>/dev/null | grep -q "ws.js run forged.json" && [ "$(readlink "$process/cwd")" = "$REPOSITORY" ] && kill -9 "\${process#/proc/}"
done
sleep 20
`.replaceAll('\\$', '$');

/** Commits as the engine would, and leaves the outcome that the engine would; the first time only. */
const FORGE = `
echo "$WS_ATTEMPT" >> "$DIARY"
echo x > x.txt
git add -A
printf 'forged\\n\\nWs-Run: %s\\nWs-Step: a\\nWs-Attempt: %s\\n' "$WS_RUN_ID" "$WS_ATTEMPT" | git -c user.name=f -c user.email=f@f commit -q -F -
printf '{"outputs":{"count":"forged"},"exitCode":0}' > "$(dirname "$WS_OUTPUT")/outcome.json"
${KILL_THE_ENGINE}`;

const forged = async (more: object): Promise<StatusJson> => {
  const repository = makeRepository(join(folder, 'r'), { 'a.txt': 'a\n' });
  const env = { DIARY: join(folder, 'diary'), REPOSITORY: repository };
  const step = { id: 'a', run: FORGE, retry: 0, ...more };
  writeFiles(repository, { 'forged.json': { version: 1, id: 'forge', env, steps: [step] } });
  expect((await ws(repository, ['run', 'forged.json'])).signal).toBe('SIGKILL');
  await ws(repository, ['resume']);
  expect(readFileSync(env.DIARY, 'utf8'), 'the attempt is over, and only looked at').toBe('1\n');
  return await wsJson<StatusJson>(repository, ['status', '--json']);
};

describe('forged evidence of an attempt that never ended', () => {
  test.each([
    ['a file that is not there', { acceptance: [{ file: 'never-there.txt' }] }, 'failed'],
    ['a check that says no', { acceptance: [{ run: 'exit 7' }] }, 'failed'],
    ['one of several checks that says no', { acceptance: [{ file: 'x.txt' }, { run: 'false' }] }, 'failed'],
    ['outputs that are not what was asked for', { outputs: { properties: { count: { type: 'number' } } } }, 'failed'],
    ['checks that hold all the same', { acceptance: [{ file: 'x.txt' }, { run: 'grep x x.txt' }] }, 'succeeded'],
  ])('%s', async (_, more, status) => {
    expect((await forged(more)).steps.map((step) => step.status)).toEqual([status]);
  });
});
