/** A machine without /proc, bubblewrap or perl, as macOS is one: each hidden alone, and all together. What holds there, and what is told. */
import { execFile, execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  makeFolder,
  makeRepository,
  removeFolder,
  userEnvironment,
  writeFiles,
  WS,
  type StatusJson,
} from '../rig/ws.ts';

type Hidden = 'proc' | 'ps' | 'bwrap' | 'perl';

let folder = '';
let repository = '';
/** How long what a step leaves behind would sleep: a number that no other process has. */
let sleeps = '';
let bin: string | null = null;
beforeEach(() => {
  folder = makeFolder();
  sleeps = `6${randomInt(1_000_000, 9_999_999)}`;
  repository = makeRepository(join(folder, 'repo'), {
    'w.yaml': `version: 1
id: w
defaults: { continueOnError: true }
steps:
  - { id: leaves, run: "(setsid sleep ${sleeps} >/dev/null 2>&1 &); echo done > done.txt" }
  - { id: hangs, run: "setsid sleep ${sleeps} & sleep ${sleeps}", timeout: 2s, needs: [leaves] }
  - { id: boxed, run: "true", sandbox: required, needs: [hangs] }
  - { id: free, run: "echo free", sandbox: auto, needs: [boxed] }
`,
  });
});
afterEach(() => {
  for (const pid of left()) process.kill(pid, 'SIGKILL');
  removeFolder(folder);
  if (bin !== null) removeFolder(bin);
});

const left = (): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `sleep\0${sleeps}\0`;
      } catch {
        return false;
      }
    });

/** As that of macOS, which asks the kernel and needs no /proc; here it reads the one that is mounted elsewhere. */
const ps = (proc: string): string => `const { readdirSync, readFileSync } = require('node:fs');
const words = (path) => readFileSync(path, 'latin1').split('\\0').join(' ');
for (const pid of readdirSync('${proc}').filter((name) => /^\\d+$/.test(name))) {
  try {
    const stat = readFileSync('${proc}/' + pid + '/stat', 'latin1');
    const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const text = words('${proc}/' + pid + '/cmdline') + words('${proc}/' + pid + '/environ');
    console.log(pid, parent, group, state, text.replaceAll('\\n', ' '));
  } catch {}
}
`;

/** All programs of this machine but those that are hidden. */
const programsWithout = (hidden: readonly Hidden[]): string => {
  // A sandbox has a /tmp and a home of its own, and sees what lies here.
  bin = mkdtempSync(resolve('dist', 'bin-'));
  const gone = hidden.includes('proc') ? [...hidden, 'ps'] : hidden;
  for (const from of (process.env['PATH'] ?? '').split(':').filter((path) => existsSync(path)))
    for (const name of readdirSync(from))
      if (!gone.some((each) => name === each) && !existsSync(join(bin, name)))
        try {
          symlinkSync(join(from, name), join(bin, name));
        } catch {
          // A link that leads nowhere is there already.
        }
  if (hidden.includes('proc') && !hidden.includes('ps')) {
    const script = join(bin, 'ps.cjs');
    writeFiles(bin, { 'ps.cjs': ps(join(folder, 'proc')), ps: `#!/bin/sh\nexec '${process.execPath}' '${script}'\n` });
    chmodSync(join(bin, 'ps'), 0o755);
  }
  return bin;
};

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** What `ws` says on such a machine. */
const wsWithout = (hidden: readonly Hidden[]): ((...args: readonly string[]) => Promise<Ended>) => {
  const env = userEnvironment(folder, { PATH: programsWithout(hidden) });
  mkdirSync(join(folder, 'proc'));
  const hides = ['--dev-bind', '/', '/', '--bind', '/proc', join(folder, 'proc'), '--tmpfs', '/proc', '--'];
  return (...args) => {
    const [program, ...before] = hidden.includes('proc')
      ? ['/usr/bin/bwrap', ...hides, process.execPath]
      : [process.execPath];
    return new Promise((done) => {
      execFile(program ?? '', [...before, WS, ...args], { cwd: repository, env }, (error, stdout, stderr) =>
        done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
  };
};

type Checks = {
  readonly checks: readonly {
    readonly name: string;
    readonly state: string;
    readonly message: string;
    readonly mend: string | null;
  }[];
};
type Status = Pick<StatusJson, 'steps'>;

const canHide = ((): boolean => {
  try {
    execFileSync('/usr/bin/bwrap', ['--dev-bind', '/', '/', '--tmpfs', '/proc', '--', '/bin/true'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
})();

/** What is hidden; the checks of `ws doctor` that warn then, and what they say. */
const MACHINES: readonly (readonly [readonly Hidden[], Readonly<Record<string, RegExp>>])[] = [
  [['perl'], { starters: /perl is not installed/ }],
  [['bwrap'], { sandbox: /bubblewrap is not installed/ }],
  [['proc'], { sandbox: /cannot make one here/, starters: /there is no \/proc/, limits: /not held/ }],
  [
    ['proc', 'bwrap', 'perl'],
    { sandbox: /bubblewrap is not installed/, starters: /there is no \/proc/, limits: /not held/ },
  ],
  [
    ['proc', 'ps', 'bwrap', 'perl'],
    {
      sandbox: /bubblewrap/,
      starters: /there is no \/proc/,
      limits: /not held/,
      sweep: /only process groups are killed/,
    },
  ],
];

describe.runIf(canHide)('a machine', () => {
  test.each(MACHINES)(
    'without %j runs what it can, leaves nobody, refuses what it cannot, and says so',
    async (hidden, warned) => {
      const here = wsWithout(hidden);
      const told = await here('doctor', '--json');
      // The cast cannot lie: its tests hold the document to this form.
      const { checks } = JSON.parse(told.stdout) as Checks;
      const warnings = checks.filter(({ state }) => state !== 'ok');
      expect(warnings.map(({ name }) => name).toSorted()).toEqual(Object.keys(warned).toSorted());
      for (const { name, message } of warnings) expect(message).toMatch(warned[name] ?? /^$/);

      const ran = await here('run', 'w.yaml');
      expect(ran.stderr).not.toMatch(/^ +at |invariant/m);
      const { steps } = JSON.parse((await here('status', '--json')).stdout) as Status;
      const isBoxed = !hidden.includes('proc') && !hidden.includes('bwrap');
      expect(Object.fromEntries(steps.map(({ id, status, failure }) => [id, failure?.code ?? status]))).toEqual({
        ...{ leaves: 'succeeded', hangs: 'timeout', free: 'succeeded' },
        boxed: isBoxed ? 'succeeded' : 'sandbox-missing',
      });
      // Who has neither /proc nor ps sees nobody beyond the groups of processes, and has said so.
      // Where there are no starters, what a step that ended well left in a session of its own ends with ws, a moment after it.
      while (!hidden.includes('ps') && left().length > 0) await new Promise((next) => setImmediate(next));
    },
  );
});
