/** Commands that only look: which run they take, and what they tell of it. */
import { describe, expect, test } from 'vitest';
import { stepId } from '../../../../core/id.ts';
import { ws } from './command-line.ts';
import { workstreamOf } from './example.ts';
import { bad, good, half } from './runs.ts';
import { begun, created, failed, parked, runFailed, runSucceeded, started, succeeded } from './script.ts';
import { aScene, newest } from './scene.ts';

const { home, define, log } = aScene();

describe('picking a run', () => {
  test('the beginning of an id is enough', async () => {
    const said = await ws(['status', 'ba', '--json'], await home({ runs: [bad, good] }));
    expect(JSON.parse(said.out)).toMatchObject({ run: 'bad01' });
  });

  test('a beginning that several runs share is refused with their names', async () => {
    const runs = [
      { ...good, id: 'aa1' },
      { ...good, id: 'aa2' },
    ];
    const said = await ws(['status', 'aa'], await home({ runs }));
    expect(said.code).toBe(2);
    expect(said.err).toContain('aa2, aa1');
  });

  test('an unknown id is refused', async () => {
    expect((await ws(['status', 'zz'], await home({ runs: [good] }))).code).toBe(2);
  });

  test('without any run the refusal says how to start one', async () => {
    const said = await ws(['status'], await home());
    expect(said.code).toBe(2);
    expect(said.err).toContain('ws run <file>');
  });
});

