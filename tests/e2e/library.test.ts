/** The library, as a project that installed the packed package uses it: typed, and running. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, userEnvironment, writeFiles } from '../rig/ws.ts';

const repository = resolve(import.meta.dirname, '../..');

const SPECIFICATIONS = `
import { parseSpec, parseTasks, rules, validateProject, type Finding, type Spec } from 'workstream-engine/specifications';

const spec: Spec = parseSpec('# A\\n\\n## Requirements\\n### Requirement: X\\nIt SHALL be.\\n');
const result = await validateProject('.', { strict: true });
if (!result.ok) throw new Error(result.error.message);
const findings: readonly Finding[] = result.value.items.flatMap((item) => item.findings);
// @ts-expect-error A rule is a text.
const wrong: number = findings[0]!.rule;
const missing = await validateProject('nowhere');
console.log(
  JSON.stringify({
    names: spec.requirements.map(({ name }) => name),
    tasks: parseTasks('- [x] 1.1 a').tasks.length,
    rules: rules.length > 50,
    found: findings.map(({ rule, file, line }) => \`\${rule} \${file}:\${line}\`),
    missing: missing.ok ? null : missing.error.code,
    wrong: typeof wrong,
  }),
);
`;

/** What a program that uses the house must not notice: listeners, writing, an exit. Also what it may do with it while it runs. */
const QUIET = `
import { openHouse, type Refusal } from 'workstream-engine';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'uncaughtException', 'unhandledRejection', 'beforeExit'] as const;
const listeners = (): readonly number[] => signals.map((name) => process.listenerCount(name));
const before = listeners();
const opened = await openHouse({ directory: 'repo' });
if (!opened.ok) throw new Error(opened.error.message);
const house = opened.value;
const refusals: Refusal[] = [];
const slow = { version: 1, id: 'slow', steps: [{ id: 'a', run: 'echo noise; echo more >&2; touch begun; exec sleep 600' }] };
const started = await house.start({ workstream: slow });
if (!started.ok) throw new Error(started.error.message);
const run = started.value;
const stop = new AbortController();
let during: readonly number[] = [];
const stopped = await run.drive({
  signal: stop.signal,
  onEvent: (event) => {
    if (event.type !== 'step.started') return;
    during = listeners();
    stop.abort();
  },
});
const wrong = await house.start({ workstream: { version: 1, id: 'x', steps: [{ id: 'a', run: 'true', nedds: [] }] } });
if (!wrong.ok) refusals.push(wrong.error);
const cancelled = await run.cancel();
const ended = await run.drive();
const again = await run.drive();
const retried = await run.retry();
const nowhere = await openHouse({ directory: '/' });
if (!nowhere.ok) refusals.push(nowhere.error);
await house.close();
await house.close();
const late = await run.drive();
if (!late.ok) refusals.push(late.error);
process.stdout.write(JSON.stringify({
  listeners: [before, during, listeners()].map((each) => each.join()),
  ends: [stopped, ended, again].map((each) => (each.ok ? each.value.end : each.error)),
  cancelled, retried: retried.ok && retried.value.id !== run.id, refusals,
}));
`;

let folder = '';
let project = '';
let run: (file: string) => string;
beforeAll(() => {
  folder = makeFolder('library ');
  project = join(folder, 'project');
  const installed = join(project, 'node_modules/workstream-engine');
  mkdirSync(installed, { recursive: true });
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: repository });
  execFileSync('tar', ['-xzf', join(folder, 'workstream-engine-0.1.0.tgz'), '--strip-components=1', '-C', installed]);
  // What the project has besides: the types of Node.js, and the one package that has to be built where it is installed.
  mkdirSync(join(project, 'node_modules/@types'));
  for (const name of ['@types/node', 'better-sqlite3', 'bindings', 'file-uri-to-path'])
    symlinkSync(join(repository, 'node_modules', name), join(project, 'node_modules', name));
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2022', strict: true, exactOptionalPropertyTypes: true, outDir: 'out' },
    ...{ types: ['node'], lib: ['es2023', 'esnext.disposable'] },
  };
  const example = readFileSync(join(installed, 'docs/examples/release-notes.ts'), 'utf8');
  writeFiles(project, {
    'package.json': { name: 'project', type: 'module' },
    'tsconfig.json': { compilerOptions, include: ['*.ts'] },
    ...{ 'specifications.ts': SPECIFICATIONS, 'quiet.ts': QUIET, 'example.ts': example },
    'openspec/specs/a/spec.md': '# A\n\n## Requirements\n### Requirement: X\nIt SHALL be.\n',
  });
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', project], { cwd: project, encoding: 'utf8' });
  run = (file) => {
    const env = userEnvironment(folder);
    const ended = spawnSync(process.execPath, [join(project, 'out', file)], { cwd: project, env, encoding: 'utf8' });
    expect(ended.stderr).toBe('');
    expect(ended.status).toBe(0);
    return ended.stdout;
  };
});
afterAll(() => removeFolder(folder));

test('the packed package is typed and validates a project', () => {
  expect(JSON.parse(run('specifications.js'))).toEqual({
    names: ['X'],
    tasks: 1,
    rules: true,
    found: ['spec/missing-purpose openspec/specs/a/spec.md:1'],
    missing: 'no-root',
    wrong: 'string',
  });
});

test('the example of the documentation does what it says: a tool in code, a question, a merge', () => {
  makeRepository(project, { 'README.md': 'hello\n', '.gitignore': 'node_modules\nout\n' });
  const printed = run('example.js');
  expect(printed).toContain('1 run.created (0 of 3 steps)');
  expect(printed).toMatch(/\d+ run\.succeeded \(3 of 3 steps\)\nmerged 1 file into main\n$/);
  expect(readFileSync(join(project, 'NOTES.md'), 'utf8')).toBe('RELEASED 1.2.0\n');
});

test('a program that uses it hears nothing of it: no listener, no output, no end; and refusals are values', () => {
  makeRepository(join(project, 'repo'));
  const told = JSON.parse(run('quiet.js')) as Record<string, unknown>;
  expect(new Set(told['listeners'] as readonly string[]).size).toBe(1);
  expect(told).toMatchObject({
    ends: [{ kind: 'stopped' }, { kind: 'finished', status: 'cancelled' }, { kind: 'finished', status: 'cancelled' }],
    cancelled: { ok: true, value: 'undriven' },
    retried: true,
    refusals: [
      { kind: 'invalid', diagnostics: [{ code: 'unknown-key', file: 'workstream.json', pointer: '/steps/0/nedds' }] },
      { kind: 'environment' },
      { kind: 'invalid', message: 'the house is closed' },
    ],
  });
});
