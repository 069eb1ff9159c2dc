/** A council: blind plans, conflicts that a program sees, votes on options without names, a decision with its dissent, and what is built of it. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Reply, Script } from '../clis/model-server/replies.ts';
import type { ModelServer } from '../clis/model-server/server.ts';
import { makeBin, SAYS, standIn } from '../rig/claude.ts';
import { answers, serveModel } from '../rig/model.ts';
import {
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  writeFiles,
  ws,
  wsJson,
  type Ended,
  type StatusJson,
} from '../rig/ws.ts';

let folder = '';
let bin = '';
let repository = '';
let server: ModelServer | null = null;
beforeEach(() => {
  folder = makeFolder();
  bin = makeBin();
  repository = makeRepository(join(folder, 'repo'));
  writeFiles(folder, { '.claude/.credentials.json': '{"claudeAiOauth":{}}' });
});
afterEach(async () => {
  await server?.close();
  server = null;
  removeFolder(folder);
  removeFolder(bin);
});

const BRIEF = {
  ...{ title: 'Photos', goal: 'Show photos', features: [{ what: 'a feed', acceptance: ['it is shown'] }] },
  ...{ constraints: [], topics: ['auth', 'Database'], assumptions: ['few users'], questions: [] as string[] },
};
const plan = (auth: string, more: object = {}) => ({
  decisions: [
    { topic: 'auth', choice: auth, reason: 'r' },
    { topic: 'Database', choice: 'PostgreSQL', reason: 'r' },
  ],
  ...{ provides: [], consumes: [], steps: ['build it'], risks: [], ...more },
});
const vote = (choice: string | null) => answers({ choice, reason: 'because' });

type Council = {
  readonly brief?: Partial<typeof BRIEF>;
  readonly auth?: readonly [string, string];
  readonly votes?: readonly (string | null)[];
  readonly cast?: Reply;
  readonly opinion?: Reply;
  readonly asked?: string[];
};

const council = ({
  brief = {},
  auth = ['JWT', 'session cookie'],
  votes = ['JWT', 'JWT'],
  cast = vote('JWT'),
  opinion,
  asked = [],
}: Council): Script => {
  let voted = 0;
  return ({ text }) => {
    asked.push(text);
    if (text.includes('Several planners will each plan')) return answers({ ...BRIEF, ...brief });
    if (text.includes('You plan the back end')) return answers(plan(auth[0]));
    if (text.includes('You plan the user interface')) return answers(plan(auth[1]));
    if (text.includes('Compare these plans')) return opinion ?? answers({ conflicts: [] });
    if (text.includes('Argue for the option'))
      return answers({ choice: 'JWT', argument: 'It is known', weakness: 'It lives long' });
    if (text.includes('Cast the deciding vote')) return cast;
    return vote(votes[voted++] ?? null);
  };
};

const builds = `${SAYS.begin}
case "$prompt" in
  *"in the folder backend"*) mkdir -p backend; echo b > backend/b.txt;;
  *"in the folder frontend"*) mkdir -p frontend; echo f > frontend/f.txt;;
  "Write tests"*) echo 'test -f backend/b.txt && test -f mended' > check.sh;;
  *) touch mended;;
esac
${SAYS.end('Done.')}`;

const run = async (script: Script, ...inputs: readonly string[]): Promise<Ended> => {
  server = await serveModel(folder, script);
  const all = ['request=A feed of photos', ...inputs].flatMap((each) => ['--input', each]);
  return ws(repository, ['run', 'ws:council-build', ...all], { env: standIn(bin, builds) });
};
const statusOf = () => wsJson<StatusJson>(repository, ['status', '--all']);
const decision = async (): Promise<string> => git(repository, 'show', `${(await statusOf()).branch}:docs/decision.md`);
const PLAN_ONLY = 'build=false';

describe('what is decided', () => {
  test('is what the votes say, with who dissents, and nobody who votes sees a name', async () => {
    const asked: string[] = [];
    const ended = await run(council({ asked, votes: ['JWT', null] }), PLAN_ONLY);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const text = await decision();
    expect(text).toContain('- Database: PostgreSQL');
    expect(text).toMatch(/\*\*JWT\*\* \(plurality: 1 of 1\)/);
    expect(text).toMatch(/(?:backend|frontend): abstains\. because/);
    const ballots = asked.filter((each) => each.includes('Vote on'));
    expect(ballots).toHaveLength(2);
    expect(ballots.join('')).not.toMatch(/backend|frontend/);
    expect(ballots[0]).toContain('for JWT: It is known (weakness: It lives long)');
  });

  test('is the chair’s where the votes are tied', async () => {
    const ended = await run(council({ votes: ['JWT', 'session cookie'], cast: vote('session cookie') }), PLAN_ONLY);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(await decision()).toContain(
      '**session cookie** (undecided: JWT and session cookie are tied; cast by the chair)',
    );
  });

  test('is a person’s where the chair says what is no option', async () => {
    const votes = ['passwords', 'keys'];
    const waiting = await run(council({ votes, cast: vote('whatever') }), PLAN_ONLY);
    expect(waiting.code, waiting.stdout + waiting.stderr).toBe(3);
    const step = (await statusOf()).steps.find(({ status }) => status === 'waiting')?.id ?? '';
    const ended = await ws(repository, ['answer', step, 'accept', '--output', 'choice=JWT', '--resume'], {
      env: standIn(bin, builds),
    });
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(await decision()).toContain('cast by a person');
  });

  test('needs no vote where the plans agree, whatever a reader claims of what they agree on', async () => {
    const claim = {
      topic: 'database',
      why: 'I feel so',
      options: [
        { choice: 'a', by: [] },
        { choice: 'b', by: [] },
      ],
    };
    const ended = await run(council({ auth: ['JWT', 'jwt'], opinion: answers({ conflicts: [claim] }) }), PLAN_ONLY);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const { steps } = await statusOf();
    expect(steps.find(({ id }) => id === 'votes')?.status).toBe('skipped');
    expect(await decision()).not.toContain('## ');
  });
});

describe('a council that answers badly', () => {
  test('plans without the reader that cannot be asked', async () => {
    const ended = await run(
      council({ opinion: { kind: 'text', text: 'DISAGREEMENTS: many', end: 'filter' } }),
      PLAN_ONLY,
    );
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(await decision()).toContain('**JWT**');
  });

  test('has no plan where fewer than two have one', async () => {
    const bad: Script = (request) =>
      request.text.includes('You plan the user') ? answers({ plan: 'trust me' }) : council({})(request);
    expect((await run(bad, PLAN_ONLY)).code).toBe(1);
    expect((await statusOf()).steps.find(({ id }) => id === 'decision')?.status).toBe('skipped');
  });
});

test('what was decided is built in lanes, tested and mended until the check passes', async () => {
  const ended = await run(council({}), 'check=sh check.sh');
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const { branch, steps } = await statusOf();
  const files = git(repository, 'ls-tree', '-r', '--name-only', branch).split('\n');
  expect(files).toEqual(
    expect.arrayContaining(['backend/b.txt', 'frontend/f.txt', 'check.sh', 'mended', 'docs/decision.md']),
  );
  expect(steps.filter(({ id }) => /^green#\d+\/check$/.test(id)).map(({ outputs }) => outputs?.['passed'])).toEqual([
    'false',
    'true',
  ]);
});
