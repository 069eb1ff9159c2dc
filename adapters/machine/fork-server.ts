/**
 * Starts shells from a tiny process instead of from node, whose size makes every start of its own cost a millisecond of
 * the engine's only thread. The tiny process is a perl script, because perl can give a child a session, descriptors, an
 * environment and a wait status exactly as node's own spawn does; a shell cannot. Where there is no perl there is none.
 *
 * F1 Values travel as length-prefixed frames of NUL-separated bytes: nothing is ever text of a program.
 * F2 The engine opens all files; the server opens them anew through /proc/<engine>/fd, so names play no part.
 * F3 A command is sent only to a server that has said it is ready, and then never started a second time by another way.
 * F4 When the engine's end of the pipe closes the server kills its children's groups; it carries the engine's mark, so
 *    the watchdog meets it and whatever it has forked but not yet executed.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { Socket } from 'node:net';
import { constants as os } from 'node:os';
import type { Launched, LaunchRequest, LeaderExit } from './launch.ts';
import { ownEnvironment } from './own-environment.ts';

/** Replies: `ready`, `s <id> <pid>` started, `r <id>` not started and nothing done, `e <id> <wait status>` ended. */
const SCRIPT = String.raw`
use strict; use POSIX ();
my ($engine) = @ARGV;
my ($frames, $next, %id) = ('', 0.005);
# A handler, not IGNORE: what is ignored stays ignored in every program that is executed.
$SIG{$_} = sub { } for qw(CHLD TERM INT HUP);
sub tell_engine { syswrite(STDOUT, "@_\n") or POSIX::_exit(1) }
sub start {
  my ($id, $cwd, $in, $out, $err, $argc, @rest) = @_;
  my @argv = splice(@rest, 0, $argc);
  return tell_engine('r', $id) unless chdir $cwd;
  my $pid = fork;
  if (!defined $pid) { chdir '/'; return tell_engine('r', $id) }
  if ($pid) { chdir '/'; $id{$pid} = $id; return tell_engine('s', $id, $pid) }
  POSIX::setsid();
  my @from = ($in eq '' ? '/dev/null' : "/proc/$engine/fd/$in", map { "/proc/$engine/fd/$_" } $out, $err);
  for my $fd (0 .. 2) {
    my $flags = $fd ? POSIX::O_RDWR() | POSIX::O_APPEND() : POSIX::O_RDONLY();
    my $opened = POSIX::open($from[$fd], $flags);
    POSIX::_exit(126) unless defined $opened;
    POSIX::dup2($opened, $fd);
    POSIX::close($opened) if $opened > 2;
  }
  # perl itself ignores this one.
  $SIG{FPE} = 'DEFAULT';
  %ENV = ();
  for (@rest) { my ($name, $value) = split /=/, $_, 2; $ENV{$name} = $value }
  exec { $argv[0] } @argv;
  POSIX::_exit(126);
}
tell_engine('ready');
for (;;) {
  while ((my $pid = waitpid(-1, POSIX::WNOHANG())) > 0) {
    my $status = $?;
    tell_engine('e', delete $id{$pid}, $status) if exists $id{$pid};
    $next = 0.005;
  }
  vec(my $wanted = '', 0, 1) = 1;
  # A death is heard through its signal; the timeout is for the one that comes between the look and the wait.
  my $found = select($wanted, undef, undef, %id ? $next : undef);
  $next = $next < 0.1 ? $next * 2 : 0.1;
  next if $found <= 0;
  my $count = sysread(STDIN, $frames, 65536, length $frames);
  next if !defined $count;
  if (!$count) { kill 'KILL', map { -$_ } keys %id; exit }
  while (length $frames >= 4 and length $frames >= 4 + (my $size = unpack 'N', $frames)) {
    start(split /\0/, substr($frames, 4, $size), -1);
    substr($frames, 0, 4 + $size) = '';
    $next = 0.005;
  }
}
`;

export type ForkServer = {
  /** null where node's own spawn must be used: not ready yet, gone, or a command that is out of the ordinary. */
  readonly launch: (request: LaunchRequest) => Promise<Launched | null> | null;
  readonly release: () => void;
};

/** The only program that it starts: known to exist, so that starting it cannot fail in ways only node's spawn tells. */
const PROGRAM = '/bin/sh';
/** Larger ones may be too large for the system, which node's spawn reports and explains. */
const LARGEST_VALUE = 64 * 1024;
const LARGEST_FRAME = 256 * 1024;

