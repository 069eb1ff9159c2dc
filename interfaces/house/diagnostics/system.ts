/** The machine a run was driven on, and what doctor says of it. */
import { statfs } from 'node:fs/promises';
import { arch, cpus, freemem, loadavg, platform, release, totalmem, version as osVersion } from 'node:os';
import type { Result } from '../../../core/result.ts';
import { checkBreakers, checkDisk, checkGit, checkNode, checkSqlite, checkState, type HealthCheck } from '../health.ts';
import { checkProcesses } from '../process-health.ts';
import { version } from '../version.ts';

const freeBytes = async (folder: string): Promise<number | null> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );

/** Whether there is so little room that nothing should be written that can wait. */
export const isNearlyFull = async (folder: string): Promise<boolean> =>
  ((await freeBytes(folder)) ?? 0) < 50 * 1024 * 1024;

/** Everything that `ws doctor` checks of the machine and the repository. */
export const findingsOf = async (
  parts: { readonly root: string; readonly stateDirectory: string; readonly sqlite: Result<string, string> },
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly HealthCheck[]> => [
  checkNode(process.versions.node),
  await checkGit(),
  checkSqlite(parts.sqlite),
  ...(await checkProcesses()),
  await checkBreakers(env),
  await checkState(parts.stateDirectory),
  await checkDisk(parts.root),
];

/** Facts about the machine, without its name and without whose it is. */
export const systemOf = async (
  findings: readonly HealthCheck[],
  stateDirectory: string,
  now: number,
): Promise<object> => {
  const said = (name: string): string | null => findings.find((finding) => finding.name === name)?.message ?? null;
  return {
    at: new Date(now).toISOString(),
    ws: version,
    node: process.versions.node,
    git: said('git'),
    sqlite: said('sqlite'),
    os: { platform: platform(), release: release(), version: osVersion(), arch: arch() },
    cpu: { model: cpus()[0]?.model ?? null, count: cpus().length, load: loadavg() },
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    disk: { freeBytes: await freeBytes(stateDirectory) },
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
};
