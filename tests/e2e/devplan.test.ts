/** Requirements become a plan that can be run: with a reviewer who objects, a person who wants changes, and a model that numbers badly. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Reply, Script } from '../clis/model-server/replies.ts';
import type { ModelServer } from '../clis/model-server/server.ts';
import { answers, serveModel, withModel } from '../rig/model.ts';
import { git, makeFolder, makeRepository, removeFolder, ws, wsJson, type Ended, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
let server: ModelServer | null = null;
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), { 'openspec/specs/.keep': '' });
});
afterEach(async () => {
  await server?.close();
  server = null;
  removeFolder(folder);
});

const DESIGN = {
  objectives: ['Somebody needs the file on every single working day'],
  architecture: 'One file.',
  components: [{ name: 'The file', purpose: 'It is there' }],
  requirements: [
    { name: 'The file', shall: 'have the file.', when: '`test -f made.txt` is run', then: 'it exits with 0' },
  ],
  ...{ risks: [{ risk: 'It goes away', mitigation: 'git' }], assumptions: ['There is a disk'] },
};
const phase = (number: number) => ({ number, title: `Phase ${number}`, summary: 'Make a part.' });
const step = (number: string, more: object = {}) => ({
  ...{ number, title: `Run \`touch made.txt\``, details: [], acceptance: ['test -f made.txt'], dependsOn: [] },
  ...more,
});

/** By what a prompt begins with. `details` gives the answer for a phase and how often it was asked for. */
type Model = {
  readonly review?: Reply;
  readonly details?: (phase: string, times: number) => object;
  readonly asked?: string[];
};

const model = ({
  review = answers({ issues: [] }),
  details = (of) => ({ steps: [step(`${of}.1`)] }),
  asked = [],
}: Model): Script => {
  const times = new Map<string, number>();
  return ({ text }) => {
    asked.push(text);
    if (text.includes('Design a project named')) return answers(DESIGN);
    if (text.includes('Look for what is wrong')) return review;
    if (text.includes('Cut this design')) return answers({ phases: [phase(1), phase(2)] });
    const of = /Detail phase (\d+)/.exec(text)?.[1] ?? '';
    times.set(of, (times.get(of) ?? 0) + 1);
    return answers(details(of, times.get(of) ?? 0));
  };
};

const plan = async (script: Script, ...inputs: readonly string[]): Promise<Ended> => {
  server = await serveModel(folder, script);
  const all = ['name=Files', 'requirements=There is to be a file', ...inputs].flatMap((each) => ['--input', each]);
  return ws(repository, ['run', 'ws:devplan', ...all], withModel);
};
const statusOf = () => wsJson<StatusJson>(repository, ['status']);
const fileOf = async (path: string): Promise<string> => git(repository, 'show', `${(await statusOf()).branch}:${path}`);

test('a plan is written, each stage a commit, and the change that it becomes is run', async () => {
  const details = (of: string): object => ({ steps: [step(`${of}.1`, of === '2' ? { dependsOn: ['1.1'] } : {})] });
  const ended = await plan(model({ details }), 'review=none', 'change=add-file');
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const { run, branch } = await statusOf();
  expect(await fileOf('docs/plan/devplan.md')).toContain('| 2 | [Phase 2](phase2.md) | 1 |');
  expect(await fileOf('docs/plan/handoff_prompt.md')).toContain('- 1.1 Run');
  expect(git(repository, 'log', '--format=%s', `main..${branch}`).split('\n').length).toBeGreaterThan(4);
  const merged = await ws(repository, ['merge', run]);
  expect(merged.code, merged.stdout + merged.stderr).toBe(0);
  const valid = await ws(repository, ['spec', 'validate', 'add-file']);
  expect(valid.code, valid.stdout + valid.stderr).toBe(0);
  const built = await ws(repository, ['run', '--change', 'add-file']);
  expect(built.code, built.stdout + built.stderr).toBe(0);
  expect((await statusOf()).steps.map(({ id }) => id)).toContain('task-2-1');
});

