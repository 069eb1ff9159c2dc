/** A stand-in for Claude Code: a program of that name that speaks its protocol and does what a script says. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const SAYS = {
  /** The beginning, and a first sentence with a use of a tool. */
  begin: `say '{"type":"system","subtype":"init","session_id":"s1"}'
say '{"type":"assistant","session_id":"s1","message":{"id":"m1","model":"claude-test","usage":{"input_tokens":100,"output_tokens":5},"content":[{"type":"text","text":"I will look."},{"type":"tool_use","id":"t1","name":"Write","input":{"file_path":"src/a.txt"}}]}}'
say '{"type":"user","session_id":"s1","message":{"content":[{"type":"tool_result","tool_use_id":"t1","content":"ok"}]}}'`,
  /** The last word. */
  end: (result: string): string =>
    `say '${JSON.stringify({
      ...{ type: 'result', subtype: 'success', is_error: false, result, session_id: 's1', total_cost_usd: 0.05 },
      ...{ usage: { input_tokens: 1200, output_tokens: 34 }, modelUsage: { 'claude-test': {} } },
    })}'`,
};

/** A folder for programs; not on a memory disk, which no sandbox shows. */
export const makeBin = (): string => mkdtempSync(join(tmpdir(), 'ws-bin-'));

/** Makes it in a folder; `script` finds the prompt in `$prompt`, and `say` prints a line. Gives what `ws` is started with. */
export const standIn = (bin: string, script: string): Readonly<Record<string, string>> => {
  const program = join(bin, 'claude');
  writeFileSync(program, `#!/bin/sh\nprompt=$(cat)\nsay() { printf '%s\\n' "$1"; }\n${script}\n`);
  chmodSync(program, 0o755);
  return { PATH: `${bin}:${process.env['PATH'] ?? '/usr/bin:/bin'}`, ANTHROPIC_API_KEY: 'sk-ant-test-0000000000' };
};
