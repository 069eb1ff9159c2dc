/**
 * Records what real tools print when they fail: runs the scenarios under tests/unit/error/fixtures/scenarios and
 * writes one log each, with the version of the tool and without any path of this machine.
 *
 * `tsx scripts/record-fixtures.ts <folder> [file [name]]`: the folder holds `bin` folders of the tools, such as
 * `<folder>/js/node_modules/.bin` and `<folder>/py/bin`; what is on the PATH is found too. With `--headers` instead of
 * a folder nothing is run: what must be found is written anew into the headers of the logs there are.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseScenarios, type Scenario } from './record-scenarios.ts';

const FIXTURES = 'tests/unit/error/fixtures';

const environment = (tools: string, work: string): Record<string, string> => ({
  PATH: [join(tools, 'js/node_modules/.bin'), join(tools, 'py/bin'), process.env['PATH'] ?? ''].join(':'),
  HOME: process.env['HOME'] ?? '/',
  LANG: 'C.UTF-8',
  TERM: 'dumb',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
  GOCACHE: join(tools, 'gocache'),
  CARGO_TARGET_DIR: join(work, 'target'),
  npm_config_cache: join(tools, 'npm-cache'),
  npm_config_update_notifier: 'false',
});

/** Leaves nothing of this machine in a log. */
const withoutMachine = (text: string, tools: string, work: string): string => {
  let plain = text.replaceAll(work, '/repo').replaceAll(realpathSync(tools), '/tools');
  plain = plain.replaceAll(process.env['HOME'] ?? '\0', '/home/user').replaceAll(process.cwd(), '/tools/ws');
  // What npm says of the recorder's own settings, and where compilers keep what they throw away.
  plain = plain.replaceAll(/registry\.\w+\.org/g, 'registry.example.org').replaceAll('js/work/', 'js/job/');
  plain = plain.replaceAll(/^npm warn Unknown user config.*\n/gm, '').replaceAll('/tmp/', '/temp/');
  // Even made-up secrets: a scanner may not trip over the fixtures of scanners.
  plain = plain
    .replaceAll(/AKIA[A-Z0-9]{16}/g, 'AKIA(masked)')
    .replaceAll(/ghp_\w{20,}/g, 'ghp(masked)')
    .replaceAll(/xox[bp]-[\w-]+/g, 'xox(masked)');
  return plain;
};

/** The lines of a header that say what must be found. */
const expectationsOf = ({ expect, first, message, issues }: Scenario): readonly string[] => [
  `#! expect: ${expect}`,
  ...(first === null ? [] : [`#! first: ${first}`]),
  ...(message === null ? [] : [`#! message: ${message}`]),
  ...issues.map((issue) => `#! issue: ${issue}`),
];

const record = (scenario: Scenario, tools: string, folder: string): void => {
  // Under the JavaScript tools, so that a configuration can import them by name.
  const work = join(realpathSync(tools), 'js/work', scenario.name);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  for (const [path, content] of scenario.files) {
    mkdirSync(join(work, dirname(path)), { recursive: true });
    writeFileSync(join(work, path), content);
  }
  const env = environment(tools, work);
  if (scenario.link) symlinkSync(join(realpathSync(tools), 'js/node_modules'), join(work, 'node_modules'));
  const ran = spawnSync('bash', ['--norc', '-c', `exec 2>&1; ${scenario.run}`], {
    cwd: work,
    env,
    encoding: 'utf8',
    timeout: 300_000,
    maxBuffer: 50_000_000,
  });
  const version = spawnSync('bash', ['--norc', '-c', `${scenario.version} 2>&1 | head -1`], {
    cwd: work,
    env,
    encoding: 'utf8',
  });
  // A shell would tell of a signal so.
  const exit = ran.status ?? 128 + constants.signals[ran.signal ?? 'SIGTERM'];
  if (exit === 0) console.error(`${folder}/${scenario.name}: did not fail\n${ran.stdout}`);
  const header = [
    `#! origin: recorded, ${version.stdout.trim()}`,
    `#! command: ${(scenario.shown ?? scenario.run).replaceAll('\n', ' ')}`,
    `#! exit: ${exit}`,
    ...expectationsOf(scenario),
  ];
  mkdirSync(join(FIXTURES, folder), { recursive: true });
  const log = withoutMachine(ran.stdout, tools, work);
  writeFileSync(join(FIXTURES, folder, `${scenario.name}.log`), `${header.join('\n')}\n\n${log}`);
  rmSync(work, { recursive: true, force: true });
};

/** Writes what the scenario says must be found into a log that is there already. */
const renewHeader = (scenario: Scenario, folder: string): void => {
  const file = join(FIXTURES, folder, `${scenario.name}.log`);
  if (!existsSync(file)) return;
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf('\n\n');
  const kept = text
    .slice(0, end)
    .split('\n')
    .filter((line) => !/^#! (?:expect|first|message|issue): /.test(line));
  writeFileSync(file, [...kept, ...expectationsOf(scenario)].join('\n') + text.slice(end));
};

const [tools, onlyFile, onlyName] = process.argv.slice(2);
if (tools === undefined)
  throw new Error('usage: tsx scripts/record-fixtures.ts <folder of tools>|--headers [file [name]]');
for (const file of readdirSync(join(FIXTURES, 'scenarios')).sort()) {
  const folder = basename(file, '.txt');
  if (onlyFile !== undefined && onlyFile !== folder) continue;
  for (const scenario of parseScenarios(readFileSync(join(FIXTURES, 'scenarios', file), 'utf8'))) {
    if (onlyName !== undefined && onlyName !== scenario.name) continue;
    if (tools === '--headers') renewHeader(scenario, folder);
    else record(scenario, tools, folder);
  }
}
