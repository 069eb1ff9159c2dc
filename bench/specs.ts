/** Times validation of generated projects beside the official tool, both cold, in one run. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { build } from 'esbuild';

const findOfficial = (): string | null => {
  const bin = process.env['OPENSPEC_BIN'];
  if (bin !== undefined) return bin;
  try {
    const main = createRequire(import.meta.url).resolve('@fission-ai/openspec');
    return join(dirname(dirname(main)), 'bin', 'openspec.js');
  } catch {
    return null;
  }
};

const requirement = (name: string): string =>
  `### Requirement: ${name}\nThe system SHALL handle ${name} within the limits that its operators set for it.\n\n` +
  ['first', 'second']
    .map(
      (which) =>
        `#### Scenario: The ${which} case of ${name}\n- **GIVEN** a user who is logged in\n- **WHEN** they ask for it\n- **THEN** they get it\n`,
    )
    .join('\n');

const spec = (at: number): string =>
  `# cap-${at} Specification\n\n## Purpose\nCapability ${at} lets users do what they came for, and tells them when it is done.\n\n` +
  `## Requirements\n\n${Array.from({ length: 10 }, (_, each) => requirement(`thing ${at}-${each}`)).join('\n')}`;

const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

const generate = (root: string, specs: number, changes: number): void => {
  for (let at = 0; at < specs; at++) write(join(root, `openspec/specs/cap-${at}/spec.md`), spec(at));
  for (let at = 0; at < changes; at++) {
    const folder = join(root, `openspec/changes/change-${at}`);
    const capability = at % specs;
    write(
      join(folder, 'proposal.md'),
      `## Why\nUsers asked for change ${at} often enough that it is now worth its price.\n\n## What Changes\n- x\n`,
    );
    write(
      join(folder, 'tasks.md'),
      `## 1. Do\n${Array.from({ length: 10 }, (_, each) => `- [ ] 1.${each + 1} Part ${each}\n`).join('')}`,
    );
    write(
      join(folder, `specs/cap-${capability}/spec.md`),
      `## ADDED Requirements\n\n${requirement(`new ${at}-a`)}\n${requirement(`new ${at}-b`)}\n## MODIFIED Requirements\n\n${requirement(`thing ${capability}-${at % 10}`)}`,
    );
  }
};

const timeMs = (act: () => void): number => {
  const before = performance.now();
  act();
  return performance.now() - before;
};

const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;

const run = (script: string, args: readonly string[], cwd: string): string =>
  execFileSync(process.execPath, [script, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, OPENSPEC_TELEMETRY: '0', DO_NOT_TRACK: '1' },
  });

const work = mkdtempSync(join(tmpdir(), 'ws-bench-specs-'));
const official = findOfficial();
const rounds = Number(process.env['ROUNDS'] ?? 5);

// The command line, if it is built; else the same functions behind the thinnest of entries.
const entry = join(work, 'validate.mjs');
const here = resolve(dirname(new URL(import.meta.url).pathname), '..');
await build({
  stdin: {
    contents: `
      import { existsSync, readFileSync, writeFileSync } from 'node:fs';
      import { diskFiles } from './specifications/files.ts';
      import { openProject } from './specifications/tools/project.ts';
      import { findProfile } from './specifications/tools/rules/profiles.ts';
      import { validate } from './specifications/tools/validate.ts';
      import { officialReport } from './specifications/tools/report/official.ts';
      import { isUnchanged, watchFiles } from './specifications/tools/validation-cache.ts';
      const disk = diskFiles('.');
      const kept = process.argv[3] ?? null;
      const old = kept !== null && existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : null;
      let report = old !== null && isUnchanged(disk, old.seen, old.writtenMs) ? old.report : null;
      if (report === null) {
        const { files, seen } = kept === null ? { files: disk, seen: () => null } : watchFiles(disk);
        const scope = { changes: true, specs: true, archived: false };
        const result = validate(await openProject(files), { profile: findProfile(process.argv[2]), isStrict: false, scope, only: null });
        report = officialReport(result, disk.root);
        if (kept !== null) writeFileSync(kept, JSON.stringify({ seen: seen(), report, writtenMs: Date.now() }));
      }
      process.stdout.write(JSON.stringify(report.summary.totals));
    `,
    resolveDir: here,
    loader: 'ts',
  },
  bundle: true,
  splitting: false,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  outfile: entry,
  logLevel: 'warning',
  external: ['yaml', 'ajv'],
});

const cases = [
  { specs: 100, changes: 0 },
  { specs: 1000, changes: 0 },
  { specs: 1000, changes: 1000 },
];

try {
  console.log(`node ${process.version}, median of ${rounds} cold runs, ms`);
  console.log('specs  changes  ours(openspec@1.13)  ours(ws)  second run  official  official/ours');
  for (const { specs, changes } of cases) {
    const root = join(work, `p${specs}-${changes}`);
    generate(root, specs, changes);
    const times = { parity: [] as number[], ws: [] as number[], second: [] as number[], official: [] as number[] };
    const cache = join(work, `cache-${specs}-${changes}.json`);
    const totals = new Set<string>();
    // Interleaved, so that a busy moment of the machine hits both.
    for (let round = 0; round < rounds; round++) {
      times.parity.push(timeMs(() => totals.add(run(entry, ['openspec@1.13'], root))));
      if (official !== null) {
        times.official.push(
          timeMs(() => {
            const report = JSON.parse(run(official, ['validate', '--all', '--json', '--no-interactive'], root)) as {
              summary: { totals: unknown };
            };
            totals.add(JSON.stringify(report.summary.totals));
          }),
        );
      }
      times.ws.push(timeMs(() => run(entry, ['ws'], root)));
      if (round === 0) run(entry, ['ws', cache], root);
      else times.second.push(timeMs(() => run(entry, ['ws', cache], root)));
    }
    if (totals.size !== 1) throw new Error(`verdicts differ: ${[...totals].join(' / ')}`);
    const [parity, ws, second, other] = [
      median(times.parity),
      median(times.ws),
      median(times.second),
      median(times.official),
    ];
    const cells = [parity, ws, second, other].map((ms) => ms.toFixed(0).padStart(9));
    console.log(
      `${String(specs).padStart(5)}  ${String(changes).padStart(7)}  ${cells.join('  ')}  ${(other / parity).toFixed(1)}`,
    );
    if (existsSync(cache)) console.log(`       cache ${(readFileSync(cache).length / 1024).toFixed(0)} KiB`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
