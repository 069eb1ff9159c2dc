/** What is never success: a run in which nothing was done, and a step that did not do what was asked for. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), { 'a.txt': 'a', '.gitignore': '*.log\n' });
});
afterEach(() => removeFolder(folder));

const idle = (over: object): object => ({
  ...{ version: 1, id: 'w' },
  steps: [
    { id: 'a', if: '${{ false }}', run: 'true' },
    { id: 'b', foreach: "${{ fromJSON('[]') }}", run: 'true' },
    { id: 'c', steps: [{ id: 'd', if: false, run: 'true' }] },
  ],
  finally: [{ id: 'last', run: 'true' }],
  ...over,
});

test('a run in which every step was skipped has failed, unless its workstream says that it may', async () => {
  writeFiles(repository, { 'w.json': idle({}), 'empty.json': idle({ allowEmpty: true }) });
  const failed = await ws(repository, ['run', 'w.json']);
  expect(failed.code).toBe(1);
  expect(failed.stdout + failed.stderr).toContain('nothing-ran: every step was skipped');
  expect(await wsJson<{ readonly status: string }>(repository, ['status'])).toMatchObject({ status: 'failed' });
  expect((await ws(repository, ['run', 'empty.json'])).code).toBe(0);
});

const check = (id: string, run: string, acceptance: readonly object[], over: object = {}): object => ({
  ...{ id, run, acceptance, access: 'exclusive', fix: false, ...over },
});
const POSITIVE = '({ outputs }) => { if (!(outputs.n > 0)) throw new Error(`n is ${outputs.n}`); }';

/** By its id, what a step died of; null of one that succeeded. */
const ends = async (): Promise<Readonly<Record<string, string | null>>> => {
  const { stdout } = await ws(repository, ['events', '--json']);
  const events = stdout.split('\n').filter(Boolean);
  return Object.fromEntries(
    events.flatMap((line): readonly [string, string | null][] => {
      // The cast cannot lie: so ws writes an event.
      const { type, step, failure } = JSON.parse(line) as { type: string; step: string; failure?: { message: string } };
      if (type === 'step.succeeded') return [[step, null]];
      return type === 'step.failed' ? [[step, failure?.message ?? '']] : [];
    }),
  );
};

test('a step has failed that did not change, write or give what was asked for', async () => {
  writeFiles(repository, {
    'schemas/plan.json': { type: 'object', required: ['phases'] },
    'w.json': {
      ...{ version: 1, id: 'w' },
      steps: [
        check('idle', 'true', [{ changed: true }]),
        check('ignored', 'echo x > none.log', [{ changed: true }]),
        check('elsewhere', 'echo x > b.txt', [{ changed: ['src/**', 'a.txt'] }]),
        check('there', 'mkdir -p src/x; echo x > src/x/y', [{ changed: ['src/**'] }]),
        check('committed', 'echo y > c.txt; git add -A; git -c user.name=a -c user.email=a@b commit -qm c', [
          { changed: true },
        ]),
        check('lane', 'echo z > lane.txt', [{ changed: ['lane.txt'] }], { isolation: 'step', access: 'shared' }),
        check('plan', 'echo \'{"phases": []}\' > plan.json', [{ schema: 'schemas/plan.json', of: 'plan.json' }]),
        check('noplan', 'echo \'{"phase": []}\' > other.json', [{ schema: 'schemas/plan.json', of: 'other.json' }]),
        check('notext', 'echo x > text.json', [{ schema: { type: 'object' }, of: 'text.json' }]),
        check('given', 'echo \'{"n": 1}\' > "$WS_OUTPUT"', [{ script: POSITIVE }], { sandbox: 'off' }),
        check('negative', 'echo \'{"n": -1}\' > "$WS_OUTPUT"', [{ script: POSITIVE }], { sandbox: 'off' }),
        check('false', 'echo \'{"n": 1}\' > "$WS_OUTPUT"', [{ script: '() => false' }], { sandbox: 'off' }),
      ],
    },
  });
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(1);
  const left = await ends();
  expect(left).toMatchObject({ there: null, committed: null, lane: null, plan: null, given: null });
  expect(left).toMatchObject({
    idle: 'acceptance: it changed nothing',
    ignored: 'acceptance: it changed nothing',
    elsewhere: 'acceptance: it changed nothing at src/**, a.txt',
    noplan: "acceptance: other.json: it must have required property 'phases'",
    notext: 'acceptance: text.json is not JSON',
    negative: 'acceptance: with/code:1:48: Error: n is -1',
    false: 'acceptance: its function gave false',
  });
});

test('that something is changed is asked only of who is alone in its worktree', async () => {
  writeFiles(repository, {
    'w.yaml': [
      'version: 1\nid: w\nsteps:',
      '  - { id: a, run: x, acceptance: [{ changed: true }] }',
      '  - { id: b, run: x, access: read, acceptance: [{ changed: true }] }',
      '  - { id: c, steps: [{ id: d, run: x }], acceptance: [{ changed: true }] }',
      '  - { id: e, run: x, outputs: none.json }',
      '',
    ].join('\n'),
  });
  const told = (await ws(repository, ['validate', 'w.yaml'])).stdout;
  expect(told).toContain('w.yaml:4:46');
  expect(told).toContain('works beside others cannot be told: say access: exclusive, or isolation: step');
  expect(told).toContain('a step with access: read changes nothing');
  expect(told).toContain('say it of the step inside');
  expect(told).toContain('schema none.json: there is no file none.json');
});
