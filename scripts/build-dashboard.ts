/**
 * Builds the page of `ws serve` into dist/dashboard: each file as it is, and packed beside it (.gz, .br), so that the server
 * packs nothing while somebody waits. What was built of the same sources is left as it stands.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

/** Where the page lies in dist. */
export const DASHBOARD = 'dist/dashboard';
/** Beside it, so that it is not served. */
const MARK = 'dist/dashboard.digest';

/** What the page is made of: its own sources, those of ws that it may import, and the versions of packages. */
const SOURCES = ['interfaces/dashboard', 'interfaces/house/view', 'core', 'adapters/tools/agent', 'schema/api'];
const PACKED = /\.(js|css|html|svg|json)$/;

const filesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .sort()
    : [];

const digestOfSources = (): string => {
  const digest = createHash('sha256');
  for (const path of ['package-lock.json', 'scripts/build-dashboard.ts', ...SOURCES.flatMap(filesIn)]) {
    digest.update(path).update('\0').update(readFileSync(path)).update('\0');
  }
  return digest.digest('hex');
};

const writePacked = (path: string): void => {
  const bytes = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
};

/** Whether what stands in dist was built of the sources as they are. */
export const isDashboardBuilt = (): boolean =>
  existsSync(join(DASHBOARD, 'index.html')) && existsSync(MARK) && readFileSync(MARK, 'utf8') === digestOfSources();

/** Builds the page where it is not there as its sources are. */
export const buildDashboard = async (): Promise<void> => {
  if (isDashboardBuilt()) return;
  await build({
    root: 'interfaces/dashboard',
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: '../../dist/dashboard',
      emptyOutDir: true,
      target: 'es2022',
      // A data: URL of a script or font is what the policy of the server refuses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      license: false,
      chunkSizeWarningLimit: 1000,
      rolldownOptions: {
        // "use client" of packages is for servers that render; here all is for the client.
        onLog: (level, log, tell) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : tell(level, log)),
      },
    },
    worker: { format: 'es' },
  });
  for (const path of filesIn(DASHBOARD).filter((each) => PACKED.test(each))) writePacked(path);
  mkdirSync('dist', { recursive: true });
  writeFileSync(MARK, digestOfSources());
};
