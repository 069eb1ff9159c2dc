/** Measures things beside each other: one round runs every contender once, so that drift of the machine hits all. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../core/thrown.ts';

/** A command to be run, as a process of its own. */
export type Job = {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
};

export type Contender = {
  readonly name: string;
  /** One go: does what must be done before and after untimed, gives the milliseconds. Throws when it failed. */
  readonly once: () => Promise<number>;
};

/** What one contender took, in milliseconds; `failure` says why there is nothing. */
export type Measured = { readonly name: string; readonly times: readonly number[]; readonly failure: string | null };

/** Where a process that is measured writes what it says; read when it fails. */
const OUTPUT = '.output.log';
const SAMPLE_MS = 25;
/** What takes longer hangs; it is told to end, and counts as failed. */
const LONGEST_MS = 600_000;

const started = (job: Job): { readonly child: ReturnType<typeof spawn>; readonly end: Promise<void> } => {
  const [program = '', ...rest] = job.argv;
  const log = join(job.cwd, OUTPUT);
  const output = openSync(log, 'w');
  const env = { ...process.env, ...job.env };
  const child = spawn(program, rest, { cwd: job.cwd, env, stdio: ['ignore', output, output], timeout: LONGEST_MS });
  closeSync(output);
  const end = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${signal ?? `exit code ${code}`}: ${readFileSync(log, 'utf8').trim().slice(-300)}`));
    });
  });
  return { child, end };
};

/** Runs a job and gives the milliseconds from its start to its end. Throws when it does not exit with 0. */
export const timeJob = async (job: Job): Promise<number> => {
  const began = performance.now();
  await started(job).end;
  return performance.now() - began;
};

/** What a job that was run last in this folder said. */
export const outputOf = (folder: string): string => readFileSync(join(folder, OUTPUT), 'utf8');

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process is gone
  }
};

const childrenOf = (pid: number): readonly number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
};

const residentKb = (pid: number): number => {
  const own = Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  return childrenOf(pid).reduce((sum, child) => sum + residentKb(child), own);
};

/** Runs a job and gives the most memory, in MB, that it and all its descendants held at once, looked at each 25 ms. */
export const peakMbOf = async (job: Job): Promise<number> => {
  const { child, end } = started(job);
  let peakKb = 0;
  const look = setInterval(() => {
    peakKb = Math.max(peakKb, residentKb(child.pid ?? 0));
  }, SAMPLE_MS);
  try {
    await end;
  } finally {
    clearInterval(look);
  }
  return peakKb / 1024;
};

/**
 * Lets the disk take what a contender left unwritten or deleted. Else the next one that asks for its own writes to be
 * on the disk waits for those too, and pays for them; whoever asks for nothing would pay nothing.
 */
const settle = (): void => void spawnSync('sync');

/** A, B, C, A, B, C … One that fails is left out of what follows; its failure is kept. */
export const interleave = async (
  contenders: readonly Contender[],
  rounds: number,
  say: (line: string) => void,
): Promise<readonly Measured[]> => {
  const results = contenders.map(({ name }) => ({ name, times: [] as number[], failure: null as string | null }));
  for (let round = 0; round < rounds; round++)
    for (const [place, { name, once }] of contenders.entries()) {
      const result = results[place];
      if (result === undefined || result.failure !== null) continue;
      try {
        settle();
        const ms = await once();
        result.times.push(ms);
        say(`round ${round + 1}/${rounds}  ${name}: ${ms.toFixed(ms < 100 ? 1 : 0)} ms`);
      } catch (error) {
        result.failure = messageOf(error);
        say(`round ${round + 1}/${rounds}  ${name}: failed: ${result.failure}`);
      }
    }
  return results;
};

/** The middle of what was measured; NaN where there is nothing. */
export const median = (times: readonly number[]): number => {
  const sorted = [...times].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? NaN;
  return (lower + upper) / 2;
};
