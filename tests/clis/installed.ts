/**
 * Real coding CLIs, from npm, in the pinned versions: outside this clone, in a folder that is kept. `WS_CLIS` names it; without, it
 * is `ws-clis` in the user's cache.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Pinned = { readonly package: string; readonly version: string; readonly program: string };

// The file is ours.
const pinned = JSON.parse(readFileSync('tests/clis/versions.json', 'utf8')) as Readonly<Record<string, Pinned>>;

/** Names of all CLIs that are pinned. */
export const CLIS: readonly string[] = Object.keys(pinned);

const root = process.env['WS_CLIS'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ws-clis');

/** The folder that holds its program, installed where it is not there yet; or why it cannot be had. */
export const installed = (name: string): { readonly bin: string } | { readonly missing: string } => {
  const cli = pinned[name];
  if (cli === undefined) return { missing: `${name} is not pinned` };
  const folder = join(root, `${name}-${cli.version}`);
  const bin = join(folder, 'node_modules', '.bin');
  if (existsSync(join(bin, cli.program))) return { bin };
  mkdirSync(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--engine-strict=false'];
  try {
    execFileSync('npm', [...args, `${cli.package}@${cli.version}`], { cwd: folder, stdio: 'pipe', timeout: 300_000 });
  } catch (error) {
    return { missing: `npm could not install ${cli.package}@${cli.version}: ${String(error).slice(0, 200)}` };
  }
  return existsSync(join(bin, cli.program)) ? { bin } : { missing: `${cli.package} has no program ${cli.program}` };
};
