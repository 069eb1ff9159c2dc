/** What a Node.js project is installed and checked with: its lock file, its package manager and the scripts it has. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type Json } from '../../../core/json.ts';
import { plainTemplateStep, type TemplateStep } from './template-text.ts';

export type NodeProject = {
  readonly manager: 'npm' | 'pnpm' | 'yarn' | 'bun';
  readonly install: string;
  readonly scripts: ReadonlySet<string>;
};

const textAt = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

const parsed = (text: string): Json => {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
};

const LOCKS: readonly (readonly [file: string, manager: NodeProject['manager']])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

const isManager = (name: string): name is NodeProject['manager'] => ['npm', 'pnpm', 'yarn', 'bun'].includes(name);

const installOf = (folder: string, manager: NodeProject['manager'], isLocked: boolean, declared: string): string => {
  switch (manager) {
    case 'npm':
      return isLocked ? 'npm ci' : 'npm install --no-package-lock';
    case 'yarn': {
      const isClassic = !existsSync(join(folder, '.yarnrc.yml')) && !/^yarn@(?!1\.)/.test(declared);
      const strict = isClassic ? '--frozen-lockfile' : '--immutable';
      return isLocked ? `yarn install ${strict}` : 'yarn install';
    }
    case 'pnpm':
    case 'bun':
      return isLocked ? `${manager} install --frozen-lockfile` : `${manager} install`;
  }
};

/** Reads package.json; null where there is none that can be read. */
export const nodeProjectAt = (folder: string): NodeProject | null => {
  const manifest = parsed(textAt(join(folder, 'package.json')));
  if (!isJsonObject(manifest)) return null;
  const declared = typeof manifest['packageManager'] === 'string' ? manifest['packageManager'] : '';
  const named = declared.split('@')[0] ?? '';
  const lock = LOCKS.find(([file]) => existsSync(join(folder, file)));
  const manager = isManager(named) ? named : (lock?.[1] ?? 'npm');
  const isLocked = LOCKS.some(([file, of]) => of === manager && existsSync(join(folder, file)));
  const written = manifest['scripts'] ?? null;
  const scripts = isJsonObject(written) ? Object.entries(written) : [];
  // What `npm init` writes only says that there is none.
  const own = scripts.filter(([, script]) => typeof script === 'string' && !script.includes('no test specified'));
  return {
    manager,
    install: installOf(folder, manager, isLocked, declared),
    scripts: new Set(own.map(([name]) => name)),
  };
};

/** Whether it is made of several packages, as npm, pnpm and yarn know them. */
export const hasWorkspaces = (folder: string): boolean => {
  const manifest = parsed(textAt(join(folder, 'package.json')));
  return (
    existsSync(join(folder, 'pnpm-workspace.yaml')) || (isJsonObject(manifest) && manifest['workspaces'] !== undefined)
  );
};

/** Of each kind the first script that the project has. */
const KINDS: readonly (readonly [id: string, title: string, names: readonly string[], reads: boolean])[] = [
  [
    'format',
    'Format',
    ['format:check', 'check:format', 'format-check', 'fmt:check', 'check:fmt', 'prettier:check', 'check:prettier'],
    true,
  ],
  ['lint', 'Lint', ['lint', 'lint:check', 'check:lint', 'lint:ci', 'eslint'], true],
  [
    'types',
    'Types',
    [
      'typecheck',
      'type-check',
      'types:check',
      'type:check',
      'check:types',
      'check:type',
      'check-types',
      'types',
      'tsc',
    ],
    true,
  ],
  ['test', 'Tests', ['test:ci', 'test', 'test:unit', 'unit'], true],
  ['build', 'Build', ['build'], false],
];

/** Installs, then runs side by side what the project has of checks and its build; nothing where it has none. */
export const nodeSteps = (project: NodeProject, folder: string): readonly TemplateStep[] => {
  const checks = KINDS.flatMap(([id, title, names, reads]): readonly TemplateStep[] => {
    const script = names.find((name) => project.scripts.has(name));
    if (script === undefined) return [];
    return [{ ...plainTemplateStep(id, title, `${project.manager} run ${script}`, ['install']), reads }];
  });
  if (checks.length === 0) return [];
  const install = plainTemplateStep('install', `Install with ${project.manager}`, project.install, []);
  return [{ ...install, leaves: [`${folder}node_modules`] }, ...checks];
};

/** What package managers and tests are told. */
export const NODE_ENVIRONMENT: Readonly<Record<string, string>> = { CI: 'true' };
