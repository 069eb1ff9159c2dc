/** Workstreams from templates: they fit the project, and they are valid. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fittingTemplate, newWorkstream } from '../../../../interfaces/house/new-workstream.ts';
import type { TemplateName } from '../../../../interfaces/house/template-names.ts';
import { loadDefinition } from '../../../../interfaces/house/load-definition.ts';
import { makeFolder, makeRepository, removeFolder, writeFiles } from '../../../rig/ws.ts';

let root = '';
beforeEach(() => {
  root = makeFolder('ws new ');
  makeRepository(root);
});
afterEach(() => removeFolder(root));

const scripts = { lint: 'eslint .', 'type-check': 'tsc', test: 'node --test', build: 'tsc -b', start: 'node .' };
const manifest = (over: object = {}): string => JSON.stringify({ name: 'a', version: '1.0.0', scripts, ...over });
const NODE_STEPS = ['install', 'lint', 'types', 'test', 'build'];

/** The runs of the steps of what a template gives, which is valid. */
const made = async (
  template: TemplateName,
  files: Readonly<Record<string, string>>,
  below = '',
): Promise<Map<string, string>> => {
  writeFiles(root, Object.fromEntries(Object.entries(files).map(([path, text]) => [join(below, path), text])));
  const written = await newWorkstream(template, {
    directory: join(root, below),
    file: 'w/made.yaml',
    env: process.env,
  });
  if (!written.ok) throw new Error(written.error.message);
  const { plan, diagnostics } = await loadDefinition(join(root, below, 'w/made.yaml'), { directory: root, env: {} });
  expect(diagnostics).toEqual([]);
  const steps = plan?.workstream.steps ?? [];
  expect(steps.map(({ id }) => id)).toEqual(written.value.steps);
  expect(steps.every(({ title }) => title !== undefined)).toBe(true);
  if (below !== '') expect(steps.every(({ cwd }) => cwd === below)).toBe(true);
  return new Map(steps.map(({ id, with: { run } }) => [id, typeof run === 'string' ? run : '']));
};

test.each([
  ['package-lock.json', {}, 'npm ci', 'npm'],
  ['README.md', {}, 'npm install --no-package-lock', 'npm'],
  ['pnpm-lock.yaml', {}, 'pnpm install --frozen-lockfile', 'pnpm'],
  ['yarn.lock', {}, 'yarn install --frozen-lockfile', 'yarn'],
  ['yarn.lock', { packageManager: 'yarn@4.1.0' }, 'yarn install --immutable', 'yarn'],
  ['bun.lock', {}, 'bun install --frozen-lockfile', 'bun'],
  ['README.md', { packageManager: 'pnpm@9.0.0' }, 'pnpm install', 'pnpm'],
])('ci with %s %j installs by "%s" and runs the scripts that there are', async (lock, over, install, manager) => {
  const steps = await made('ci', { [lock]: '', 'package.json': manifest(over) });
  expect([...steps.keys()]).toEqual(NODE_STEPS);
  expect(steps.get('install')).toBe(install);
  expect(steps.get('types')).toBe(`${manager} run type-check`);
});

test.each([
  ['uv.lock', 'uv sync --locked', 'uv run ruff check .'],
  ['poetry.lock', 'poetry install', 'poetry run ruff check .'],
  ['pdm.lock', 'pdm sync --dev', 'pdm run ruff check .'],
])('python with %s installs by "%s"', async (lock, install, lint) => {
  const steps = await made('python', { [lock]: '', 'pyproject.toml': '[tool.ruff]\n[tool.pytest.ini_options]\n' });
  expect([steps.get('install'), steps.get('lint')]).toEqual([install, lint]);
  expect([...steps.keys()]).toEqual(['install', 'syntax', 'lint', 'test']);
});

test('python without a lock file makes an environment of its requirements, and tests by unittest', async () => {
  const steps = await made('python', { 'requirements.txt': 'six\n', 'test_a.py': '' });
  expect(steps.get('install')).toContain('python3 -m venv .venv\n.venv/bin/python -m pip install -r requirements.txt');
  expect(steps.get('test')).toBe('.venv/bin/python -m unittest discover');
});

