/** What a Python project is installed and checked with: its lock file, and the tools it names. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainTemplateStep, type TemplateStep } from './template-text.ts';

export type PythonProject = {
  readonly manager: 'uv' | 'poetry' | 'pdm' | 'pipenv' | 'pip';
  readonly install: string;
  /** What stands before the command of a tool. */
  readonly prefix: string;
  readonly tools: ReadonlySet<string>;
  readonly hasTests: boolean;
};

const TOOLS = ['ruff', 'flake8', 'mypy', 'pyright', 'pytest'] as const;

/** Files that name tools, or belong to one. */
const SAYING = ['pyproject.toml', 'setup.cfg', 'setup.py', 'tox.ini', 'Pipfile'];
const OF_TOOL: Readonly<Record<string, string>> = {
  'ruff.toml': 'ruff',
  '.ruff.toml': 'ruff',
  '.flake8': 'flake8',
  'mypy.ini': 'mypy',
  '.mypy.ini': 'mypy',
  'pyrightconfig.json': 'pyright',
  'pytest.ini': 'pytest',
  'conftest.py': 'pytest',
};

const isRequirements = (name: string): boolean => /^requirements[\w.-]*\.txt$/.test(name);

const toolsIn = (folder: string, names: readonly string[]): ReadonlySet<string> => {
  const texts = names
    .filter((name) => SAYING.includes(name) || isRequirements(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const named = TOOLS.filter((tool) => texts.some((text) => new RegExp(`\\b${tool}\\b`).test(text)));
  return new Set([...named, ...names.flatMap((name) => OF_TOOL[name] ?? [])]);
};

const pipInstall = (names: readonly string[], tools: ReadonlySet<string>): string => {
  const requirements = names.filter(isRequirements).map((name) => `-r ${name}`);
  const isPackage = names.includes('pyproject.toml') || names.includes('setup.py') || names.includes('setup.cfg');
  const what = [...requirements, ...(isPackage ? ['-e .'] : []), ...tools];
  const install = what.length === 0 ? '' : `\n.venv/bin/python -m pip install ${what.join(' ')}`;
  return `set -eu\n[ -x .venv/bin/python ] || python3 -m venv .venv${install}`;
};

const managed = (
  manager: PythonProject['manager'],
  install: string,
): Pick<PythonProject, 'manager' | 'install' | 'prefix'> => ({
  manager,
  install,
  prefix: `${manager} run `,
});

const managerOf = (
  names: readonly string[],
  tools: ReadonlySet<string>,
): Pick<PythonProject, 'manager' | 'install' | 'prefix'> => {
  if (names.includes('uv.lock')) return managed('uv', 'uv sync --locked');
  if (names.includes('poetry.lock')) return managed('poetry', 'poetry install');
  if (names.includes('pdm.lock')) return managed('pdm', 'pdm sync --dev');
  if (names.includes('Pipfile.lock')) return managed('pipenv', 'pipenv sync --dev');
  return { manager: 'pip', install: pipInstall(names, tools), prefix: '.venv/bin/python -m ' };
};

const MARKS = ['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', 'Pipfile'];

/** Looks at the files of the folder; null where none says that it is one of Python. */
export const pythonProjectAt = (folder: string): PythonProject | null => {
  const names = readdirSync(folder);
  if (!names.some((name) => MARKS.includes(name) || isRequirements(name))) return null;
  const tools = toolsIn(folder, names);
  const hasTests =
    existsSync(join(folder, 'tests')) ||
    existsSync(join(folder, 'test')) ||
    names.some((name) => /^(?:test_.*|.*_test)\.py$/.test(name));
  return { ...managerOf(names, tools), tools, hasTests };
};

const SYNTAX = `git ls-files -z '*.py' | xargs -0 -r python3 -c 'import ast, sys; [ast.parse(open(f, "rb").read(), f) for f in sys.argv[1:]]'`;

/** Installs, then runs side by side the tools that the project names; its tests by unittest where it names no pytest. */
export const pythonSteps = (project: PythonProject, folder: string): readonly TemplateStep[] => {
  const { tools, prefix, hasTests, manager } = project;
  const reader = (id: string, title: string, run: string): TemplateStep => ({
    ...plainTemplateStep(id, title, run, ['install']),
    reads: true,
  });
  const python = manager === 'pip' ? '.venv/bin/python' : `${prefix}python`;
  const lint = tools.has('ruff') ? 'ruff check .' : tools.has('flake8') ? 'flake8 --exclude .venv' : null;
  const types = tools.has('mypy') ? 'mypy .' : tools.has('pyright') ? 'pyright' : null;
  const tests = tools.has('pytest')
    ? `${prefix}pytest -p no:cacheprovider`
    : hasTests
      ? `${python} -m unittest discover`
      : null;
  const install = plainTemplateStep('install', `Install with ${manager}`, project.install, []);
  return [
    { ...install, leaves: [`${folder}.venv`] },
    { ...plainTemplateStep('syntax', 'Syntax', SYNTAX, []), reads: true },
    ...(lint === null ? [] : [reader('lint', 'Lint', `${prefix}${lint}`)]),
    ...(types === null ? [] : [reader('types', 'Types', `${prefix}${types}`)]),
    ...(tests === null ? [] : [reader('test', 'Tests', tests)]),
  ];
};

/** The environment lies in the folder, whoever makes it, and no step leaves compiled files behind. */
export const PYTHON_ENVIRONMENT: Readonly<Record<string, string>> = {
  CI: 'true',
  PYTHONDONTWRITEBYTECODE: '1',
  UV_PROJECT_ENVIRONMENT: '.venv',
  POETRY_VIRTUALENVS_IN_PROJECT: 'true',
  PDM_VENV_IN_PROJECT: 'true',
  PIPENV_VENV_IN_PROJECT: '1',
};
