/** Lane D: what planning and scheduling cost a step, and whether that stays the same however many there are. */
import { bundled } from './bundle.ts';
import type { Lane } from './lane.ts';
import { median, outputOf, timeJob } from './measure.ts';
import type { Scheduled } from './schedule.ts';
import { inScratch } from './scratch.ts';
import { inUnit, tableOf } from './table.ts';

const SIZES = [25_000, 50_000, 100_000, 200_000];
const ONLY_PLANNED = 1_000_000;

/** How much of the scatter a straight line explains, by least squares; 1 is all of it. */
export const linearFit = (points: readonly (readonly [x: number, y: number])[]): number => {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  let [covariance, varianceX, varianceY] = [0, 0, 0];
  for (const [x, y] of points) {
    covariance += (x - meanX) * (y - meanY);
    varianceX += (x - meanX) ** 2;
    varianceY += (y - meanY) ** 2;
  }
  return covariance ** 2 / (varianceX * varianceY);
};

const ABOUT = `A random DAG, three needs a step. Planning is everything from the parsed definition to the plan (references, cycles, order, priorities,
hash); scheduling is the whole loop (decide, fold, append, dispatch, outcome) with steps that succeed at once, 64 at a time, over the store in memory, with the
hash chain. Each size is a process of its own; peak memory is that of the process, the definition included.`;

/** Plans and schedules four sizes and fits a line, then plans a million steps. */
export const scheduling: Lane = async ({ rounds, say }) => {
  const program = await bundled('schedule');
  const once = (size: number, ...rest: readonly string[]): Promise<Scheduled> =>
    inScratch(async (folder) => {
      await timeJob({ argv: [process.execPath, program, String(size), ...rest], cwd: folder });
      // Cannot lie: it is what schedule.ts prints.
      const took = JSON.parse(outputOf(folder)) as Scheduled;
      say(`${size} steps: plan ${took.planMs.toFixed(0)} ms, schedule ${took.runMs?.toFixed(0) ?? '–'} ms`);
      return took;
    });
  const bySize = new Map<number, Scheduled[]>();
  for (let round = 0; round < rounds; round++) {
    for (const size of SIZES) bySize.set(size, [...(bySize.get(size) ?? []), await once(size)]);
    bySize.set(ONLY_PLANNED, [...(bySize.get(ONLY_PLANNED) ?? []), await once(ONLY_PLANNED, 'plan')]);
  }
  const planned: [number, number][] = [];
  const ran: [number, number][] = [];
  const rows = [...bySize].map(([size, took]) => {
    const planMs = median(took.map((one) => one.planMs));
    const runMs = median(took.map((one) => one.runMs ?? NaN));
    const edges = took[0]?.edges ?? 0;
    planned.push([size + edges, planMs]);
    if (!Number.isNaN(runMs)) ran.push([size + edges, runMs]);
    const range = (of: (one: Scheduled) => number): string => {
      const times = took.map(of);
      return `${inUnit(Math.min(...times), 's')} to ${inUnit(Math.max(...times), 's')}`;
    };
    const scheduled = Number.isNaN(runMs)
      ? ['–', '–', '–']
      : [inUnit(runMs, 's'), range((one) => one.runMs ?? NaN), Math.round((size / runMs) * 1000).toLocaleString('en')];
    const peakMb = Math.max(...took.map((one) => one.peakMb)).toFixed(0);
    const counts = [size.toLocaleString('en'), edges.toLocaleString('en')];
    return [...counts, inUnit(planMs, 's'), range((one) => one.planMs), ...scheduled, peakMb];
  });
  const head = ['steps', 'edges', 'plan, s', 'min to max', 'schedule, s', 'min to max', 'steps/s', 'peak MB'];
  const fits = `A straight line over steps + edges explains R² = ${linearFit(planned).toFixed(4)} of planning (five sizes) and R² = ${linearFit(ran).toFixed(4)} of scheduling (four sizes).`;
  return [ABOUT, tableOf(head, rows), fits].join('\n\n');
};
