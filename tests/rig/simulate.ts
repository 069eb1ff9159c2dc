/** Runs the simulator over the seeds 1 to n from the command line; used by the mutants, whose code is not ours. */
import { checkBodies } from './bodies.ts';
import { checkSeed } from './simulator.ts';

const [seeds = '100', worlds = 'plain'] = process.argv.slice(2);
const check = worlds === 'bodies' ? checkBodies : checkSeed;
const run = async (): Promise<void> => {
  for (let seed = 1; seed <= Number(seeds); seed++) await check(seed);
};
run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
