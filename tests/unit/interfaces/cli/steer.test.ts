/** Commands that leave a wish for the driver of a run, or do something with a run that is over. */
import { mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { instant, runId } from '../../../../core/id.ts';
import type { Store } from '../../../../core/store.ts';
import type { WrittenRun } from '../home.ts';
import { git } from '../../../rig/ws.ts';
import { ws } from './command-line.ts';
import { asking, bad, fresh, good, half } from './runs.ts';
import { aScene, eventsOf, newest, signalsOf, typesOf } from './scene.ts';

const { root, home, define } = aScene();

/** Who git takes us for. */
const author = (): string =>
  execFileSync('git', ['var', 'GIT_AUTHOR_IDENT'], { cwd: root(), encoding: 'utf8' })
    .trim()
    .replace(/ \d+ [+-]\d+$/, '');

/** Makes the worktree that the document of a status names. */
const makeWorktree = (document: string): void => {
  const { worktree } = JSON.parse(document) as { readonly worktree: string };
  mkdirSync(worktree, { recursive: true });
};

describe('cancelling', () => {
  test('cancel asks the driver', async () => {
    const at = await home({ runs: [half] });
    await at.hold('half1');
    expect((await ws(['cancel'], at)).code).toBe(0);
    expect(await signalsOf(at.store, 'half1')).toEqual([{ kind: 'cancel', by: author(), compensate: false }]);
    expect(await typesOf(at.store, 'half1')).toHaveLength(half.happenings.length);
  });

  test('cancel of a run that nobody drives does it here and exits with 0', async () => {
    const at = await home({ runs: [fresh] });
    expect((await ws(['cancel'], at)).code).toBe(0);
    expect((await typesOf(at.store, 'new01')).at(-1)).toBe('run.cancelled');
  });

  const cancelling = { type: 'run.cancelling', by: 'ada', compensate: false } as const;
  const undoing = { type: 'run.compensating', cause: 'failed' } as const;

  test('cancel can still ask for undoing while the run is being cancelled', async () => {
    const run: WrittenRun = { id: 'half1', happenings: [...half.happenings, cancelling] };
    const at = await home({ runs: [run] });
    await at.hold('half1');
    const said = await ws(['cancel', '--compensate'], at);
    expect(said).toMatchObject({ code: 0, out: 'run half1 is asked to cancel, and to undo what succeeded\n' });
    expect(await signalsOf(at.store, 'half1')).toMatchObject([{ kind: 'cancel', compensate: true }]);
  });

  test.each([
    ['that was cancelled', [cancelling, { type: 'run.cancelled' } as const], 'can no longer be undone'],
    ['whose undoing is being cancelled', [undoing, cancelling], 'cannot be taken up again'],
  ] as const)('cancel refuses to undo a run %s', async (_, happenings, why) => {
    const run: WrittenRun = { id: 'half1', happenings: [...half.happenings, ...happenings] };
    const at = await home({ runs: [run] });
    await at.hold('half1');
    const said = await ws(['cancel', 'half1', '--compensate'], at);
    expect(said.code).toBe(2);
    expect(said.err).toContain(why);
    expect(await signalsOf(at.store, 'half1')).toEqual([]);
  });

  test('cancel finds nothing to do where the run has been undone', async () => {
    const happenings = [...half.happenings, undoing, { type: 'run.failed', failed: [], message: 'm' } as const];
    const at = await home({ runs: [{ id: 'half1', happenings }] });
    expect((await ws(['cancel', 'half1', '--compensate'], at)).code).toBe(0);
  });
});

describe('pausing and answering', () => {
  test('answer without a run means the latest that waits', async () => {
    const at = await home({ runs: [asking, bad] });
    expect((await ws(['answer', 'fetch', 'reject'], at)).code).toBe(0);
    expect(await signalsOf(at.store, 'ask01')).toMatchObject([{ kind: 'answer', step: 'fetch', answer: 'reject' }]);
  });

  test('the choices pasted as they are shown answer nothing', async () => {
    const at = await home({ runs: [asking] });
    const said = await ws(['answer', 'ask01', 'fetch', 'accept|reject'], at);
    expect(said.code).toBe(2);
    expect(said.err).toContain('Choose one of: accept, reject');
    expect(await signalsOf(at.store, 'ask01')).toEqual([]);
  });

  test('answer with too few words shows the way to its own help', async () => {
    const said = await ws(['answer', 'fetch'], await home({ runs: [asking] }));
    expect(said.code).toBe(2);
    expect(said.err).toContain('(see: ws answer --help)');
  });

  test('pause asks the driver', async () => {
    const at = await home({ runs: [half] });
    await at.hold('half1');
    expect((await ws(['pause', '--json'], at)).out).toBe('{"run":"half1","done":"asked"}\n');
    expect(await signalsOf(at.store, 'half1')).toEqual([{ kind: 'pause', by: author() }]);
  });

  test('pause leaves no signal behind where nobody drives', async () => {
    const at = await home({ runs: [half] });
    expect((await ws(['pause'], at)).code).toBe(0);
    expect(await signalsOf(at.store, 'half1')).toEqual([]);
  });

  test('work that is gone with its worktree is not accepted', async () => {
    const at = await home({ runs: [asking] });
    const said = await ws(['answer', 'ask', 'fetch', 'accept'], at);
    expect(said.code).toBe(1);
    expect(said.err).toContain('is gone, and with it what was done by hand');
    expect(said.err).toContain('ws resume ask01');
    expect(await signalsOf(at.store, 'ask01')).toEqual([]);
    expect((await ws(['status', 'ask'], at)).out).toMatch(/its worktree .* is gone; ws resume makes it again/);
  });

  test('an answer is left for the driver with its outputs', async () => {
    const at = await home({ runs: [asking] });
    makeWorktree((await ws(['status', 'ask', '--json'], at)).out);
    const said = await ws(['answer', 'ask', 'fetch', 'accept', '-o', 'n=3', '-o', 'why=all good'], at);
    expect(said.code).toBe(0);
    const outputs = { n: 3, why: 'all good' };
    const signal = { kind: 'answer', step: 'fetch', answer: 'accept', by: author(), outputs, question: 4 };
    expect(await signalsOf(at.store, 'ask01')).toEqual([signal]);
  });

  test('a later answer says that it stands in place of one that nobody has taken', async () => {
    const at = await home({ runs: [asking] });
    makeWorktree((await ws(['status', 'ask', '--json'], at)).out);
    await ws(['answer', 'ask', 'fetch', 'accept'], at);
    const said = await ws(['answer', 'ask', 'fetch', 'reject'], at);
    expect(said.out).toContain('answered "reject" in place of "accept"');
    expect(await signalsOf(at.store, 'ask01')).toMatchObject([{ answer: 'accept' }, { answer: 'reject' }]);
  });

  test('an answer to a question that is not asked any more is refused', async () => {
    const at = await home({ runs: [asking] });
    makeWorktree((await ws(['status', 'ask', '--json'], at)).out);
    const said = await ws(['answer', 'ask', 'fetch', 'accept', '--question', '3'], at);
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toContain('does not ask question 3 any more, but 4');
    expect(await signalsOf(at.store, 'ask01')).toEqual([]);
    expect((await ws(['answer', 'ask', 'fetch', 'accept', '--question', '4'], at)).code).toBe(0);
  });

  test('status shows the question, its choices and the command that answers', async () => {
    const at = await home({ runs: [asking] });
    const { out } = await ws(['status', 'ask'], at);
    expect(out).toContain('fetch waits for you:\n    Is it good?\n');
    expect(out).toContain("ws answer ask01 fetch 'accept|reject' --resume\n");
    const document: unknown = JSON.parse((await ws(['status', 'ask', '--json'], at)).out);
    const question = { kind: 'question', prompt: 'Is it good?', choices: ['accept', 'reject'], seq: 4 };
    expect(document).toMatchObject({ steps: [{ id: 'fetch', question }, { question: null }, { question: null }] });
  });

  const gate = { id: 'ok', tool: 'manual', access: 'read', with: { prompt: 'deploy to prod?' } };
  const gated = (over: object = {}): void =>
    define(
      {},
      {
        steps: [
          { ...gate, ...over },
          { id: 'deploy', needs: 'ok', access: 'read', run: 'echo DEPLOYED' },
        ],
      },
    );

  test('an approval is one command, and the log has every answer that was given', async () => {
    gated();
    const at = await home();
    expect((await ws(['run', 'example.json'], at)).code).toBe(3);
    const { id } = await newest(at.store);
    await ws(['answer', id, 'ok', 'reject'], at);
    const said = await ws(['answer', id, 'ok', 'accept', '--resume'], at);
    expect(said.code, said.out + said.err).toBe(0);
    const answers = (await eventsOf(at.store, id)).filter(({ type }) => type === 'step.answered');
    expect(answers).toMatchObject([
      { answer: 'reject', replaced: true, by: author() },
      { answer: 'accept', by: author() },
    ]);
    const late = await ws(['answer', id, 'ok', 'reject'], at);
    expect(late.code).toBe(2);
    expect(late.err).toContain(`waits no more: it was answered "accept" by ${author()}`);
  });

  test('at a terminal whoever answers is asked whether to go on', async () => {
    gated();
    const at = await home();
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    const not = await ws(['answer', id, 'ok', 'accept'], at, { isTyped: true, input: 'n\n' });
    expect(not.out).toContain(`go on with: ws resume ${id}`);
    const said = await ws(['answer', id, 'ok', 'accept'], at, { isTyped: true, input: '\n' });
    expect(said.code).toBe(0);
    expect((await newest(at.store)).status).toBe('succeeded');
  });

  test('skip says what it lets through, and a gate may not offer it', async () => {
    gated();
    const at = await home();
    expect((await ws(['run', 'example.json'], at)).out).toContain('skip    deploy goes on without it');
    const { id } = await newest(at.store);
    expect((await ws(['answer', id, 'ok', 'skip'], at)).out).toContain('answered "skip": deploy goes on without it');
    gated({ with: { prompt: 'really?', choices: ['reject', 'accept'] } });
    expect((await ws(['run', 'example.json'], at)).out).toContain("'accept|reject' --resume");
    const refused = await ws(['answer', (await newest(at.store)).id, 'ok', 'skip'], at);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('Choose one of: accept, reject');
    gated({ with: { prompt: 'really?', choices: ['skip'] } });
    expect((await ws(['validate', 'example.json'], at)).out).toContain('with accept among them');
  });

  test('who accepts before the checks hold is told which does not, and nothing is counted', async () => {
    gated({ access: 'shared', acceptance: [{ file: 'page.md' }] });
    const at = await home();
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    const early = await ws(['answer', id, 'ok', 'accept', '--resume'], at);
    expect(early.code).toBe(3);
    expect(early.out).toMatch(/Not accepted yet: .*page\.md/);
    expect(early.out).toContain('deploy to prod?');
    const [row] = await at.store.steps(runId(id));
    expect(row).toMatchObject({
      status: 'waiting',
      failures: 0,
      question: { kind: 'work', prompt: 'deploy to prod?' },
    });
    expect((await ws(['failures'], at)).out).toBe('');
    // A document of ours.
    const { worktree } = JSON.parse((await ws(['status', id, '--json'], at)).out) as { readonly worktree: string };
    writeFileSync(join(worktree, 'page.md'), 'now\n');
    expect((await ws(['answer', id, 'ok', 'accept', '--resume'], at)).code).toBe(0);
  });

  test.each([
    ['an answer that is not offered', ['answer', 'ask01', 'fetch', 'skip'], 'accept, reject'],
    ['an answer that is none', ['answer', 'ask01', 'fetch', 'maybe'], 'accept, reject'],
    ['a step that does not wait', ['answer', 'ask01', 'build', 'accept'], 'These do: fetch'],
    ['an output without a name', ['answer', 'ask01', 'fetch', 'accept', '-o', '=3'], 'name=value'],
  ])('%s is refused and leaves nothing', async (_, argv, why) => {
    const at = await home({ runs: [asking] });
    const said = await ws(argv, at);
    expect(said.code).toBe(2);
    expect(said.err).toContain(why);
    expect(await signalsOf(at.store, 'ask01')).toEqual([]);
  });
});

describe('what is over', () => {
  test('merge refuses what has not succeeded, unless forced', async () => {
    define({ fetch: 'echo one > one.txt && echo two > two.txt', build: 'exit 1' });
    const at = await home();
    await ws(['run', 'example.json'], at);
    expect((await ws(['merge'], at)).code).toBe(1);
    expect(existsSync(join(root(), 'one.txt'))).toBe(false);
    expect((await ws(['merge', '--force', '--squash'], at)).out).toContain('into main: 2 files');
    expect(existsSync(join(root(), 'one.txt'))).toBe(true);
  });

  test('merge waits for nobody: a run that is driven is left alone, exit 4', async () => {
    const at = await home({ runs: [good] });
    await at.hold('good1');
    expect((await ws(['merge'], at)).code).toBe(4);
  });

  test('gc goes by its policy', async () => {
    define({ fetch: 'true' });
    const at = await home();
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    // A document of ours.
    const { worktree } = JSON.parse((await ws(['status', id, '--json'], at)).out) as { readonly worktree: string };
    const argv = ['gc', '--older-than', '1d', '--keep', '0'];
    expect((await ws([...argv, '--dry-run'], at)).err).toContain(
      'nothing would be removed; something of 1 run would be kept',
    );
    at.skip(2 * 86_400_000);
    expect((await ws([...argv, '--dry-run'], at)).err).toContain('1 worktree and 1 branch would be removed');
    expect((await ws(['gc', '--older-than', '1d', '--keep', '1'], at)).err).toContain('nothing removed');
    expect(existsSync(worktree)).toBe(true);
    const removed = await ws(argv, at);
    expect(removed.out).toBe(`${id}  removed worktree and branch\n`);
    expect(removed.err).toContain('1 worktree and 1 branch removed');
    expect(existsSync(worktree)).toBe(false);
  });

  test('gc lets logs go into an archive, and says of events why they stay', async () => {
    define({ fetch: 'echo said' });
    const at = await home({ runs: [half] });
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    at.skip(86_400_000);
    const archive = join(root(), '.git', 'ws', 'archive', `${id}.logs.tar.gz`);
    const argv = ['gc', '--logs', '12h', '--runs', '12h'];
    const dry = await ws([...argv, '--dry-run'], at);
    expect(dry.out).toContain(`${id}  would archive logs in ${archive}`);
    expect(dry.out).toContain(`${id}  would keep events: ws/example/${id} is still there`);
    expect(dry.out).toContain('half1  would keep events: it is not finished');
    expect(existsSync(archive)).toBe(false);
    expect((await ws(argv, at)).out).toContain(`${id}  archived logs in ${archive}`);
    expect(statSync(archive).mode & 0o777).toBe(0o600);
    expect(execFileSync('tar', ['-xzOf', archive, 'steps/fetch/1/stdout.log']).toString()).toBe('said\n');
    expect(existsSync(join(root(), '.git', 'ws', 'runs', id, 'steps'))).toBe(false);
    expect((await ws(['logs', id], at)).err).toContain(`the logs of run ${id} are archived`);
    expect((await ws(argv, at)).out).not.toContain('archived logs');
  });

  test('discard throws a run away, which then is not gone on with until it is brought back', async () => {
    define({ one: 'echo 1 > one.txt' });
    const at = await home();
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    const events = await typesOf(at.store, id);
    expect((await ws(['discard'], at)).out).toContain(`ws discard --undo ${id}`);
    for (const verb of ['merge', 'resume', 'retry', 'cancel']) {
      const refused = await ws([verb, id], at);
      expect(refused.code).toBe(2);
      expect(refused.err).toContain(`Bring it back first: ws discard --undo ${id}`);
    }
    expect((await ws(['list'], at)).out).toContain('succeeded, discarded');
    for (const verb of ['status', 'show']) expect((await ws([verb, id], at)).out).toContain('thrown away');
    expect((await ws(['merge'], at)).err).toContain('but those that were thrown away');
    expect((await ws(['discard', '--undo', id], at)).out).toContain(`run ${id} is back: ws/example/${id} at `);
    expect((await ws(['discard', '--undo', id], at)).err).toContain('was not thrown away');
    expect(await typesOf(at.store, id)).toEqual(events);
    expect((await ws(['merge'], at)).code).toBe(0);
  });

  test('discard --undo without a name brings back what was thrown away last', async () => {
    define({ one: 'echo 1 > one.txt' });
    const at = await home();
    expect((await ws(['discard', '--undo'], at)).err).toContain('no run was thrown away');
    await ws(['run', 'example.json'], at);
    const { id: first } = await newest(at.store);
    await ws(['run', 'example.json'], at);
    const { id: last } = await newest(at.store);
    for (const id of [last, first]) {
      await ws(['discard', id], at);
      at.skip(1_000);
    }
    for (const id of [first, last])
      expect((await ws(['discard', '--undo'], at)).out).toContain(`run ${id} is back: ws/example/${id} at `);
    expect((await ws(['discard', '--undo'], at)).code).toBe(2);
  });

  test.each([
    ...['discard', 'show', 'status', 'cancel', 'merge', 'resume', 'retry', 'pause', 'logs', 'diff', 'events'].map(
      (verb) => [verb, ''],
    ),
    ['discard', ' '],
    ['discard', '--undo', ''],
    ['answer', '', 'build', 'again'],
    ['audit', 'verify', ''],
    ['failures', '--run', ''],
    ['trust', 'show', '--run', ''],
  ])('an empty name of a run means none: ws %s %j', async (...argv) => {
    const at = await home({ runs: [good] });
    const said = await ws(argv, at);
    expect(said.code).toBe(2);
    expect(said.err).toContain('the name of the run is empty');
    expect(await typesOf(at.store, 'good1')).toHaveLength(good.happenings.length);
    expect((await newest(at.store)).discardedAt).toBeNull();
  });

  test('discard of a run of which only an archive is left says so, and notes nothing', async () => {
    const through = (store: Store): Store => ({
      ...store,
      run: async (id) => {
        const row = await store.run(id);
        return row === null ? null : { ...row, isArchived: true };
      },
    });
    const at = await home({ runs: [good], through });
    const said = await ws(['discard', 'good1'], at);
    expect(said.code).toBe(2);
    expect(said.err).toContain('run good1 is archived');
    expect((await newest(at.store)).discardedAt).toBeNull();
  });

  test('discard keeps what is in no commit, and says where', async () => {
    define({ one: 'echo 1 > one.txt' });
    const at = await home();
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    // A document of ours.
    const { worktree } = JSON.parse((await ws(['status', id, '--json'], at)).out) as { readonly worktree: string };
    writeFileSync(join(worktree, 'mine.txt'), 'm');
    expect((await ws(['discard', id], at)).out).toContain(`git show refs/ws/${id}/salvage/discard/1`);
    expect(existsSync(worktree)).toBe(false);
    expect(git(root(), 'show', `refs/ws/${id}/salvage/discard/1:mine.txt`)).toBe('m');
  });

  test('discard leaves a run alone that is driven, exit 4', async () => {
    const at = await home({ runs: [good] });
    await at.hold('good1');
    expect((await ws(['discard'], at)).code).toBe(4);
    expect((await newest(at.store)).discardedAt).toBe(null);
  });

  test('discard of a run that is not finished keeps it for later', async () => {
    const at = await home({ runs: [half] });
    expect((await ws(['discard', 'half1'], at)).code).toBe(0);
    expect((await ws(['resume'], at)).err).toContain('but those that were thrown away');
    expect((await ws(['discard', '--undo', 'half1', '--json'], at)).code).toBe(0);
    expect((await newest(at.store)).discardedAt).toBe(null);
  });

  /** A store that tells the third event of every run as somebody has edited it. */
  const edited = (store: Store): Store => {
    const events: Store['events'] = async function* (run, afterSeq) {
      for await (const event of store.events(run, afterSeq))
        yield event.seq === 3 ? { ...event, at: instant(0) } : event;
    };
    return new Proxy(store, {
      get: (target, key) => {
        if (key === 'events') return events;
        const member: unknown = Reflect.get(target, key);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  };

  test('audit verify exits with 1 where a chain is broken', async () => {
    expect((await ws(['audit', 'verify'], await home({ runs: [good] }))).code).toBe(0);
    const said = await ws(['audit', 'verify'], await home({ runs: [good], through: edited }));
    expect(said.code).toBe(1);
    expect(said.out).toContain('event 3');
  });
});
