/** What real CLIs find: instructions, what a repository brings, servers of tools, logins, caches. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { writeFiles } from '../rig/ws.ts';
import { CLIS, installed } from './installed.ts';
import { openModelServer, type ModelServer } from './model-server/server.ts';
import type { Script } from './model-server/replies.ts';
import { configuration, INSTRUCTIONS, ITEMS, READ_BY } from './planted.ts';
import { newPlace, tryOut, type Trial, type Tried } from './rig.ts';

const edit: Script = ({ hasResult }) =>
  hasResult ? { kind: 'text', text: 'I wrote it.' } : { kind: 'command', command: 'env > env.txt' };

let server: ModelServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});
/** All that was said of an attempt. */
const logsOf = ({ paths }: Tried): string =>
  [paths.stdout, paths.stderr, paths.report].map((path) => readFileSync(path, 'utf8')).join('\n');
const runWith = async (cli: string, bin: string, script: Script, trial: Partial<Trial> = {}) => {
  server = await openModelServer(script);
  return tryOut({ cli, bin, url: server.url, ...trial });
};
/** Listens to what is asked while `script` answers. */
const heard = (script: Script): { readonly script: Script; readonly all: () => string } => {
  const texts: string[] = [];
  return {
    script: (request) => {
      texts.push(request.text);
      return script(request);
    },
    all: () => texts.join('\n'),
  };
};

describe.each(CLIS)('%s', (cli) => {
  const found = installed(cli);
  if ('missing' in found) {
    test.runIf(process.env['WS_LONG'] !== undefined)('is there', () => expect(found.missing).toBe(''));
    test.skip(`is not there: ${found.missing}`, () => undefined);
    return;
  }
  const run = (script: Script, trial: Partial<Trial> = {}) => runWith(cli, found.bin, script, trial);
  /** A repository full of configuration; gives which of it was used, and the environment of a tool. */
  const tryPlanted = async (trial: Partial<Trial>) => {
    const place = newPlace();
    const canaries = join(place.worktree, 'canaries');
    mkdirSync(canaries);
    writeFiles(place.worktree, { ...INSTRUCTIONS, ...configuration(canaries) });
    const listened = heard(edit);
    const done = await run(listened.script, { place, ...trial });
    expect(done.result, logsOf(done)).toMatchObject({ ok: true });
    const words = Object.values(INSTRUCTIONS).filter((word) => listened.all().includes(word));
    const env = readFileSync(join(place.worktree, 'env.txt'), 'utf8');
    return { used: readdirSync(canaries), words, env, report: readFileSync(done.paths.report, 'utf8') };
  };

  test.each(['off', 'required'] as const)(
    'reads instructions of a repository that nobody trusts, and starts nothing of it; sandbox: %s',
    async (sandbox) => {
      const { used, words, env, report } = await tryPlanted({ sandbox });
      expect(used).toEqual([]);
      expect(words).toEqual(READ_BY[cli]);
      // Outside of a sandbox nothing keeps Gemini CLI from a file of variables, but for those that we set.
      if (sandbox === 'required' || cli !== 'gemini') expect(env).not.toMatch(/^PLANTED=1$/m);
      expect(report).toContain('ws trust');
    },
  );

  test('takes what a repository brings once it is trusted', async () => {
    const { used, report } = await tryPlanted({ sandbox: 'required', trusted: ITEMS });
    expect(used).not.toEqual([]);
    expect(report).not.toContain('ws trust');
  });

  test('gets the tools of a server, in the sandbox, with a variable that is handed on and stands in no file', async () => {
    const place = newPlace();
    const note = join(place.worktree, 'called.txt');
    const words = {
      ...({ kind: 'program', command: process.execPath, env: { PLAIN: 'plain' }, variables: ['HANDED_ON'] } as const),
      args: [join(import.meta.dirname, 'fixtures/mcp-server.mjs'), note],
    };
    const script: Script = ({ hasResult }) =>
      hasResult ? { kind: 'text', text: 'done' } : { kind: 'tool', name: 'look_up', input: { word: 'home' } };
    const done = await run(script, {
      ...{ place, sandbox: 'required', env: { HANDED_ON: 'canary-7f3a' }, profile: { mcp: { words } } },
    });
    expect(readFileSync(note, 'utf8')).toBe('home plain canary-7f3a\n');
    expect(done.survivors).toBe(0);
    for (const file of ['.ws/mcp.json', '.gemini/settings.json', '.codex/config.toml'])
      expect(done.inHome(file)).not.toContain('canary-7f3a');
  });
});

/** Files of a login, by CLI, and the token that its provider is to see. */
const far = Date.now() + 1e10;
const unsigned = (claims: object): string =>
  [{ alg: 'none' }, claims, 'x'].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
