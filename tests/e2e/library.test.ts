/** The library, as a project that installed the packed package uses it: typed, and running. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder, removeFolder, writeFiles } from '../rig/ws.ts';

const repository = resolve(import.meta.dirname, '../..');

const USE = `
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

let folder = '';
beforeEach(() => {
  folder = makeFolder('library ');
});
afterEach(() => removeFolder(folder));

test('the packed package is typed and validates a project', () => {
  const project = join(folder, 'project');
  const installed = join(project, 'node_modules/workstream-engine');
  mkdirSync(installed, { recursive: true });
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: repository });
  execFileSync('tar', ['-xzf', join(folder, 'workstream-engine-0.1.0.tgz'), '--strip-components=1', '-C', installed]);
  // What the project has besides: the types of Node.js, which console needs.
  mkdirSync(join(project, 'node_modules/@types'));
  symlinkSync(join(repository, 'node_modules/@types/node'), join(project, 'node_modules/@types/node'));
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2022', strict: true, exactOptionalPropertyTypes: true, outDir: 'out' },
    ...{ types: ['node'], lib: ['es2023', 'esnext.disposable'] },
  };
  writeFiles(project, {
    'package.json': { name: 'project', type: 'module' },
    'tsconfig.json': { compilerOptions, include: ['use.ts'] },
    'use.ts': USE,
    'openspec/specs/a/spec.md': '# A\n\n## Requirements\n### Requirement: X\nIt SHALL be.\n',
  });
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', project], { cwd: project, encoding: 'utf8' });
  const printed = execFileSync(process.execPath, ['out/use.js'], { cwd: project, encoding: 'utf8' });
  expect(JSON.parse(printed)).toEqual({
    names: ['X'],
    tasks: 1,
    rules: true,
    found: ['spec/missing-purpose openspec/specs/a/spec.md:1'],
    missing: 'no-root',
    wrong: 'string',
  });
});
