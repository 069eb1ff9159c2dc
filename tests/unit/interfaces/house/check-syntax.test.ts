import { expect, test } from 'vitest';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../../../rig/ws.ts';
import { ws } from '../cli/command-line.ts';
import { aScene } from '../cli/scene.ts';

const { root, home } = aScene();

const file = (steps: string): void =>
  writeFiles(root(), { 'w.yaml': `version: 1\nid: w\ninputs: { a: x }\nsteps:\n${steps}` });

const warnings = async (argv: readonly string[]): Promise<readonly string[]> =>
  (await ws(argv, await home())).err.split('\n').filter((line) => line.includes('shell-syntax'));

test.each([[['plan', 'w.yaml']], [['run', 'w.yaml', '--dry-run']]])(
  '%j tells which script its shell cannot read, at the line, and runs nothing of it',
  async (argv) => {
    file(
      [
        '  - id: a',
        '    run: |',
        '      touch ran',
        '      echo "${{ inputs.a }}"',
        '      if true; then; echo',
        '    acceptance: [{ run: "x=$(" }]',
        '  - { id: b, run: "for x in; do", with: { shell: bash } }',
        '  - { id: c, run: "case a in b) ;; esac; x=${{ inputs.a }}" }',
        '  - { id: d, run: "a=(1 2)", with: { shell: bash } }',
      ].join('\n'),
    );
    expect(await warnings(argv)).toEqual([
      expect.stringMatching(
        /^w\.yaml:9:7 {2}\/steps\/0\/run {2}warning {2}sh cannot read this script: .*[Ss]yntax error/,
      ),
      expect.stringMatching(/^w\.yaml:10:\d+ {2}\/steps\/0\/acceptance\/0\/run /),
      expect.stringMatching(/^w\.yaml:11:\d+ {2}\/steps\/1\/run {2}warning {2}bash cannot read this script/),
    ]);
    expect(existsSync(join(root(), 'ran'))).toBe(false);
  },
);

test('one that begins with many lines, or ends early, is no trouble', async () => {
  file(`  - { id: a, run: ${JSON.stringify(`)\n${'echo a\n'.repeat(50_000)}`)} }\n`);
  expect(await warnings(['plan', 'w.yaml'])).toHaveLength(1);
});