describe('a design', () => {
  test('is drafted again with what a reviewer and a person had to say', async () => {
    const asked: string[] = [];
    const objection = { severity: 'high', detail: 'No file', fix: 'Make one' };
    let reviews = 0;
    const waiting = await plan((request) => {
      const isFirst = request.text.includes('Look for what is wrong') && reviews++ === 0;
      return isFirst ? answers({ issues: [objection] }) : model({ asked })(request);
    });
    expect(waiting.code, waiting.stdout + waiting.stderr).toBe(3);
    expect(asked.filter((text) => text.includes('No file: Make one'))).toHaveLength(1);
    const change = ['--outputs', '{"decision":"change","comment":"Call it made.txt"}', '--resume'];
    expect((await ws(repository, ['answer', 'design/2/approve', 'accept', ...change], withModel)).code).toBe(3);
    expect(asked.some((text) => text.includes('The reader asked for: Call it made.txt'))).toBe(true);
    const approved = ['--outputs', '{"decision":"approve"}', '--resume'];
    const ended = await ws(repository, ['answer', 'design/3/approve', 'accept', ...approved], withModel);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  });

  test('needs no reviewer that cannot be asked', async () => {
    const ended = await plan(model({ review: { kind: 'text', text: 'No.', end: 'filter' } }), 'review=none');
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  });
});

describe('a model that plans badly', () => {
  test('is asked once more with what was wrong', async () => {
    const asked: string[] = [];
    const details = (of: string, times: number): object => ({ steps: [step(times === 1 ? '7.7' : `${of}.1`)] });
    const ended = await plan(model({ details, asked }), 'review=none');
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(asked.some((text) => text.includes('step 7.7 should be 2.1'))).toBe(true);
  });

  test('leaves what it does not mend to a person, and no plan with problems is written', async () => {
    const details = (of: string): object => ({ steps: [step(`${of}.1`, { acceptance: [] })] });
    const waiting = await plan(model({ details }), 'review=none');
    expect(waiting.code, waiting.stdout + waiting.stderr).toBe(3);
    expect(waiting.stdout).toContain('step 1.1 says nothing that shows it is done');
    const phases = [{ ...phase(1), steps: [step('1.1')] }];
    const outputs = ['--outputs', JSON.stringify({ phases }), '--resume'];
    const ended = await ws(repository, ['answer', 'settle', 'accept', ...outputs], withModel);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(await fileOf('docs/plan/devplan.md')).not.toContain('phase2.md');
  });

  test.each<[string, Reply, string]>([
    ['another shape', answers({ project: 'x' }), 'bad-output'],
    ['a refusal', { kind: 'text', text: 'No.', end: 'filter' }, 'refused'],
    ['half an answer', { kind: 'text', text: '{"objectives": ["So', end: 'length' }, 'truncated'],
  ])('has no design by %s', async (_, reply, code) => {
    expect((await plan(() => reply, 'review=none')).code).toBe(1);
    expect((await statusOf()).steps.find(({ id }) => id === 'design#1/draft')?.failure?.code).toBe(code);
  });
});

test('a second run keeps what people wrote', async () => {
  expect((await plan(model({}), 'review=none')).code).toBe(0);
  expect((await ws(repository, ['merge', (await statusOf()).run])).code).toBe(0);
  const path = 'docs/plan/devplan.md';
  const text = git(repository, 'show', `HEAD:${path}`).replace('Nothing is built yet.', '1.1 is done, says Ada.');
  writeFileSync(join(repository, path), `${text}\n`);
  git(repository, 'commit', '-qam', 'progress');
  await server?.close();
  expect((await plan(model({}), 'review=none', 'feedback=shorter')).code).toBe(0);
  expect(await fileOf(path)).toContain('1.1 is done, says Ada.');
});