/** The default of each input of what a template gives, as the file says it. */
const defaultsOf = async (template: TemplateName, files: Readonly<Record<string, string>>): Promise<unknown> => {
  await made(template, files);
  const { plan } = await loadDefinition(join(root, 'w/made.yaml'), { directory: root, env: {} });
  const { inputs = {} } = plan?.workstream ?? {};
  return Object.fromEntries(Object.entries(inputs).map(([name, { default: given }]) => [name, given]));
};

test('release sets the version where the project keeps it, once its checks hold', async () => {
  const defaults = await defaultsOf('release', { 'package.json': manifest(), 'package-lock.json': '' });
  expect(defaults).toMatchObject({
    check: 'npm run lint && npm run type-check && npm run test',
    set: expect.stringContaining('npm version "$VERSION" --no-git-tag-version') as string,
  });
});

test('release fits any project', async () => {
  expect(await defaultsOf('release', { 'a.txt': '' })).toMatchObject({
    ...{ check: 'true', set: expect.stringContaining('> VERSION') as string },
  });
});

test('what has lanes is told what makes their worktrees ready', async () => {
  await made('parallel-agents', {
    'package.json': manifest(),
    'package-lock.json': '',
    '.gitignore': 'node_modules\n',
  });
  const { plan } = await loadDefinition(join(root, 'w/made.yaml'), { directory: root, env: {} });
  expect(plan?.workstream.worktree).toMatchObject({ setup: 'npm ci', keep: ['node_modules'] });
});

test('a project below the top of the repository is worked on where it lies', async () => {
  const steps = await made('ci', { 'package.json': manifest(), 'package-lock.json': '' }, 'packages/a');
  expect(steps.size).toBe(5);
  expect(readFileSync(join(root, 'packages/a/w/made.yaml'), 'utf8')).toContain('leaves: [packages/a/node_modules]');
});

test.each([
  ['ci', { 'a.txt': '' }],
  ['ci', { 'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' }],
  ['python', { 'package.json': manifest() }],
] as const)('%s does not fit %j', async (template, files) => {
  writeFiles(root, files);
  const written = await newWorkstream(template, { directory: root, file: 'w.yaml', env: process.env });
  expect(written).toMatchObject({ ok: false, error: { kind: 'invalid' } });
});

test('the template that fits', () => {
  expect(fittingTemplate(root)).toBe(null);
  writeFiles(root, { 'requirements.txt': '' });
  expect(fittingTemplate(root)).toBe('python');
  writeFiles(root, { 'package.json': manifest() });
  expect(fittingTemplate(root)).toBe('ci');
});

test.each([
  ['node_modules', []],
  ['node_modules/', []],
  ['dist', ["git does not ignore node_modules: each run would commit it. Add it: echo 'node_modules/' >> .gitignore"]],
])('with %s in .gitignore it is said what each run would commit: %j', async (line, notes) => {
  writeFiles(root, { 'package.json': manifest(), '.gitignore': `${line}\n` });
  const written = await newWorkstream('ci', { directory: root, file: 'w.yaml', env: process.env });
  expect(written).toMatchObject({ ok: true, value: { notes } });
});

test.each([
  ['python', { 'pyproject.toml': '[project]\nname = "a"\n', 'uv.lock': '' }, 'uv'],
  ['python', { 'requirements.txt': 'pytest\n' }, 'python3'],
  ['ci', { 'package.json': manifest(), 'pnpm-lock.yaml': '' }, 'pnpm'],
] as const)(
  '%s says that a program is missing which its steps need, and only then: %j',
  async (template, files, program) => {
    writeFiles(root, { ...files, [`here/${program}`]: '#!/bin/sh\n' });
    chmodSync(join(root, 'here', program), 0o755);
    const notesWith = async (path: string, file: string): Promise<readonly string[]> => {
      const written = await newWorkstream(template, { directory: root, file, env: { PATH: path } });
      if (!written.ok) throw new Error(written.error.message);
      return written.value.notes.filter((note) => note.includes('program'));
    };
    expect(await notesWith('/nowhere', 'a.yaml')).toEqual([expect.stringContaining(`no program ${program} on PATH`)]);
    expect(await notesWith(join(root, 'here'), 'b.yaml')).toEqual([]);
  },
);
