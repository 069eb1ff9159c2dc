/** Says on what was measured. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statfsSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem, type as osName } from 'node:os';
import Database from 'better-sqlite3';

const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x01021994: 'tmpfs',
  0x794c7630: 'overlayfs',
};

const sqliteVersion = (): string => {
  const database = new Database(':memory:');
  const version = String(database.prepare('select sqlite_version()').pluck().get());
  database.close();
  return version;
};

const systemName = (): string => {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? osName();
  } catch {
    return osName();
  }
};

/** One line: processors, memory, disk, system and versions. */
export const machineLine = (): string => {
  const processors = cpus();
  const git = execFileSync('git', ['--version'], { encoding: 'utf8' }).trim();
  const disk = FILE_SYSTEMS[statfsSync(tmpdir()).type] ?? 'an unknown file system';
  return [
    `${processors.length} × ${processors[0]?.model.trim() ?? 'processor'}`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `temporary files on ${disk}`,
    `${systemName()}, kernel ${release()}`,
    `Node ${process.version.slice(1)}`,
    git,
    `SQLite ${sqliteVersion()}`,
  ].join(' · ');
};
