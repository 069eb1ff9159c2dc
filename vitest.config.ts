import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The long lane does the same up to a hundred times as often. */
const patience = process.env['WS_LONG'] === undefined ? 1 : 100;

/** Groups run one after the other: what kills has no other kinds of test beside it. */
const project = (name: string, timeoutMs: number, workers: { readonly group: number; readonly count: number }) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout: timeoutMs * patience,
    hookTimeout: timeoutMs * patience,
    maxWorkers: workers.count,
    sequence: { groupOrder: workers.group },
  },
});

const beside = { group: 0, count: 2 };
const killing = { group: 1, count: 2 };
const besideAtLast = { group: 2, count: 2 };
const alone = { group: 3, count: 1 };

const config: ViteUserConfig = defineConfig({
  test: {
    pool: 'forks',
    projects: [
      project('unit', 30_000, beside),
      project('property', 300_000, beside),
      project('crash', 600_000, killing),
      project('e2e', 180_000, besideAtLast),
      project('clis', 180_000, alone),
    ],
  },
});
export default config;
