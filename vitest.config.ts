import { defineConfig, type ViteUserConfig } from 'vitest/config';

const project = (name: string, timeoutMs: number) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], testTimeout: timeoutMs, hookTimeout: timeoutMs },
});

const config: ViteUserConfig = defineConfig({
  test: {
    pool: 'forks',
    projects: [
      project('unit', 30_000),
      project('property', 300_000),
      project('crash', 600_000),
      project('e2e', 180_000),
    ],
  },
});
export default config;
