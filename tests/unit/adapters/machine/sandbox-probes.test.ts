import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkoutDigest } from '../../../rig/ws.ts';

const hasBwrap = spawnSync('bwrap', ['--version']).status === 0;
const isRoot = process.getuid?.() === 0;
const hasSetpriv = spawnSync('setpriv', ['--version']).status === 0;
const NOBODY = 65534;

/** Each ends with 0 where it got through. None does harm where it does. */
const probes: Readonly<Record<string, string>> = {
  'being root': '[ "$(id -u)" = 0 ]',
  'mounting the root writable': 'mount -o remount,rw /',
  'mounting something new': 'mount -t tmpfs none /mnt',
  'unmounting its own /tmp': 'umount /tmp',
  'unmounting its own home, lazily': 'umount -l "$HOME"',
  'mounting the root writable as root of a namespace of its own': `unshare -Urm sh -c 'mount -o remount,bind,rw / && : >/etc/ws-probe'`,
  'unmounting /tmp as root of a namespace of its own': `unshare -Urm sh -c 'umount -l /tmp; cat "$FOLDER/secret"'`,
  'entering the namespaces of the first process': 'nsenter -t 1 -m -U true',
  'changing its root': 'chroot / true',
  'writing into /etc': ': >/etc/ws-probe',
  'writing into /usr': ': >/usr/ws-probe',
  'writing by way of the first process': ': >/proc/1/root/etc/ws-probe',
  'setting up the kernel': ': >>/proc/sys/kernel/core_pattern',
  'pressing a magic key': ': >>/proc/sysrq-trigger',
  'reaching the log of the kernel': '[ -c /dev/kmsg ]',
  'making a disk': 'mknod disk b 8 0',
  'signalling the engine': 'kill -s 0 "$ENGINE"',
  'seeing the engine': 'grep -q probes "/proc/$ENGINE/cmdline"',
  'reading the home': 'cat "$HOME/secret"',
  'reading /tmp': 'cat "$FOLDER/secret"',
  'seeing a socket in /tmp': '[ -e "$FOLDER/socket" ]',
  'seeing the state': '[ -e "$STATE/state.db" ]',
  'forging an outcome': 'echo "{}" >"$ATTEMPT/outcome.json"',
  'writing settings of git': 'echo "[core]" >>"$COMMON/config"',
  'planting a hook': 'echo x >"$COMMON/hooks/post-checkout"',
  'making attributes that are not there': ': >"$COMMON/info/attributes"',
  'pointing the worktree at other settings': 'echo /elsewhere >"$COMMON/worktrees/w/commondir"',
  'replacing .git of the worktree': 'mv .git moved || rm -f .git',
  'moving a branch': 'git update-ref refs/heads/planted HEAD',
  stashing: 'echo more >>file; git stash',
  'resetting the checkout': 'git -C "$CHECKOUT" reset -q --hard HEAD~1',
  'writing into the checkout': 'cat "$CHECKOUT/file" && echo planted >>"$CHECKOUT/file"',
  'removing what git keeps': 'rm -rf "$COMMON/objects"',
};

/** What must go on working. */
const uses: Readonly<Record<string, string>> = {
  'its worktree can be written': 'echo new >new; mkdir folder; rm -r folder',
  'git tells of it':
    'git status --porcelain | grep -q new && git log --oneline | grep -q second && git diff | grep -q more',
  'what it is given can be read': 'grep -q given "$WS_INPUT"',
  'what it returns can be written': 'echo one >"$WS_OUTPUT"; echo two >>"$WS_OUTPUT"',
  'it has a home and a /tmp': 'echo x >"$HOME/x"; echo x >/tmp/x; mktemp',
  'programs are found': 'command -v git',
  'a sandbox in the sandbox can be made':
    'bwrap --unshare-user --unshare-pid --unshare-net --ro-bind / / --bind /tmp /tmp true',
};

