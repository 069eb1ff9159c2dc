/**
 * Records workstreams/fix-a-test/cassette: the example is run with a scripted agent that speaks Claude Code's protocol, does half of
 * the work, is told what the test said, and does the rest.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const FILE = 'workstreams/fix-a-test/price.mjs';
const SESSION = 'b7c1f0de-2a6e-4c57-9d0f-3f8e6f5a1c20';
const MODEL = 'scripted';

const say = (document: unknown): string => `say '${JSON.stringify(document).replaceAll("'", "'\\''")}'`;

type Turn = {
  readonly says: readonly string[];
  readonly body: string;
  readonly result: string;
  readonly costUsd: number;
};

const turn = ({ says, body, result, costUsd }: Turn, at: number): string => {
  const usage = { input_tokens: 2_900 + at * 700, output_tokens: 210 - at * 60, cache_read_input_tokens: 1_800 };
  const messages = says.map((text, index) =>
    say({
      ...{ type: 'assistant', session_id: SESSION },
      message: {
        ...{ id: `m${at}${index}`, model: MODEL },
        content: [
          { type: 'text', text },
          ...(index === says.length - 1
            ? [{ type: 'tool_use', id: `t${at}`, name: 'Edit', input: { file_path: FILE } }]
            : [{ type: 'tool_use', id: `r${at}`, name: 'Read', input: { file_path: FILE } }]),
        ],
      },
    }),
  );
  const end = { type: 'result', subtype: 'success', is_error: false, result, session_id: SESSION };
  return [
    say({ type: 'system', subtype: 'init', session_id: SESSION, model: MODEL }),
    ...messages,
    `cat > ${FILE} <<'END'\n${body}END`,
    say({
      type: 'user',
      session_id: SESSION,
      message: { content: [{ type: 'tool_result', tool_use_id: `t${at}`, content: 'ok' }] },
    }),
    say({ ...end, total_cost_usd: costUsd, usage, modelUsage: { [MODEL]: {} } }),
  ].join('\n');
};

const before = '/** What a basket costs. */\n';
const first = turn(
  {
    says: ['I will look at the price of a basket.', 'The pieces of an item are not counted.'],
    body: `${before}export const total = (items) => items.reduce((sum, { price, pieces }) => sum + price * pieces, 0);\n`,
    ...{ result: 'Every piece of an item is counted now.', costUsd: 0.0213 },
  },
  0,
);
const second = turn(
  {
    says: ['0.1 * 3 is 0.30000000000000004: the sum is to be rounded to cents.'],
    body: `${before}export const total = (items) =>\n  Math.round(items.reduce((sum, { price, pieces }) => sum + price * pieces, 0) * 100) / 100;\n`,
    ...{ result: 'Every piece of an item is counted, and the total is rounded to cents.', costUsd: 0.0174 },
  },
  1,
);

const home = mkdtempSync(join(tmpdir(), 'ws-example-'));
try {
  const clone = join(home, 'repository');
  const bin = join(home, 'bin');
  execFileSync('git', ['clone', '-q', '.', clone]);
  execFileSync('mkdir', [bin]);
  const program = join(bin, 'claude');
  const script = `#!/bin/sh\nprompt=$(cat)\nsay() { printf '%s\\n' "$1"; }\ncase $prompt in *"is rounded to cents"*)\n${second}\n;; *)\n${first}\n;; esac\n`;
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    ANTHROPIC_API_KEY: 'sk-ant-example-0000000000',
    XDG_STATE_HOME: join(home, 'state'),
  };
  const ws = (...args: readonly string[]): void =>
    void execFileSync(process.execPath, [resolve('dist/ws.js'), '-C', clone, ...args], { env, stdio: 'inherit' });
  ws('run', 'workstreams/fix-a-test.yaml', '--record', '--id', 'example');
  const to = resolve('workstreams/fix-a-test/cassette');
  rmSync(to, { recursive: true, force: true });
  ws('cassette', 'save', 'example', to);
} finally {
  rmSync(home, { recursive: true, force: true });
}
