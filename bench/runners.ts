/** How each program is told to run a graph of `true`, two at once, caches off. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Job } from './measure.ts';
import { npmPeer, systemPeer, type Peer } from './peers.ts';
import type { Shape } from './shapes.ts';

const AT_ONCE = 2;
const HERE = import.meta.dirname;
const REPOSITORY = join(HERE, '..');

export type Runner = {
  readonly name: string;
  /** Larger graphs are not tried: they would take too long for what they tell. */
  readonly upTo: number;
  /** Writes what the program needs into an empty folder. */
  readonly lay: (folder: string, shape: Shape) => Job;
};

export type Missing = { readonly name: string; readonly reason: string };

const stepName = (place: number): string => `s${place}`;
const writeJson = (path: string, value: unknown): void => writeFileSync(path, JSON.stringify(value));

const layWs = (folder: string, { needs }: Shape): readonly string[] => {
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], { cwd: folder });
  const steps = needs.map((of, place) => ({
    id: stepName(place),
    run: 'true',
    access: 'read',
    ...(of.length > 0 ? { needs: of.map(stepName) } : {}),
  }));
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'empty');
  writeJson(join(folder, 'graph.json'), { version: 1, id: 'graph', concurrency: AT_ONCE, steps });
  return [process.execPath, join(REPOSITORY, 'dist/ws.js'), 'run', 'graph.json', '--quiet'];
};

const ws = (synchronous: 'FULL' | 'NORMAL'): Runner => ({
  name: `ws ${synchronous}`,
  upTo: Infinity,
  lay: (folder, shape) => ({
    argv: layWs(folder, shape),
    cwd: folder,
    env: { WS_SYNCHRONOUS: synchronous.toLowerCase() },
  }),
});

const nodeFloor: Runner = {
  name: 'node child_process.spawn alone',
  upTo: Infinity,
  lay: (folder, { waves }) => ({
    argv: [process.execPath, join(HERE, 'floors/spawn.mjs'), ...waves.map(String)],
    cwd: folder,
  }),
};

const cFloor = (program: string): Runner => ({
  name: 'C posix_spawn alone',
  upTo: Infinity,
  lay: (folder, { waves }) => ({ argv: [program, ...waves.map(String)], cwd: folder }),
});

const make = ({ program, version }: Peer): Runner => ({
  name: `make ${version} -j${AT_ONCE}`,
  upTo: Infinity,
  lay: (folder, { needs }) => {
    const rules = needs.map((of, place) => `${stepName(place)}: ${of.map(stepName).join(' ')}\n\t@true\n`);
    writeFileSync(
      join(folder, 'Makefile'),
      `all: ${needs.map((_, place) => stepName(place)).join(' ')}\n${rules.join('')}`,
    );
    return { argv: [program, '-s', `-j${AT_ONCE}`], cwd: folder };
  },
});

const ninja = ({ program, version }: Peer): Runner => ({
  name: `ninja ${version} -j${AT_ONCE}`,
  upTo: Infinity,
  lay: (folder, { needs }) => {
    const builds = needs.map((of, place) => `build ${stepName(place)}: true ${of.map(stepName).join(' ')}\n`);
    writeFileSync(join(folder, 'build.ninja'), `rule true\n  command = true\n${builds.join('')}`);
    return { argv: [program, `-j${AT_ONCE}`], cwd: folder };
  },
});

const just = ({ program, version }: Peer): Runner => ({
  name: `just ${version} --jobs ${AT_ONCE}`,
  upTo: 1_000,
  lay: (folder, { needs }) => {
    const rules = needs.map((of, place) => `[parallel]\n${stepName(place)}: ${of.map(stepName).join(' ')}\n  @true\n`);
    const all = `[parallel]\nall: ${needs.map((_, place) => stepName(place)).join(' ')}\n`;
    writeFileSync(join(folder, 'justfile'), `${all}${rules.join('')}`);
    return { argv: [program, '--jobs', String(AT_ONCE), 'all'], cwd: folder };
  },
});

const layTurbo = (folder: string, { needs }: Shape): void => {
  const workspaces = ['packages/*'];
  const packages: Record<string, unknown> = { '': { name: 'graph', workspaces } };
  for (const [place, of] of needs.entries()) {
    const name = stepName(place);
    const dependencies = Object.fromEntries(of.map((need) => [stepName(need), '*']));
    mkdirSync(join(folder, 'packages', name), { recursive: true });
    const manifest = { name, version: '1.0.0', scripts: { build: 'true' }, dependencies };
    writeJson(join(folder, 'packages', name, 'package.json'), manifest);
    packages[`node_modules/${name}`] = { resolved: `packages/${name}`, link: true };
    packages[`packages/${name}`] = { version: '1.0.0', dependencies };
  }
  writeJson(join(folder, 'package-lock.json'), { name: 'graph', lockfileVersion: 3, requires: true, packages });
  writeJson(join(folder, 'package.json'), { name: 'graph', private: true, packageManager: 'npm@10.8.2', workspaces });
  writeJson(join(folder, 'turbo.json'), { tasks: { build: { dependsOn: ['^build'], cache: false } } });
  // turbo starts each task by `npm run`; npm's own 300 ms a task would hide what turbo costs.
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/npm'), '#!/bin/sh\nexit 0\n');
  chmodSync(join(folder, 'bin/npm'), 0o755);
};

