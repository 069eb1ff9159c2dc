/** The shipped plugins. Written by scripts/generate-plugins.ts from their manifests; do not edit. */
import type { ErrorPlugin } from '../engine/plugins/plugin.ts';
import type { PluginManifest } from '../engine/plugins/plugin-manifest.ts';
import { biome } from './biome/biome.ts';
import { bundlers } from './bundlers/bundlers.ts';
import { cCompiler } from './c-compiler/c-compiler.ts';
import { cargo } from './cargo/cargo.ts';
import { cmake } from './cmake/cmake.ts';
import { coverageThreshold } from './coverage-threshold/coverage-threshold.ts';
import { eslint } from './eslint/eslint.ts';
import { fileLineColumn } from './file-line-column/file-line-column.ts';
import { git } from './git/git.ts';
import { githubAnnotations } from './github-annotations/github-annotations.ts';
import { go } from './go/go.ts';
import { gradle } from './gradle/gradle.ts';
import { jest } from './jest/jest.ts';
import { junit } from './junit/junit.ts';
import { make } from './make/make.ts';
import { maven } from './maven/maven.ts';
import { mocha } from './mocha/mocha.ts';
import { mypy } from './mypy/mypy.ts';
import { nodeError } from './node-error/node-error.ts';
import { nodeTest } from './node-test/node-test.ts';
import { npm } from './npm/npm.ts';
import { php } from './php/php.ts';
import { playwright } from './playwright/playwright.ts';
import { prettier } from './prettier/prettier.ts';
import { pytest } from './pytest/pytest.ts';
import { pythonTools } from './python-tools/python-tools.ts';
import { pythonTraceback } from './python-traceback/python-traceback.ts';
import { ruby } from './ruby/ruby.ts';
import { ruff } from './ruff/ruff.ts';
import { sarif } from './sarif/sarif.ts';
import { secrets } from './secrets/secrets.ts';
import { tap } from './tap/tap.ts';
import { typescript } from './typescript/typescript.ts';
import { vitest } from './vitest/vitest.ts';