describe('composites', () => {
  const nested = {
    steps: [
      {
        id: 'build',
        steps: [
          { id: 'make', run: 'true' },
          { id: 'check', needs: ['make'], run: 'true' },
        ],
      },
      { id: 'alone', needs: ['build'], isolation: 'step', run: 'echo alone > alone.txt' },
      {
        ...{ id: 'test', needs: ['alone'], continueOnError: true },
        ...{ foreach: ['mac', 'linux', 'bsd'], run: 'test ${{ each.key }} != linux' },
      },
      { id: 'fix', needs: ['test'], loop: { max: 3, until: 'success()' }, run: 'test ${{ loop.index }} -gt 1' },
      {
        id: 'ship',
        needs: ['fix'],
        steps: [
          { id: 'up', run: 'true' },
          { id: 'tell', needs: ['up'], run: 'false' },
        ],
      },
    ],
  };

  test('stand in status as a tree, folded where all went well, and are told of by what failed in them', async () => {
    define({}, nested);
    const at = await home();
    const { code, err } = await ws(['run', 'example.json'], at);
    expect(code).toBe(1);
    const tree = async (...more: readonly string[]): Promise<readonly string[]> => {
      const { out } = await ws(['status', ...more], at);
      const rows = (out.split('CHECKPOINT\n')[1] ?? '').split('\n\n')[0] ?? '';
      // Without times and commits, and with one blank for the space between columns.
      return rows.split('\n').map((row) => {
        const words = row
          .slice(2)
          .replaceAll(/ (?:[0-9a-f]{10}|[\d.]+m?s)(?= |$)/g, '')
          .trimEnd();
        const [indent = ''] = /^ */.exec(words) ?? [];
        return `${row.slice(0, 2)}${indent}${words.trim().replaceAll(/ {2,}/g, ' ')}`;
      });
    };
    expect(await tree()).toEqual([
      '✔ build succeeded 1 2/2',
      '✔ alone succeeded 1',
      '✔ test succeeded 1 3/3, 1 failed',
      '✖   linux failed 1 exit 1',
      '✔ fix succeeded 1 2/2, 1 failed',
      '✖ ship failed 1 2/2, 1 failed',
      '✖   tell failed 1 exit 1',
    ]);
    expect(await tree('--all')).toEqual(
      expect.arrayContaining(['✔   make succeeded 1', '✔   mac succeeded 1', '✖   #1 failed 1 exit 1']),
    );
    expect((await tree('--all')).join('\n')).not.toContain('ws.work');
    const document = JSON.parse((await ws(['status', '--json'], at)).out) as { readonly steps: readonly object[] };
    expect(document.steps).toMatchObject(
      [
        ['build', null, { all: 2, done: 2, failed: 0 }],
        ['build/make', 'build', null],
        ['build/check', 'build', null],
        ['alone', null, {}],
        ['alone/ws.work', 'alone', null],
        ['alone/ws.merge', 'alone', null],
        ['test', null, { all: 3, done: 3, failed: 1 }],
        ['test[mac]', 'test', null],
        ['test[linux]', 'test', null],
        ['test[bsd]', 'test', null],
        ['fix', null, { all: 2, done: 2, failed: 1 }],
        ['fix#1', 'fix', null],
        ['fix#2', 'fix', null],
        ['ship', null, { all: 2, done: 2, failed: 1 }],
        ['ship/up', 'ship', null],
        ['ship/tell', 'ship', null],
      ].map(([id, parent, inside]) => ({ id, parent, inside })),
    );

    const shown = (await ws(['show'], at)).out;
    const failures = [...shown.matchAll(/^ {2}(\S+) failed: /gm)].map(([, step]) => step);
    expect(failures).toEqual(['ship/tell', 'test[linux]']);
    for (const said of [err, shown]) {
      expect(said).toMatch(/✖ ship {2}failed.*, by ship\/tell$/m);
      expect(said).toMatch(/✔ alone {2}succeeded in/);
      expect(said).not.toContain('ws.');
    }
  });

  test('are boxes of a drawing, and trees of a plan', async () => {
    define({}, nested);
    const at = await home();
    const draw = async (...format: readonly string[]): Promise<string> =>
      (await ws(['graph', 'example.json', ...format], at)).out;
    expect(await draw()).toContain('  subgraph s0 ["build: 2 steps as one"]\n    s1["make"]\n    s2["check"]\n  end\n');
    expect(await draw()).toContain('  s4[["test: for each of 3"]]\n');
    expect(await draw('--format', 'dot')).toContain('"build/check" -> "alone" [ltail="cluster build"];');
    const { nodes } = JSON.parse(await draw('--json')) as { readonly nodes: readonly object[] };
    expect(nodes).toContainEqual({ id: 'ship/up', tool: 'shell', finally: false, parent: 'ship', opens: [] });
    expect(nodes).toContainEqual({ id: 'fix', tool: 'shell', finally: false, parent: null, opens: ['loop'] });
    const plan = JSON.parse((await ws(['plan', 'example.json', '--json'], at)).out) as object;
    expect(plan).toMatchObject({
      composites: [
        { id: 'build', opens: ['group'], steps: [{ id: 'make' }, { id: 'check', needs: ['make'] }] },
        { id: 'alone', opens: ['lane'], steps: [] },
        { id: 'test', opens: ['foreach'], steps: [] },
        { id: 'fix', opens: ['loop'], steps: [] },
        { id: 'ship', opens: ['group'] },
      ],
    });
  });
});

