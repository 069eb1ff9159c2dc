/** Finds the peers that can be measured here; whoever is missing is missing by name and with a reason. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { messageOf } from '../core/thrown.ts';

/** Where a peer's program lies, and its version. */
export type Peer = { readonly program: string; readonly version: string };

const HERE = import.meta.dirname;
const MODULES = join(HERE, 'node_modules');

const firstOnPath = (name: string): string | null => {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      continue;
    }
  }
  return null;
};

/** A program of the system, asked for its version; null when it is not on the PATH. */
export const systemPeer = (name: string): Peer | null => {
  const program = firstOnPath(name);
  if (program === null) return null;
  const said = execFileSync(program, ['--version'], { encoding: 'utf8' });
  return { program, version: /\d+(\.\d+)+/.exec(said)?.[0] ?? '' };
};

/** Installs the npm packages of bench/package.json unless they are there; null, or why that did not work. */
export const installNpmPeers = (say: (line: string) => void): string | null => {
  if (existsSync(join(MODULES, '.package-lock.json'))) return null;
  say('installing the npm peers into bench/node_modules');
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts'];
  // A registry that lacks a package for some other platform makes `npm ci` refuse; what this platform needs may be there.
  const ways = [
    ['ci', ...quietly],
    ['install', '--no-package-lock', ...quietly],
  ];
  let failure = '';
  for (const options of ways) {
    try {
      execFileSync('npm', options, { cwd: HERE, stdio: ['ignore', 'ignore', 'pipe'] });
      return null;
    } catch (error) {
      const said = messageOf(error);
      failure = /npm error (?!code)(.+)/.exec(said)?.[1] ?? said.slice(0, 200);
    }
  }
  return `npm could not install it: ${failure}`;
};

/** A file of an installed npm package and the version of that package; null when it is not installed. */
export const npmPeer = (name: string, file: string): Peer | null => {
  const program = join(MODULES, name, file);
  if (!existsSync(program)) return null;
  // Cannot lie in a way that matters: every package has a version, and it is only printed.
  const { version } = JSON.parse(readFileSync(join(MODULES, name, 'package.json'), 'utf8')) as { version: string };
  return { program, version };
};
