/** The program of a starter and its keeper, in perl, and the numbers of the system calls that it makes. */

/**
 * Replies, a line each: `ready <pid of the starter>`; `s <pid>` started, and the program runs; `r <errno>` not started and nothing is left of
 * it; `e <wait status> <0 or 1>` ended, with nobody or somebody left below; `a` now nobody is left below.
 */
export const STARTER_SCRIPT: string = String.raw`
$0 = 'ws-keeper';
my ($engine, $PRCTL, $SETSID, $OPENAT, $DUP3, $EXECVE, $EXIT, $PRLIMIT, $SET_CPUS, $GET_CPUS) = @ARGV;
$_ += 0 for $PRCTL, $SETSID, $OPENAT, $DUP3, $EXECVE, $EXIT, $PRLIMIT, $SET_CPUS, $GET_CPUS;
my ($frames, $replies, $next, $leader, $company) = ('', '', 0.005, 0, 0);
my ($null, $shell) = ('/dev/null', '/bin/sh');
# A handler, not IGNORE: what is ignored stays ignored in every program that is executed.
$SIG{$_} = sub { } for qw(CHLD TERM INT HUP QUIT PIPE ALRM USR1 USR2);
# perl itself ignores this one.
$SIG{FPE} = 'DEFAULT';
# Started in a step of another engine, this process carries its mark, and would be killed before what is below it.
my $unmarked = pack('Q2', 0, 0);
syscall($PRLIMIT, 0, 15, 0, $unmarked);
syscall($PRLIMIT, 0, 15, pack('Q2', ((unpack 'Q2', $unmarked)[1]) x 2), 0);
# S1, S6: whoever loses its parent below becomes a child of this process.
syscall($PRCTL, 36, 1, 0, 0, 0) == 0 or exit 1;

# S4, S6: kills whatever is below, round after round until the kernel says that nobody is.
sub end_all {
  for (1 .. 1000) {
    my $pid;
    1 while ($pid = waitpid -1, 1) > 0;
    last if $pid < 0;
    my (%below, %parent);
    opendir my $proc, '/proc' or last;
    for (grep /^\d/, readdir $proc) {
      open my $file, '<', "/proc/$_/stat" or next;
      $parent{$_} = $1 if (<$file> // '') =~ /.*\) \S (\d+)/s;
    }
    $below{$$} = 1;
    for (my $grew = 1; $grew;) {
      $grew = 0;
      for (keys %parent) { $below{$_} = $grew = 1 if $below{$parent{$_}} and !$below{$_} }
    }
    delete $below{$$};
    kill 'KILL', keys %below;
    select undef, undef, undef, 0.005;
  }
  syscall($EXIT, 0);
}

# S6: waits for the end of the engine or of the starter, whichever comes first, and ends who is left. The starter alone
# holds the other end of its pipe: what it executes does not.
sub keep {
  my ($engine_alive, $starter_alive) = @_;
  for (;;) {
    my $ended = '';
    vec($ended, fileno $_, 1) = 1 for $engine_alive, $starter_alive;
    end_all() if select($ended, undef, undef, undef) > 0;
  }
}

open my $engine_alive, '<&=', 3 or exit 1;
pipe my $starter_alive, my $alive or exit 1;
my $starter = fork;
exit 1 if !defined $starter;
if ($starter) {
  close $_ for $alive, *STDIN;
  keep($engine_alive, $starter_alive);
}
close $_ for $engine_alive, $starter_alive;
$0 = 'ws-starter';
$replies = "ready $$\n";
# Who kills the one by its group does not meet the other.
syscall($SETSID);
syscall($PRCTL, 36, 1, 0, 0, 0) == 0 or exit 1;

sub tell_engine {
  while ($replies ne '') {
    my $count = syswrite STDOUT, $replies;
    end_all() if !defined $count and $! != 4;
    substr($replies, 0, $count // 0) = '';
  }
}

# In the child: takes on what limits it. What the system does not do is left to whoever adds up.
sub limit {
  my ($group, $data, $processes, $cpus, $mark) = @_;
  # EAGAIN: then without the group, by another way, and whoever adds up is told.
  if ($group ne '') { open my $procs, '>', "$group/cgroup.procs" or return 11; syswrite $procs, '0' or return 11 }
  # RLIMIT_RTTIME, the soft one: who has a lower hard one goes without.
  my $time = pack('Q2', 0, 0);
  syscall($PRLIMIT, 0, 15, 0, $time);
  syscall($PRLIMIT, 0, 15, pack('Q2', $mark, (unpack 'Q2', $time)[1]), 0);
  # RLIMIT_DATA and RLIMIT_NPROC.
  syscall($PRLIMIT, 0, 2, pack('Q2', $data, $data), 0) if $data ne '';
  syscall($PRLIMIT, 0, 6, pack('Q2', $processes, $processes), 0) if $processes ne '';
  if ($cpus ne '') {
    my $mask = "\0" x 128;
    my $size = syscall($GET_CPUS, 0, 128, $mask);
    my @allowed = grep vec($mask, $_, 1), 0 .. 8 * $size - 1;
    # Not the same ones for everybody.
    push @allowed, splice @allowed, 0, $$ % @allowed if @allowed;
    my $few = "\0" x 128;
    vec($few, $_, 1) = 1 for splice @allowed, 0, $cpus;
    syscall($SET_CPUS, 0, 128, $few) if $size > 0;
  }
  return 0;
}

# In the child: gives the number of the error that kept it from becoming the program.
sub become {
  my ($cwd, $in, $out, $err, $limits, $argv, $env, $files) = @_;
  chdir $cwd or return $!;
  syscall($SETSID);
  my @from = ($in eq '' ? $null : "/proc/$engine/fd/$in", map { "/proc/$engine/fd/$_" } $out, $err);
  for my $fd (0 .. 2) {
    # O_CLOEXEC, and O_RDWR and O_APPEND for what is written.
    my $opened = syscall($OPENAT, -100, $from[$fd], $fd ? 02002002 : 02000000);
    return $! if $opened < 0 or syscall($DUP3, $opened, $fd, 0) < 0;
  }
  my $words = pack 'p*', @$argv, undef;
  my $unlimited = limit(@$limits);
  return $unlimited if $unlimited;
  my $denied = 0;
  for my $file (@$files) {
    syscall($EXECVE, $file, $words, $env);
    my $error = $! + 0;
    # ENOEXEC: a text without #! is a script, as for every shell.
    if ($error == 8) {
      syscall($EXECVE, $shell, pack('p*', $shell, $file, @$argv[1 .. $#$argv], undef), $env);
      return $!;
    }
    $denied = 13 if $error == 13;
    # EACCES, ENOENT, ENOTDIR: perhaps in the next folder of PATH.
    return $error if $error != 13 and $error != 2 and $error != 20;
  }
  return $denied || 2;
}

sub start {
  my ($cwd, $in, $out, $err, $group, $data, $processes, $cpus, $mark, $path, $words, @rest) = @_;
  my @limits = ($group, $data, $processes, $cpus, $mark);
  my @argv = splice @rest, 0, $words;
  my @files = $argv[0] =~ m{/} ? ($argv[0]) : map { $_ eq '' ? $argv[0] : "$_/$argv[0]" } split /:/, $path, -1;
  my $env = pack 'p*', @rest, undef;
  pipe my $told, my $tell or return $replies .= 'r ' . ($! + 0) . "\n";
  my $pid = fork;
  return $replies .= 'r ' . ($! + 0) . "\n" if !defined $pid;
  if (!$pid) {
    my $error = become($cwd, $in, $out, $err, \@limits, \@argv, $env, \@files);
    syswrite $tell, $error + 0;
    syscall($EXIT, 126);
  }
  close $tell;
  # Ends as soon as the program runs, because the pipe closes then.
  my ($error, $count) = ('');
  do { $count = sysread $told, $error, 16 } until defined $count or $! != 4;
  if ($error eq '') { $leader = $pid; return $replies .= "s $pid\n" }
  waitpid $pid, 0;
  $replies .= "r $error\n";
}

for (;;) {
  my ($pid, $ended);
  while (($pid = waitpid -1, 1) > 0) {
    $next = 0.005;
    $ended = $? if $pid == $leader;
    $leader = 0 if $pid == $leader;
  }
  if (defined $ended) { $company = $pid == 0 ? 1 : 0; $replies .= "e $ended $company\n" }
  elsif ($company and $pid < 0) { $company = 0; $replies .= "a\n" }
  # That it has started may wait for the end, which often follows at once.
  tell_engine() if $replies !~ /^(?:s|$)/ or defined $ended;
  vec(my $wanted = '', 0, 1) = 1;
  # A death is heard through its signal; the timeout is for the one that comes between the look and the wait.
  my $found = select($wanted, undef, undef, $replies ne '' ? 0.003 : $leader || $company ? $next : undef);
  tell_engine() if $found == 0;
  $next = $next < 0.1 ? $next * 2 : 0.1;
  next if $found <= 0;
  my $count = sysread(STDIN, $frames, 65536, length $frames);
  next if !defined $count and $! == 4;
  end_all() if !$count;
  while (length $frames >= 4 and length $frames >= 4 + (my $size = unpack 'N', $frames)) {
    my $frame = substr $frames, 4, $size;
    substr($frames, 0, 4 + $size) = '';
    start(split /\0/, $frame, -1);
    $next = 0.005;
  }
}
`;

// What the younger architectures share.
const GENERIC = [167, 157, 56, 24, 221, 94, 261, 122, 123];

/** Numbers of prctl, setsid, openat, dup3, execve, exit_group, prlimit64, sched_setaffinity, sched_getaffinity; a machine that is not listed has no starters. */
const SYSTEM_CALLS: Readonly<Record<string, readonly number[]>> = {
  x64: [157, 112, 257, 292, 59, 231, 302, 203, 204],
  arm64: GENERIC,
  riscv64: GENERIC,
  loong64: GENERIC,
};

/** Arguments of the script after the engine's pid; null where they are not known for this machine. */
export const systemCallNumbers = (): readonly string[] | null => {
  if (process.platform !== 'linux') return null;
  return SYSTEM_CALLS[process.arch]?.map(String) ?? null;
};