const turbo = ({ program, version }: Peer): Runner => ({
  name: `turbo ${version} --concurrency ${AT_ONCE}`,
  upTo: 10_000,
  lay: (folder, shape) => {
    layTurbo(folder, shape);
    const options = [`--concurrency=${AT_ONCE}`, '--force', '--output-logs=none'];
    const path = `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    return {
      argv: [process.execPath, program, 'run', 'build', ...options],
      cwd: folder,
      env: { PATH: path, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' },
    };
  },
});

const wireit = ({ program, version }: Peer): Runner => ({
  name: `wireit ${version}`,
  upTo: 1_000,
  lay: (folder, { needs }) => {
    const scripts: Record<string, string> = { all: 'wireit' };
    const graph: Record<string, object> = { all: { dependencies: needs.map((_, place) => stepName(place)) } };
    for (const [place, of] of needs.entries()) {
      scripts[stepName(place)] = 'wireit';
      graph[stepName(place)] = { command: 'true', dependencies: of.map(stepName) };
    }
    const manifest = join(folder, 'package.json');
    writeJson(manifest, { name: 'graph', scripts, wireit: graph });
    const lifecycle = {
      npm_lifecycle_event: 'all',
      npm_package_json: manifest,
      npm_config_user_agent: 'npm/10.8.2',
    };
    const options = { WIREIT_PARALLEL: String(AT_ONCE), WIREIT_CACHE: 'none', WIREIT_LOGGER: 'quiet-ci' };
    return { argv: [process.execPath, program], cwd: folder, env: { ...lifecycle, ...options } };
  },
});

const nx = ({ program, version }: Peer): Runner => ({
  name: `nx ${version} run-many --parallel ${AT_ONCE}`,
  upTo: 1_000,
  lay: (folder, { needs }) => {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    writeFileSync(join(folder, '.gitignore'), 'node_modules\n.nx\n');
    symlinkSync(join(HERE, 'node_modules'), join(folder, 'node_modules'));
    writeJson(join(folder, 'package.json'), { name: 'graph', private: true });
    const targetDefaults = { build: { dependsOn: ['^build'], cache: false } };
    writeJson(join(folder, 'nx.json'), { targetDefaults, analytics: false });
    for (const [place, of] of needs.entries()) {
      const name = stepName(place);
      mkdirSync(join(folder, 'packages', name), { recursive: true });
      const project = { name, implicitDependencies: of.map(stepName), targets: { build: { command: 'true' } } };
      writeJson(join(folder, 'packages', name, 'project.json'), project);
    }
    const options = [`--parallel=${AT_ONCE}`, '--skip-nx-cache', '--outputStyle=static'];
    return {
      argv: [process.execPath, program, 'run-many', '-t', 'build', ...options],
      cwd: folder,
      env: { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', NX_CACHE_DIRECTORY: join(folder, '.nx/cache') },
    };
  },
});

const compiledFloor = (scratch: string): string | null => {
  const compiler = systemPeer('gcc') ?? systemPeer('cc');
  if (compiler === null) return null;
  const program = join(scratch, 'spawn');
  execFileSync(compiler.program, ['-O2', '-o', program, join(HERE, 'floors/spawn.c')]);
  return program;
};

/** All that can be run here, ours first, and those that cannot, with the reason. */
export const findRunners = (
  scratch: string,
  npmFailure: string | null,
): { readonly runners: readonly Runner[]; readonly missing: readonly Missing[] } => {
  const missing: Missing[] = [];
  const present = <T>(name: string, reason: string, found: T | null, make: (found: T) => Runner): readonly Runner[] => {
    if (found !== null) return [make(found)];
    missing.push({ name, reason });
    return [];
  };
  const absent = npmFailure ?? 'not installed in bench/node_modules';
  const runners = [
    ws('FULL'),
    ws('NORMAL'),
    nodeFloor,
    ...present('C posix_spawn', 'no C compiler on the PATH', compiledFloor(scratch), cFloor),
    ...present('make', 'not on the PATH', systemPeer('make'), make),
    ...present('ninja', 'not on the PATH', systemPeer('ninja'), ninja),
    ...present('just', absent, npmPeer(`rust-just-${process.platform}-${process.arch}`, 'bin/just'), just),
    ...present('turbo', absent, npmPeer('turbo', 'bin/turbo'), turbo),
    ...present('wireit', absent, npmPeer('wireit', 'bin/wireit.js'), wireit),
    ...present('nx', absent, npmPeer('nx', 'dist/bin/nx.js'), nx),
  ];
  return { runners, missing };
};