describe('looking', () => {
  test('status --json has the keys of the contract, and a row for blocked steps too', async () => {
    const said = await ws(['status', '--json'], await home({ runs: [half] }));
    const document = JSON.parse(said.out) as Record<string, unknown>;
    const keys = ['run', 'workstream', 'status', 'branch', 'worktree', 'startedAt', 'finishedAt', 'steps'];
    expect(Object.keys(document)).toEqual(expect.arrayContaining(keys));
    const stepKeys = [
      'id',
      'parent',
      'inside',
      'status',
      'attempts',
      'failures',
      'exitCode',
      'startedAt',
      'finishedAt',
      'checkpoint',
      'outputs',
      'failure',
      'waits',
      'question',
      'title',
      'tookMs',
    ];
    expect(document['steps']).toMatchObject([
      { id: 'fetch', status: 'succeeded' },
      { id: 'build', status: 'blocked' },
      { id: 'ship' },
    ]);
    for (const step of document['steps'] as object[]) expect(Object.keys(step)).toEqual(stepKeys);
  });

  test('inputs and outputs of a run stand in status, its document and show', async () => {
    const options = { inputs: { name: 'Ada', times: 3 } };
    const happenings = [created(workstreamOf({ fetch: [] }), options), started, begun('fetch'), succeeded('fetch')];
    const told = { id: 'told1', happenings: [...happenings, { ...runSucceeded, outputs: { version: '1.2' } }] };
    const at = await home({ runs: [told] });
    expect(JSON.parse((await ws(['status', '--json'], at)).out)).toMatchObject({
      ...options,
      outputs: { version: '1.2' },
    });
    for (const command of ['status', 'show']) {
      const { out } = await ws([command], at);
      expect(out).toMatch(/^ {2}branch {2,}ws\//m);
      expect(out).toMatch(/^ {2}inputs {2,}name = Ada\n {10,}times = 3\n {2}outputs {2,}version = 1\.2$/m);
    }
  });

  test('the title of a step stands beside its id in status and show, and in the document', async () => {
    const { steps, ...rest } = workstreamOf({ fetch: [], build: ['fetch'] });
    const titled = { ...rest, steps: steps.map((step) => ({ ...step, title: `To ${step.id}` })) };
    const happenings = [created(titled), started, begun('fetch'), failed('fetch'), runFailed('fetch')];
    const at = await home({ runs: [{ id: 'told1', happenings }] });
    expect((await ws(['status'], at)).out).toMatch(/✖ fetch · To fetch +failed[^]*✖ fetch · To fetch {2}The command/);
    expect((await ws(['show'], at)).out).toContain('✖ fetch · To fetch  attempt 1: exit 1');
    const document = JSON.parse((await ws(['status', '--json'], at)).out) as { steps: object[] };
    expect(document.steps).toMatchObject([
      { title: 'To fetch', tookMs: 1000 },
      { title: 'To build', tookMs: null },
    ]);
  });

  test('the time of a step that waited for a person is the time it was at work', async () => {
    const skip = { type: 'step.skipped', step: stepId('fetch'), attempt: null, reason: 'policy' } as const;
    const waited = [{ type: 'run.waiting' }, { type: 'run.woken' }] as const;
    const happenings = [created(workstreamOf({ fetch: [] })), started, begun('fetch'), parked('fetch'), ...waited];
    const at = await home({ runs: [{ id: 'told1', happenings: [...happenings, skip, runSucceeded] }] });
    expect((await ws(['status'], at)).out).toMatch(/fetch +skipped +1 +1\.0s/);
  });

  test('what was at work is interrupted where nobody drives the run, and running where somebody does', async () => {
    const at = await home({ runs: [half] });
    const first = (text: string): string => text.split('\n')[0] ?? '';
    const left = (await ws(['status'], at)).out;
    expect(first(left)).toMatch(/ interrupted$/);
    expect(left).not.toContain('running');
    await at.hold('half1');
    const held = (await ws(['status'], at)).out;
    expect(first(held)).toMatch(/ running$/);
    expect(held).not.toContain('interrupted');
  });

  test('status says that nobody drives an unfinished run', async () => {
    const said = await ws(['status'], await home({ runs: [half] }));
    expect(said.out).toContain('go on with: ws resume half1');
  });

  test('status of a run that somebody drives says nothing of going on', async () => {
    const at = await home({ runs: [half] });
    await at.hold('half1');
    expect((await ws(['status'], at)).out).not.toContain('ws resume');
  });

  test('list --json is an array, newest first', async () => {
    const said = await ws(['list', '--json'], await home({ runs: [bad, good] }));
    expect(JSON.parse(said.out)).toMatchObject([
      { run: 'good1', status: 'succeeded' },
      { run: 'bad01', status: 'failed' },
    ]);
  });

  test('list filters by status, and --quiet prints ids alone', async () => {
    const said = await ws(['list', '--status', 'failed', '--quiet'], await home({ runs: [bad, good] }));
    expect(said.out).toBe('bad01\n');
  });

  test('list says that no run is like the filter, and not that there are none', async () => {
    const at = await home({ runs: [good] });
    for (const filter of [
      ['--status', 'failed'],
      ['--workstream', 'other'],
    ]) {
      const said = await ws(['list', ...filter], at);
      expect(said.err).toContain(`no run with ${filter.join(' ')}; all of them: ws list`);
      expect(said.out).toBe('');
    }
  });

  test('events --after prints only what came later', async () => {
    const said = await ws(['events', 'half1', '--after', '2', '--json'], await home({ runs: [half] }));
    expect(
      said.out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { seq: number }).seq),
    ).toEqual([3, 4]);
  });

  test('events --follow ends when nobody drives the run', async () => {
    const said = await ws(['events', 'half1', '-f'], await home({ runs: [half] }));
    expect(said.code).toBe(0);
    expect(said.out).toContain('step.succeeded');
  });

  test('logs of one step are what it wrote, byte for byte', async () => {
    log({ run: 'half1', step: 'fetch', attempt: 1 }, 'stdout', 'größe\n');
    log({ run: 'half1', step: 'fetch', attempt: 1 }, 'stderr', 'warning\n');
    const at = await home({ runs: [half] });
    expect((await ws(['logs', 'half1', 'fetch'], at)).out).toBe('größe\nwarning\n');
    expect((await ws(['logs', 'half1', 'fetch', '--stderr'], at)).out).toBe('warning\n');
  });

  test('logs of all steps stand each under its name, and a last line without an end gets one', async () => {
    log({ run: 'bad01', step: 'fetch', attempt: 1 }, 'stdout', 'half a line');
    log({ run: 'bad01', step: 'fetch', attempt: 1 }, 'stderr', 'warning');
    log({ run: 'bad01', step: 'build', attempt: 1 }, 'stdout', 'broken');
    const at = await home({ runs: [bad] });
    const said = await ws(['logs', 'bad01'], at);
    expect(said.out).toBe('── fetch#1\nhalf a line\nwarning\n── build#1\nbroken\n');
    expect((await ws(['logs', 'bad01', '--quiet'], at)).out).toBe('half a line\nwarning\nbroken\n');
  });

  test.each([
    ['the beginning of one run', 'bad0', 'bad01'],
    ['a step of the latest run', 'build', 'good1'],
    ['a whole id, though a step is called so too', 'fetch', 'fetch'],
  ])('logs <x> means %s', async (_, name, run) => {
    for (const id of ['bad01', 'good1', 'fetch'])
      for (const step of ['fetch', 'build']) log({ run: id, step, attempt: 1 }, 'stdout', `${step} of ${id}\n`);
    const runs = [bad, { ...good, id: 'fetch' }, good];
    const said = await ws(['logs', name], await home({ runs }));
    expect(said.code).toBe(0);
    expect(said.out).toContain(`build of ${run}`);
    expect(said.out.includes('fetch of')).toBe(name !== 'build');
  });

  test('logs <x> that is the beginning of a run and a step is refused, with both commands', async () => {
    const runs = [{ ...bad, id: 'build1' }, good];
    const said = await ws(['logs', 'build'], await home({ runs }));
    expect(said.code).toBe(2);
    expect(said.err).toContain('"build" is the beginning of run build1, and a step of the latest run, good1');
    expect(said.err).toContain('ws logs build1, or ws logs good1 build');
  });

  test('logs <x> that is neither a run nor a step is refused, with what was meant', async () => {
    const said = await ws(['logs', 'biuld'], await home({ runs: [good] }));
    expect(said.code).toBe(2);
    expect(said.err).toContain('no run begins with "biuld", and the latest, good1, has no step "biuld"');
    expect(said.err).toContain('Did you mean "build"?');
  });

  test('logs of an unknown step name the one that was meant', async () => {
    const said = await ws(['logs', 'half1', 'fetsh'], await home({ runs: [half] }));
    expect(said.code).toBe(2);
    expect(said.err).toContain('Did you mean "fetch"?');
  });

  test('logs --follow of a finished step ends', async () => {
    log({ run: 'half1', step: 'fetch', attempt: 1 }, 'stdout', 'done\n');
    const at = await home({ runs: [half] });
    await at.hold('half1');
    const said = await ws(['logs', 'half1', 'fetch', '-f'], at);
    expect(said.out).toBe('done\n');
  });

  test('show tells the story: steps, outputs, checkpoints, the failure and the end of its log', async () => {
    log({ run: 'bad01', step: 'build', attempt: 1 }, 'stderr', 'cannot find module\n');
    const said = await ws(['show', 'bad01'], await home({ runs: [bad] }));
    for (const part of [
      'fetch  succeeded',
      'files = 3',
      `checkpoint ${'c'.repeat(40)}`,
      'build failed',
      '│ cannot find module',
    ]) {
      expect(said.out).toContain(part);
    }
  });

  test('diff prints what a step changed', async () => {
    define({ fetch: 'echo one > fetched.txt', build: 'echo "a line" > built.txt' });
    const at = await home();
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    const step = await ws(['diff', id, 'build'], at);
    expect(step.out).toMatch(/^\+a line$/m);
    // A step alone is one of the latest run, which is said.
    expect(await ws(['diff', 'build'], at)).toMatchObject({ code: 0, out: step.out, err: `run ${id}\n` });
    expect((await ws(['diff', 'biuld'], at)).err).toContain('Did you mean "build"?');
    const stat = (await ws(['diff', id, 'build', '--stat'], at)).out;
    expect(stat).toContain('built.txt | 1 +');
    expect(stat).not.toContain('fetched.txt');
  });

  test('diff of a step that the run does not have names those that it has', async () => {
    define({ fetch: 'echo one > fetched.txt', build: 'true' });
    const at = await home();
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    for (const more of [[], ['--json'], ['--stat']]) {
      const said = await ws(['diff', id, 'biuld', ...more], at);
      expect(said).toMatchObject({ code: 2, out: '' });
      expect(said.err).toContain(`run ${id} has no step "biuld"; it has: fetch, build`);
      expect(said.err).toContain('Did you mean "build"?');
    }
    expect(await ws(['diff', id, 'build'], at)).toMatchObject({ code: 0, out: '', err: 'no changes\n' });
  });

  test('diff --json is one document, with the patch unless only sizes are wanted', async () => {
    define({ fetch: 'printf "a\\nb\\n" > fetched.txt; printf "\\0" > raw.bin', build: 'echo c > fetched.txt' });
    const at = await home();
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    const whole = JSON.parse((await ws(['diff', id, '--json'], at)).out) as { readonly patch: string };
    const files = [
      { path: 'fetched.txt', added: 1, removed: 0 },
      { path: 'raw.bin', added: null, removed: null },
    ];
    expect(whole).toMatchObject({ run: id, step: null, files });
    expect(whole.patch).toBe((await ws(['diff', id], at)).out);
    const step = JSON.parse((await ws(['diff', id, 'build', '--stat', '--json'], at)).out) as object;
    expect(step).toEqual({
      run: id,
      step: 'build',
      files: [{ path: 'fetched.txt', added: 1, removed: 2 }],
      patch: null,
    });
  });

  test('diff of a run without a branch says so', async () => {
    const at = await home({ runs: [{ id: 'new01', happenings: half.happenings.slice(0, 1) }] });
    const said = await ws(['diff', 'new01'], at);
    expect(said.code).toBe(1);
    expect(said.err).toContain('run new01 has no branch yet');
  });
});
