/** Runs the simulator over the seeds 1 to n from the command line; used by the mutants, whose code is not ours. */
import { checkSeed } from './simulator.ts';

const seeds = Number(process.argv[2] ?? '100');
const run = async (): Promise<void> => {
  for (let seed = 1; seed <= seeds; seed++) await checkSeed(seed);
};
run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
