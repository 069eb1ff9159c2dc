/**
 * Measures ws beside its floors and peers and writes docs/benchmarks.md.
 * `npm run bench -- [running|durable|git|schedule|startup|classify|masking|specs …] [--rounds n]`; without a lane, all of them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { classification } from './classification.ts';
import { durable } from './durable.ts';
import type { Lane } from './lane.ts';
import { machineLine } from './machine.ts';
import { masking } from './masking.ts';
import { installNpmPeers } from './peers.ts';
import { running } from './running.ts';
import { scheduling } from './scheduling.ts';
import { specifications } from './specs.ts';
import { startup } from './startup.ts';

const REPOSITORY = join(import.meta.dirname, '..');
const PAGE = join(REPOSITORY, 'docs/benchmarks.md');
const GIT = join(import.meta.dirname, 'git.ts');
const DEFAULT_ROUNDS = 5;

/** Lane C prints its own tables. */
const git: Lane = async ({ say }) => {
  if (!existsSync(GIT)) return '- not measured: git (bench/git.ts is not there)';
  say('bench/git.ts');
  const options = {
    cwd: REPOSITORY,
    encoding: 'utf8' as const,
    stdio: ['ignore' as const, 'pipe' as const, 'inherit' as const],
  };
  return execFileSync(process.execPath, ['--import', 'tsx', GIT], options).trim();
};

const LANES: Readonly<Record<string, { readonly title: string; readonly measure: Lane }>> = {
  running: { title: 'Running processes', measure: running },
  durable: { title: 'Durable steps without processes', measure: durable },
  git: { title: 'Git', measure: git },
  schedule: { title: 'Planning and scheduling', measure: scheduling },
  startup: { title: 'Start-up', measure: startup },
  classify: { title: 'Understanding a long log', measure: classification },
  masking: { title: 'Keeping secrets out of a log', measure: masking },
  specs: { title: 'Validating specifications', measure: specifications },
};

const INTRODUCTION = `# Benchmarks

\`npm run bench\` measures ws beside its floors and its peers and writes this page; \`npm run bench -- startup\` (or \`running\`, \`durable\`, \`git\`, \`schedule\`, \`classify\`, \`masking\`, \`specs\`)
measures one part and leaves the others as they are; \`--rounds n\` sets how often, \`--quick\` leaves out what takes minutes. It takes its npm peers from \`bench/package.json\` and uses make, ninja, a C
compiler and redis-server where they are on the PATH; who is missing is named.

All contenders of a table are measured in turns (A B C A B C …), so that a slow moment of the machine hits all of them; what one
left unwritten is written before the next begins. A number is the median of all rounds,
beside the quickest and the slowest. Absolute times belong to the machine they were measured on; the ratios are what to look at: "of the floor" is the row
divided by the least that is possible, and the column after it is what ws takes divided by what the row takes (below 1 ws is quicker).
`;

const markers = (lane: string): readonly [string, string] => [`<!-- ${lane} -->`, `<!-- /${lane} -->`];

/** What the page says of a lane now. */
const sectionIn = (page: string, lane: string): string => {
  const [open, close] = markers(lane);
  const [from, to] = [page.indexOf(open), page.indexOf(close)];
  return from < 0 || to < 0 ? 'Not measured yet.' : page.slice(from + open.length, to).trim();
};

const writePage = (measured: ReadonlyMap<string, string>): void => {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  const sections = Object.entries(LANES).map(([lane, { title }]) => {
    const [open, close] = markers(lane);
    return `## ${title}\n\n${open}\n${measured.get(lane) ?? sectionIn(page, lane)}\n${close}\n`;
  });
  writeFileSync(PAGE, [INTRODUCTION, ...sections].join('\n'));
};

const main = async (): Promise<void> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string' }, quick: { type: 'boolean' } },
  });
  const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
  const unknown = positionals.filter((lane) => !(lane in LANES));
  if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
    console.error(`usage: npm run bench -- [${Object.keys(LANES).join('|')} …] [--rounds n] [--quick]`);
    process.exitCode = 2;
    return;
  }
  const say = (line: string): void => console.error(line);
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: REPOSITORY, stdio: ['ignore', 'ignore', 'inherit'] });
  // Nobody else classifies or masks logs: those lanes have no peers to install.
  const needsPeers = positionals.length === 0 || positionals.some((lane) => !['classify', 'masking'].includes(lane));
  const npmFailure = needsPeers ? installNpmPeers(say) : null;
  const measured = new Map<string, string>();
  for (const [lane, { title, measure }] of Object.entries(LANES)) {
    if (positionals.length > 0 && !positionals.includes(lane)) continue;
    say(`\n== ${title}`);
    try {
      const section = await measure({ rounds, isQuick: values.quick ?? false, npmFailure, say });
      measured.set(lane, `${machineLine()} · ${rounds} rounds\n\n${section}`);
      writePage(measured);
      console.log(`\n## ${title}\n\n${section}`);
    } catch (error) {
      say(`${lane} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      process.exitCode = 1;
    }
  }
};

await main();