const idToken = unsigned({
  email: 'ada@example.org',
  exp: Math.floor(far / 1000),
  'https://api.openai.com/auth': { chatgpt_plan_type: 'pro', chatgpt_account_id: 'a1', chatgpt_user_id: 'u1' },
});
const tokensOf = (access: string, refresh: string) => ({
  ...{ OPENAI_API_KEY: null, last_refresh: new Date().toISOString() },
  tokens: { id_token: idToken, access_token: access, refresh_token: refresh, account_id: 'a1' },
});
const LOGINS: Readonly<Record<string, { readonly file: string; readonly text: string }>> = {
  claude: {
    file: '.claude/.credentials.json',
    text: JSON.stringify({
      claudeAiOauth: {
        ...{ accessToken: 'planted-token', refreshToken: 'r', expiresAt: far },
        ...{ scopes: ['user:inference', 'user:profile'], subscriptionType: 'max' },
      },
    }),
  },
  codex: { file: '.codex/auth.json', text: JSON.stringify(tokensOf(unsigned({ name: 'planted-token' }), 'r1')) },
  opencode: {
    file: '.local/share/opencode/auth.json',
    text: JSON.stringify({ test: { type: 'api', key: 'planted-token' } }),
  },
};
/** Takes the keys away, so that a login is what is left. */
const KEYLESS = { ANTHROPIC_API_KEY: '', CODEX_API_KEY: '' };

describe.each(Object.keys(LOGINS))('%s with a login', (cli) => {
  const found = installed(cli);
  const login = LOGINS[cli];
  if ('missing' in found || login === undefined) {
    test.skip('is not there', () => undefined);
    return;
  }
  test.each(['off', 'required'] as const)(
    'reaches its models by it, and finds nothing else of the home; sandbox: %s',
    async (sandbox) => {
      const place = newPlace();
      const userHome = join(place.root, 'user');
      writeFiles(userHome, {
        [login.file]: login.text,
        '.ssh/id': 'canary-ssh',
        [`${login.file}.other`]: 'canary-other',
      });
      const keys: string[] = [];
      const look = `cat ~/.ssh/id ~/${login.file}.other '${userHome}/.ssh/id' > look.txt 2>&1; true`;
      const script: Script = ({ hasResult, key }) => {
        keys.push(key);
        return hasResult ? { kind: 'text', text: 'done' } : { kind: 'command', command: look };
      };
      const done = await runWith(cli, found.bin, script, {
        ...{ place, userHome, sandbox, env: KEYLESS, isByLogin: true },
      });
      expect(done.result, logsOf(done)).toMatchObject({ ok: true });
      expect(keys.join('\n')).toContain(cli === 'codex' ? unsigned({ name: 'planted-token' }) : 'planted-token');
      const looked = readFileSync(join(place.worktree, 'look.txt'), 'utf8');
      // Without a sandbox the whole machine is there; its own home is empty all the same.
      expect(looked.match(/canary-\w+/g) ?? []).toEqual(sandbox === 'off' ? ['canary-ssh'] : []);
      expect(done.survivors).toBe(0);
    },
  );
});

const codex = installed('codex');
test.runIf('bin' in codex).each(['off', 'required'] as const)(
  'codex renews a login, which is renewed for the user and every other attempt; sandbox: %s',
  async (sandbox) => {
    const place = newPlace();
    const userHome = join(place.root, 'user');
    const [old, fresh] = [unsigned({ name: 'old' }), unsigned({ name: 'fresh' })];
    writeFiles(userHome, { '.codex/auth.json': JSON.stringify(tokensOf(old, 'r1')) });
    const renewer = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id_token: idToken, access_token: fresh, refresh_token: 'r2' }));
    });
    renewer.listen(0, '127.0.0.1');
    await once(renewer, 'listening');
    const address = renewer.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    try {
      const script: Script = ({ key }) =>
        key === fresh ? { kind: 'text', text: 'done' } : { kind: 'status', status: 401 };
      const env = { ...KEYLESS, CODEX_REFRESH_TOKEN_URL_OVERRIDE: `http://127.0.0.1:${port}/oauth/token` };
      const bin = 'bin' in codex ? codex.bin : '';
      const done = await runWith('codex', bin, script, {
        ...{ place, userHome, sandbox, env, isByLogin: true, with: { permission: 'read' } },
      });
      expect(done.result, logsOf(done)).toMatchObject({ ok: true });
      const kept = readFileSync(join(userHome, '.codex/auth.json'), 'utf8');
      expect(kept).toContain(fresh);
      expect(kept).toContain('"r2"');
    } finally {
      renewer.close();
    }
  },
);