const signalName = (number: number): string =>
  Object.entries(os.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;

const exitOf = (status: number): LeaderExit =>
  (status & 127) === 0 ? { code: status >> 8, signal: null } : { code: null, signal: signalName(status & 127) };

/** What ends when the server dies under a command: nobody knows how it would have ended, and its tree is killed. */
const LOST: LeaderExit = { code: null, signal: 'SIGKILL' };

/** F1; null where the command is not for the server. */
const frameOf = (id: number, { argv, cwd, env, stdio }: LaunchRequest): Buffer | null => {
  const [stdin, stdout, stderr] = stdio;
  const entries = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const fields = [String(id), cwd, stdin === 'ignore' ? '' : String(stdin), String(stdout), String(stderr)];
  const values = [...fields, String(argv.length), ...argv, ...entries];
  if (values.some((value) => value.length > LARGEST_VALUE || value.includes('\0'))) return null;
  const body = Buffer.from(values.join('\0'));
  if (body.length > LARGEST_FRAME) return null;
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  return Buffer.concat([size, body]);
};

type Pending = {
  readonly started: (launched: Launched | null) => void;
  readonly exit: Promise<LeaderExit>;
  readonly ended: (exit: LeaderExit) => void;
};

/** Whether this machine can have one. */
const isPossible = (): boolean => {
  if (process.platform !== 'linux') return false;
  try {
    accessSync(PROGRAM, constants.X_OK);
    accessSync(`/proc/${process.pid}/fd`, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

/** Starts the server of this engine; `mark` is the engine's mark, `NAME=value`. */
export const startForkServer = (mark: string): ForkServer => {
  if (!isPossible()) return { launch: () => null, release: () => undefined };
  const name = mark.slice(0, mark.indexOf('='));
  const child = spawn('perl', ['-e', SCRIPT, String(process.pid)], {
    argv0: 'ws-fork-server',
    detached: true,
    cwd: '/',
    env: { PATH: ownEnvironment()['PATH'] ?? '/usr/bin:/bin', [name]: mark.slice(name.length + 1) },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const { stdin, stdout } = child;
  const pending = new Map<number, Pending>();
  let state: 'starting' | 'ready' | 'gone' = 'starting';
  let serial = 0;
  let heard = '';
  // The engine stays alive for running commands, not for the server.
  const keepAlive = (): void => {
    if (!(stdout instanceof Socket)) return;
    if (pending.size > 0) stdout.ref();
    else stdout.unref();
  };
  const lose = (): void => {
    state = 'gone';
    for (const command of pending.values()) {
      // F3: it may have been started; whoever waits kills the tree by its marks.
      command.started({ kind: 'started', leader: { pid: null, exit: command.exit } });
      command.ended(LOST);
    }
    pending.clear();
    keepAlive();
  };
  const hear = (line: string): void => {
    const [word, id, number] = line.split(' ');
    if (word === 'ready') state = 'ready';
    const command = pending.get(Number(id));
    if (command === undefined) return;
    if (word === 's') command.started({ kind: 'started', leader: { pid: Number(number), exit: command.exit } });
    if (word === 'r') command.started(null);
    if (word === 'e') command.ended(exitOf(Number(number)));
    if (word === 's') return;
    pending.delete(Number(id));
    keepAlive();
  };
  child.on('error', lose);
  child.once('exit', lose);
  stdin.on('error', () => undefined);
  stdout.setEncoding('latin1').on('data', (text: string) => {
    const lines = (heard + text).split('\n');
    heard = lines.pop() ?? '';
    lines.forEach(hear);
  });
  child.unref();
  if (stdin instanceof Socket) stdin.unref();
  keepAlive();
  return {
    launch: (request) => {
      if (state !== 'ready' || request.argv[0] !== PROGRAM) return null;
      serial += 1;
      const id = serial;
      const frame = frameOf(id, request);
      if (frame === null) return null;
      return new Promise((started) => {
        let ended: Pending['ended'] = () => undefined;
        const exit = new Promise<LeaderExit>((resolve) => (ended = resolve));
        pending.set(id, { started, exit, ended });
        keepAlive();
        stdin.write(frame);
      });
    },
    release: () => {
      state = 'gone';
      stdin.end();
    },
  };
};
