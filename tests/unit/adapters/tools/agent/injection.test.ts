/** Whatever a step says reaches the program of every coding CLI byte for byte, and none of it is read by a shell or as an option. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAttemptFiles } from '../../../../../adapters/machine/attempt-files.ts';
import { createProcesses, type NodeProcesses } from '../../../../../adapters/machine/processes.ts';
import { createAgent } from '../../../../../adapters/tools/agent/agent.ts';
import { DIALECTS } from '../../../../../adapters/tools/agent/dialects.ts';
import { saveSession } from '../../../../../adapters/tools/agent/session.ts';
import { runId, stepId } from '../../../../../core/id.ts';
import type { JsonObject } from '../../../../../core/json.ts';
import { ok } from '../../../../../core/result.ts';
import { ALONE } from '../../../../../core/tool.ts';

const CORES: readonly string[] = [
  ...[
    '$(touch planted)',
    '`touch planted`',
    '${IFS}touch${IFS}planted',
    '; touch planted',
    '| touch planted',
    '& touch planted',
  ],
  ...['&& touch planted', '|| touch planted', '\ntouch planted\n', '> planted', '>> planted', '< /etc/passwd'],
  ...['--help', '-p', '--dangerously-skip-permissions', '--mcp-config=planted', '-c notify=["touch","planted"]', '--'],
  ...['-', '@/etc/passwd', '!touch planted', '#', '~', '*'],
  ...['${{ secrets.KEY }}', '${{ inputs.x }}', '%n%s', '\\', '\\n', '\t'],
  ...['\r\n', '\u0001', '\u001b[31m', '\u202e', '🦀', '\u00e9'],
  ...['"', "'", '{"a":1}', 'a=b'],
];
const AROUND: readonly ((core: string) => string)[] = [
  (core) => core,
  (core) => `"${core}"`,
  (core) => `'${core}'`,
  (core) => `a ${core} b`,
  (core) => `';${core};'`,
];
const STRINGS = CORES.flatMap((core) => AROUND.map((around) => around(core)));

const RECORDER = `#!/bin/sh
for word in "$@"; do printf '%s\\0' "$word" >> "$RECORDS/arguments"; done
cat > "$RECORDS/input"
`;

let root = '';
let processes: NodeProcesses;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ws injection '));
  processes = createProcesses({ graceMs: 100 });
  for (const folder of ['tree', 'bin', 'records']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'bin/recorder'), RECORDER);
  chmodSync(join(root, 'bin/recorder'), 0o755);
});
afterAll(() => {
  processes[Symbol.dispose]();
  rmSync(root, { recursive: true, force: true });
});

let attempts = 0;
/** What the program got of a call. */
const recorded = async (cli: string, args: JsonObject, session: string | null = null) => {
  const dialect = DIALECTS.find(({ id }) => id === cli);
  if (dialect === undefined) throw new Error(cli);
  const records = join(root, 'records');
  for (const name of readdirSync(records)) rmSync(join(records, name));
  const files = createAttemptFiles(join(root, 'state'));
  const attempt = { run: runId('r'), step: stepId(`s${(attempts += 1)}`), attempt: 1 };
  const paths = await files.open(attempt, { input: null, failure: null });
  if (!paths.ok) throw new Error(paths.error.message);
  if (session !== null) saveSession(paths.value.home, cli, session);
  const worktree = join(root, 'tree');
  await createAgent(dialect, processes, { command: join(root, 'bin/recorder') }).execute(
    {
      ...{ origin: ALONE, outputs: null, access: 'exclusive' },
      ...{ attempt, with: args, cwd: worktree, worktree, paths: paths.value, timeoutMs: 20_000, limits: null },
      env: { PATH: '/usr/bin:/bin', RECORDS: records },
      ...{ sandbox: 'off', signal: new AbortController().signal, changed: async () => ok([]) },
    },
    files.report(attempt),
  );
  const read = (name: string): string =>
    existsSync(join(records, name)) ? readFileSync(join(records, name), 'utf8') : '';
  return { words: read('arguments').split('\0').slice(0, -1), input: read('input') };
};
const isPlanted = (): boolean => existsSync(join(root, 'tree/planted')) || existsSync(join(root, 'planted'));

test('there are 200 of them', () => {
  expect(new Set(STRINGS).size).toBe(200);
});

const isOption = (text: string): boolean => text.startsWith('-');
/** What could be an option is refused, and a star stands for all tools. */
const isOther = (text: string): boolean => isOption(text) || text === '*';

describe.each(DIALECTS.map(({ id }) => id))('%s', (cli) => {
  test('gets prompt, model and tools as they are, and nothing of them is executed', async () => {
    const plain = await recorded(cli, { prompt: 'x', model: 'm', allowedTools: ['t'] });
    for (const text of STRINGS.filter((each) => each.trim() !== '' && !isOther(each))) {
      const { words, input } = await recorded(cli, { prompt: text, model: text, allowedTools: [text] });
      expect(input).toBe(text);
      const expected = plain.words.map((word) =>
        word === 'm' || word === 't' ? text : word.endsWith(',t') ? `${word.slice(0, -1)}${text}` : word,
      );
      expect(anyId(words)).toEqual(anyId(expected));
    }
    expect(isPlanted()).toBe(false);
  });

  test('gets what looks like an option as a prompt, and as nothing else', async () => {
    const plain = anyId((await recorded(cli, { prompt: 'x' })).words);
    for (const text of STRINGS.filter(isOption)) {
      const { words, input } = await recorded(cli, { prompt: text });
      expect(input).toBe(text);
      expect(anyId(words)).toEqual(plain);
      for (const args of [{ model: text }, { allowedTools: ['t', text] }])
        expect(await recorded(cli, { prompt: 'x', ...args })).toEqual({ words: [], input: '' });
    }
  });

  test('is not given a session whose name could be anything else', async () => {
    const plain = anyId((await recorded(cli, { prompt: 'x' })).words);
    for (const text of STRINGS.filter((each) => !/^[A-Za-z0-9_][\w.:-]*$/.test(each)).slice(0, 20))
      expect(anyId((await recorded(cli, { prompt: 'x' }, text)).words)).toEqual(plain);
  });
});

/** New sessions have names that no other has, and each step a home of its own. */
const anyId = (words: readonly string[]): readonly string[] =>
  words.map((word) => word.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'id').replace(/\/steps\/s\d+\//, '/steps/s/'));
