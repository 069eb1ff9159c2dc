import { expect, test } from 'vitest';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { reading } from '../../rig/step.ts';

const load = (step: string) =>
  loadWorkstream(`version: 1\nid: demo\nsteps:\n  - id: a\n    ${step}\n`, 'a.yaml', reading);

test.each([
  ['run: prettier --check "$@"\n    args: [3.10, "${{ inputs.x }}"]', '/steps/0/args/1 unknown-input'],
  ['run: echo "$1"\n    args: -v', '/steps/0/args bad-value'],
  ['tool: shell\n    with: { run: x }\n    args: [a]', '/steps/0/args conflicting-keys'],
  ['run: prettier\n    args: [a]', '/steps/0/args unused-args'],
  ['run: x\n    fallback: [{ run: prettier, args: [a] }]', '/steps/0/fallback/0/args unused-args'],
  ['run: x\n    compensate: { run: prettier, args: [a] }', '/steps/0/compensate/args unused-args'],
])('%j', async (step, complaint) => {
  const loaded = await load(step);
  expect(loaded.ok ? [] : loaded.error.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([complaint]);
});

test('the words of a script go with it, as they are written', async () => {
  const loaded = await load(
    'run: prettier "$@"\n    args: [3.10, -w, true]\n    fallback: [{ run: x "$1", args: [0123] }]',
  );
  const [step] = loaded.ok ? loaded.value.workstream.steps : [];
  expect(step?.with).toEqual({ run: 'prettier "$@"', args: ['3.10', '-w', 'true'] });
  expect(step?.fallback[0]?.with).toEqual({ run: 'x "$1"', args: ['0123'] });
});
