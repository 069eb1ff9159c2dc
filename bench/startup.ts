/** Lane E: what a command costs before it has done anything. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lane } from './lane.ts';
import { interleave, timeJob, type Contender, type Job } from './measure.ts';
import { npmPeer } from './peers.ts';
import { inScratch } from './scratch.ts';
import { comparisonOf, failedOf, missingOf } from './table.ts';

const REPOSITORY = join(import.meta.dirname, '..');
const WS = join(REPOSITORY, 'dist/ws.js');
const FLOOR = 'node -e 0';
/** These are quick, and what they take scatters. */
const ROUNDS_FACTOR = 4;

/** A repository in which a run of twelve steps, in layers of four, has ended. */
const layHouse = (folder: string): void => {
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], { cwd: folder });
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'empty');
  const steps = Array.from({ length: 12 }, (_, place) => ({
    id: `s${place}`,
    run: 'true',
    access: 'read',
    ...(place < 4 ? {} : { needs: [`s${place - 4}`] }),
  }));
  writeFileSync(join(folder, 'twelve.json'), JSON.stringify({ version: 1, id: 'twelve', steps }));
  copyFileSync(join(REPOSITORY, 'workstreams/quickstart.json'), join(folder, 'quickstart.json'));
  execFileSync(process.execPath, [WS, 'run', 'twelve.json', '--quiet'], { cwd: folder, stdio: 'ignore' });
};

const ABOUT = `\`ws status\` and \`ws list\` look at a store with one finished run of 12 steps, \`ws validate\` reads the \`quickstart.json\` that ws comes with.`;

/** Times commands that do little beside node that does nothing. */
export const startup: Lane = ({ rounds, say }) =>
  inScratch(async (folder) => {
    layHouse(folder);
    const turbo = npmPeer('turbo', 'bin/turbo');
    const nx = npmPeer('nx', 'dist/bin/nx.js');
    const jobs: Readonly<Record<string, readonly string[]>> = {
      [FLOOR]: ['-e', '0'],
      'ws --version': [WS, '--version'],
      'ws --help': [WS, '--help'],
      'ws validate': [WS, 'validate', 'quickstart.json'],
      'ws status': [WS, 'status'],
      'ws list': [WS, 'list'],
      ...(turbo === null ? {} : { [`turbo ${turbo.version} --version`]: [turbo.program, '--version'] }),
      ...(nx === null ? {} : { [`nx ${nx.version} --version`]: [nx.program, '--version'] }),
    };
    const contenders = Object.entries(jobs).map(([name, args]): Contender => {
      const job: Job = { argv: [process.execPath, ...args], cwd: folder, env: { NX_DAEMON: 'false' } };
      return { name, once: () => timeJob(job) };
    });
    const measured = await interleave(contenders, rounds * ROUNDS_FACTOR, say);
    const ours = failedOf(measured).find(({ name }) => name.startsWith('ws '));
    if (ours !== undefined) throw new Error(`${ours.name}: ${ours.reason}`);
    const missing = [
      ...(turbo === null ? [{ name: 'turbo', reason: 'not installed in bench/node_modules' }] : []),
      ...(nx === null ? [{ name: 'nx', reason: 'not installed in bench/node_modules' }] : []),
    ];
    const table = comparisonOf({ measured, unit: 'ms', floor: FLOOR, ours: 'ws status' });
    return [ABOUT, table, missingOf([...missing, ...failedOf(measured)])].filter(Boolean).join('\n\n');
  });