export const SHIPPED_PLUGINS: readonly { readonly manifest: PluginManifest; readonly plugin: ErrorPlugin }[] = [
  {
    manifest: {
      name: 'biome',
      title: 'Biome',
      description: 'Lint, format, import and syntax findings of Biome.',
      module: './biome.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: ['npx'] },
    },
    plugin: biome,
  },
  {
    manifest: {
      name: 'bundlers',
      title: 'Bundlers',
      description: 'Imports that do not resolve and sources that do not parse, of webpack, Rollup, Vite, esbuild, swc.',
      module: './bundlers.ts',
      priority: 60,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: bundlers,
  },
  {
    manifest: {
      name: 'c-compiler',
      title: 'GCC and Clang',
      description: 'Errors and warnings of GCC and Clang for C and its kin, linker errors, sanitizer reports.',
      module: './c-compiler.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: cCompiler,
  },
  {
    manifest: {
      name: 'cargo',
      title: 'Rust',
      description: 'Compiler errors, clippy findings, failed tests, panics and formatting of Rust.',
      module: './cargo.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: ['cargo'] },
    },
    plugin: cargo,
  },
  {
    manifest: {
      name: 'cmake',
      title: 'CMake and Meson',
      description: 'Build files that CMake or Meson cannot carry out, and tests that CTest or Meson saw fail.',
      module: './cmake.ts',
      priority: 45,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: cmake,
  },
  {
    manifest: {
      name: 'coverage-threshold',
      title: 'Coverage threshold',
      description: 'Coverage under the threshold that c8 or nyc was given.',
      module: './coverage-threshold.ts',
      priority: 45,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: coverageThreshold,
  },
  {
    manifest: {
      name: 'eslint',
      title: 'ESLint',
      description: 'Findings of ESLint in its stylish, compact and JSON forms, and its own breakdowns.',
      module: './eslint.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: ['npx'] },
    },
    plugin: eslint,
  },
  {
    manifest: {
      name: 'file-line-column',
      title: 'file:line:column',
      description: 'Anything that names a file and a line the way most tools do; the last resort.',
      module: './file-line-column.ts',
      priority: 10,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: fileLineColumn,
  },
  {
    manifest: {
      name: 'git',
      title: 'Git conflicts',
      description: 'Merge, rebase and patch conflicts, and work that a checkout would overwrite.',
      module: './git.ts',
      priority: 80,
      code: 'git-conflict',
      requires: { plugins: [], programs: [] },
    },
    plugin: git,
  },
  {
    manifest: {
      name: 'github-annotations',
      title: 'GitHub annotations',
      description: 'Errors and warnings written as GitHub workflow commands.',
      module: './github-annotations.ts',
      priority: 40,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: githubAnnotations,
  },
  {
    manifest: {
      name: 'go',
      title: 'Go',
      description: 'Failed tests, compiler errors, vet findings and panics of Go.',
      module: './go.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: go,
  },
  {
    manifest: {
      name: 'gradle',
      title: 'Gradle',
      description: 'Failed tests, errors of Kotlin, broken build scripts and missing dependencies.',
      module: './gradle.ts',
      priority: 60,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: gradle,
  },
  {
    manifest: {
      name: 'jest',
      title: 'Jest',
      description: 'Failed tests and suites that do not run.',
      module: './jest.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: jest,
  },
  {
    manifest: {
      name: 'junit',
      title: 'JUnit XML',
      description: 'Failed tests of any tool that prints a JUnit report.',
      module: './junit.ts',
      priority: 40,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: junit,
  },
  {
    manifest: {
      name: 'make',
      title: 'make and Ninja',
      description: 'Targets that fail without saying why, targets that nobody can make, and broken build files.',
      module: './make.ts',
      priority: 30,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: make,
  },
  {
    manifest: {
      name: 'maven',
      title: 'Maven and javac',
      description: 'Compiler errors, failed tests, missing dependencies and broken build files of Java.',
      module: './maven.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: maven,
  },
  {
    manifest: {
      name: 'mocha',
      title: 'Mocha',
      description: 'Failed tests and hooks of Mocha, whatever its reporter, as long as it lists them at the end.',
      module: './mocha.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: mocha,
  },
  {
    manifest: {
      name: 'mypy',
      title: 'mypy',
      description: 'Type errors of mypy.',
      module: './mypy.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: mypy,
  },
  {
    manifest: {
      name: 'node-error',
      title: 'Node.js',
      description: 'Errors that ended a Node.js program because nobody caught them.',
      module: './node-error.ts',
      priority: 50,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: nodeError,
  },
  {
    manifest: {
      name: 'node-test',
      title: 'node:test',
      description: 'Failed tests of the test runner of Node.js, in its spec and TAP forms.',
      module: './node-test.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: nodeTest,
  },
  {
    manifest: {
      name: 'npm',
      title: 'npm, pnpm, Yarn',
      description: 'Dependencies, lock files, manifests of npm, pnpm and Yarn, and scripts that fail without a word.',
      module: './npm.ts',
      priority: 20,
      code: 'check-failed',
      requires: { plugins: [], programs: ['npm'] },
    },
    plugin: npm,
  },
  {
    manifest: {
      name: 'php',
      title: 'PHP',
      description: 'Errors of PHP, failed tests of PHPUnit, findings of PHPStan and phpcs, and what stops Composer.',
      module: './php.ts',
      priority: 60,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: php,
  },
  {
    manifest: {
      name: 'playwright',
      title: 'Playwright',
      description: 'Failed and flaky tests of Playwright, whatever its reporter, as long as it lists them.',
      module: './playwright.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: playwright,
  },
  {
    manifest: {
      name: 'prettier',
      title: 'Prettier',
      description: 'Files that Prettier would format otherwise, and files that it cannot read.',
      module: './prettier.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: ['npx'] },
    },
    plugin: prettier,
  },
  {
    manifest: {
      name: 'pytest',
      title: 'pytest',
      description: 'Failed tests, errors in fixtures and files that cannot be collected.',
      module: './pytest.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: pytest,
  },
  {
    manifest: {
      name: 'python-tools',
      title: 'Python tools',
      description: 'Findings of Pylint, Bandit, SQLFluff; formatting by Black, isort; what pip cannot install.',
      module: './python-tools.ts',
      priority: 60,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: pythonTools,
  },
  {
    manifest: {
      name: 'python-traceback',
      title: 'Python traceback',
      description: 'Exceptions that ended a Python program, groups of them too.',
      module: './python-traceback.ts',
      priority: 50,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: pythonTraceback,
  },
  {
    manifest: {
      name: 'ruby',
      title: 'Ruby',
      description: 'Failures of RSpec and minitest, offenses of RuboCop, and exceptions that ended a program.',
      module: './ruby.ts',
      priority: 60,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: ruby,
  },
  {
    manifest: {
      name: 'ruff',
      title: 'Ruff',
      description: 'Findings of Ruff and of flake8, in full, concise and JSON forms, and files that are not formatted.',
      module: './ruff.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: ['ruff'] },
    },
    plugin: ruff,
  },
  {
    manifest: {
      name: 'sarif',
      title: 'SARIF',
      description: 'Findings of any tool that prints SARIF 2.1.',
      module: './sarif.ts',
      priority: 40,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: sarif,
  },
  {
    manifest: {
      name: 'secrets',
      title: 'Secret scanners',
      description: 'Secrets that secretlint, gitleaks or git-secrets found; never repeats the secret.',
      module: './secrets.ts',
      priority: 90,
      code: 'secret-found',
      requires: { plugins: [], programs: [] },
    },
    plugin: secrets,
  },
  {
    manifest: {
      name: 'tap',
      title: 'TAP',
      description: 'Failed tests of any tool that speaks the Test Anything Protocol.',
      module: './tap.ts',
      priority: 40,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: tap,
  },
  {
    manifest: {
      name: 'typescript',
      title: 'TypeScript',
      description: 'Type errors, syntax errors and broken settings of tsc and what is built on it.',
      module: './typescript.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: typescript,
  },
  {
    manifest: {
      name: 'vitest',
      title: 'Vitest',
      description: 'Failed tests, suites that do not load, and errors nobody handled.',
      module: './vitest.ts',
      priority: 70,
      code: 'check-failed',
      requires: { plugins: [], programs: [] },
    },
    plugin: vitest,
  },
];
