/** Times 1,000 × `true`, two at once: make, node's own spawn, and our processes with and without starters. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProcesses } from '../adapters/machine/processes.ts';
import { viewOfWorktree } from '../adapters/machine/sandbox-view.ts';

const COUNT = 1_000;
const AT_ONCE = 2;
const ROUNDS = 5;
const PATH = process.env['PATH'] ?? '';
const root = mkdtempSync(join(tmpdir(), 'ws-bench-'));

const inParallel = async (one: (index: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < COUNT) await one(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

const byNode = (): Promise<void> =>
  inParallel(
    () =>
      new Promise((resolve) => {
        spawn('/bin/sh', ['-ec', 'true'], { stdio: 'ignore', detached: true }).once('exit', () => resolve());
      }),
  );

const byUs = async (usesStarters: boolean): Promise<void> => {
  const processes = createProcesses({ usesStarters });
  const folder = mkdtempSync(join(root, 'logs-'));
  const { signal } = new AbortController();
  await inParallel(async (index) => {
    const directory = join(folder, String(index));
    mkdirSync(directory);
    const end = await processes.run({
      argv: ['/bin/sh', '-ec', 'true'],
      cwd: root,
      env: { PATH, WS_RUN_ID: 'bench' },
      stdinPath: null,
      stdoutPath: `${directory}/stdout.log`,
      stderrPath: `${directory}/stderr.log`,
      marker: `bench/${index}`,
      timeoutMs: 60_000,
      sandbox: 'off',
      limits: null,
      view: viewOfWorktree(root),
      signal,
    });
    if (end.kind !== 'exited') throw new Error(`invariant: ${end.kind}`);
  });
  processes[Symbol.dispose]();
};

const names = Array.from({ length: COUNT }, (_, index) => `t${index}`);
writeFileSync(
  join(root, 'Makefile'),
  `all: ${names.join(' ')}\n${names.map((name) => `${name}:\n\t@sh -ec true`).join('\n')}\n`,
);

const ways: Readonly<Record<string, () => Promise<void> | void>> = {
  'make -j2': () => void execFileSync('make', ['-s', `-j${AT_ONCE}`, '-C', root]),
  'child_process.spawn, no logs': byNode,
  'ours, by node': () => byUs(false),
  'ours, by starters': () => byUs(true),
};
const seconds = new Map<string, { wall: number; main: number }[]>();
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, way] of Object.entries(ways)) {
    const before = performance.now();
    const idle = performance.eventLoopUtilization();
    await way();
    const { active } = performance.eventLoopUtilization(idle);
    seconds.set(name, [...(seconds.get(name) ?? []), { wall: performance.now() - before, main: active }]);
  }
}
for (const [name, times] of seconds) {
  const wall = times.map((time) => time.wall / 1_000).sort((a, b) => a - b);
  const main = times.map((time) => time.main / COUNT).sort((a, b) => a - b);
  const middle = Math.floor(ROUNDS / 2);
  console.log(
    `${name.padEnd(30)} ${wall[middle]?.toFixed(2)} s (${wall[0]?.toFixed(2)} to ${wall.at(-1)?.toFixed(2)}), ` +
      `main thread ${main[middle]?.toFixed(2)} ms each`,
  );
}
rmSync(root, { recursive: true, force: true });