const sockets: { readonly close: () => void }[] = [];
const folders: string[] = [];
afterAll(() => {
  for (const socket of sockets) socket.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

type Ran = { readonly end: object; readonly log: string };

const makePlace = () => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-probes-'));
  // Where it can be: in a folder that is not hidden for lying in /tmp.
  const ground = mkdtempSync(join(isRoot && existsSync('/srv') ? '/srv' : tmpdir(), 'ws-probes-'));
  folders.push(folder, ground);
  const checkout = join(ground, 'checkout');
  const git = (...args: readonly string[]): void => {
    const person = { GIT_AUTHOR_NAME: 'n', GIT_AUTHOR_EMAIL: 'e', GIT_COMMITTER_NAME: 'n', GIT_COMMITTER_EMAIL: 'e' };
    execFileSync('git', ['-C', checkout, ...args], { stdio: 'pipe', env: { ...process.env, ...person } });
  };
  mkdirSync(checkout);
  git('init', '-q', '-b', 'main');
  for (const text of ['first', 'second']) {
    writeFileSync(join(checkout, 'file'), `${text}\n`);
    git('add', '.');
    git('commit', '-qm', text);
  }
  rmSync(join(checkout, '.git/info/attributes'), { force: true });
  const state = join(checkout, '.git/ws');
  const worktree = join(ground, 'worktrees/w');
  const attempt = join(state, 'runs/r/steps/a/1');
  const home = join(folder, 'home');
  mkdirSync(attempt, { recursive: true });
  mkdirSync(home);
  git('worktree', 'add', '-q', worktree);
  writeFileSync(join(state, 'state.db'), 'state');
  writeFileSync(join(attempt, 'input.json'), 'given');
  writeFileSync(join(attempt, 'output'), '');
  writeFileSync(join(folder, 'secret'), 'secret');
  writeFileSync(join(home, 'secret'), 'secret');
  return { folder, ground, checkout, state, worktree, attempt, home, commonDir: join(checkout, '.git') };
};

/** Runs all scripts in an engine of user `uid`. */
const runAs = async (uid: number | null, scripts: readonly string[], place: ReturnType<typeof makePlace>) => {
  const { folder, ground, checkout, state, worktree, attempt, home, commonDir } = place;
  const socket = createServer();
  await new Promise<void>((resolve) => socket.listen(join(folder, 'socket'), resolve));
  sockets.push(socket);
  const PATH = process.env['PATH'] ?? '';
  const env = {
    ...{ PATH, HOME: home, FOLDER: folder, STATE: state, ATTEMPT: attempt, COMMON: commonDir, CHECKOUT: checkout },
    ...{ WS_INPUT: join(attempt, 'input.json'), WS_OUTPUT: join(attempt, 'output') },
  };
  for (const path of [folder, ground]) {
    if (uid !== null) execFileSync('chown', ['-R', `${uid}:${uid}`, path]);
    chmodSync(path, 0o755);
  }
  const fixture = join(import.meta.dirname, 'fixtures/sandbox-probes.ts');
  const request = JSON.stringify({ scripts, folder, worktree, attempt, commonDir, state, env });
  const engine = [process.execPath, '--import', 'tsx', fixture, request];
  const user = uid === null ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--inh-caps=-all'];
  const [program = '', ...args] = [...user, ...engine];
  const said = execFileSync(program, args, { encoding: 'utf8', env: { PATH, HOME: folder }, maxBuffer: 1 << 26 });
  // The fixture prints exactly this shape.
  return JSON.parse(said) as Ran[];
};

const users = [
  { name: 'root', uid: null, isPossible: isRoot },
  { name: 'a user', uid: isRoot ? NOBODY : null, isPossible: !isRoot || hasSetpriv },
].map((user) => ({ ...user, isPossible: user.isPossible && hasBwrap && process.platform === 'linux' }));

describe.each(users)('a sandbox that $name makes', ({ uid, isPossible }) => {
  const names = [...Object.keys(probes), ...Object.keys(uses)];
  let ran = new Map<string, Ran>();
  let place: ReturnType<typeof makePlace> | null = null;
  let before = '';
  beforeAll(async () => {
    if (!isPossible) return;
    place = makePlace();
    before = checkoutDigest(place.checkout);
    const results = await runAs(uid, [...Object.values(probes), ...Object.values(uses)], place);
    ran = new Map(results.map((result, index) => [names[index] ?? '', result]));
  }, 120_000);

  test.skipIf(!isPossible).each(Object.keys(probes))('keeps a step from %s', (name) => {
    const { end, log } = ran.get(name) ?? { end: { kind: 'not run' }, log: '' };
    expect(end, log).toMatchObject({ kind: 'exited' });
    expect(end, log).not.toEqual({ kind: 'exited', exitCode: 0 });
    // Because the sandbox was never made would be no reason.
    expect(log).not.toMatch(/^bwrap:/);
  });

  test.skipIf(!isPossible).each(Object.keys(uses))('is one to work in: %s', (name) => {
    const { end, log } = ran.get(name) ?? { end: { kind: 'not run' }, log: '' };
    expect(end, log).toEqual({ kind: 'exited', exitCode: 0 });
  });

  test.skipIf(!isPossible)('leaves everything outside as it was', () => {
    if (place === null) throw new Error('no place');
    const { checkout, home, attempt } = place;
    expect(checkoutDigest(checkout)).toBe(before);
    expect(readFileSync(join(attempt, 'output'), 'utf8')).toBe('one\ntwo\n');
    const planted = ['/etc/ws-probe', '/usr/ws-probe', join(home, 'x'), join(attempt, 'outcome.json')];
    expect(planted.filter((path) => existsSync(path))).toEqual([]);
  });
});
