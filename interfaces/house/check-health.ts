/** Checks what ws needs in a directory: the machine, the configuration, the repository. */
import { findRepository } from '../../adapters/git/repository.ts';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import type { Composer } from './composer.ts';
import { configuredAt } from './configured.ts';
import { checkFit } from './fit.ts';
import { checkBreakers, checkDisk, checkGit, checkNode, checkSqlite, checkState, type HealthCheck } from './health.ts';
import { checkWorktrees } from './worktree-health.ts';
import { checkScratch } from './scratch.ts';
import { checkProcesses } from './process-health.ts';
import { homeOf } from './plugin-places.ts';
import { version } from './version.ts';

type Examined = { readonly composer: Composer; readonly env: Environment };

const checkRepository = async (directory: string, { composer }: Examined): Promise<readonly HealthCheck[]> => {
  const opened = await composer.openHouse(directory);
  if (!opened.ok) {
    const { message, hint } = opened.error;
    // Where there is no repository ws may still be fit; one whose state cannot be opened is not.
    const state = (await findRepository(directory)).ok ? 'fail' : 'warn';
    return [{ name: 'repository', state, message, mend: hint ?? 'Run ws inside a git repository.' }];
  }
  await using house = opened.value;
  return [
    { name: 'repository', state: 'ok', message: house.repository.root, mend: null },
    await checkState(house.stateDirectory),
    await checkWorktrees(house.repository.worktrees, house.repository.commonDir),
    ...(await checkFit(house.repository)),
    await checkDisk(house.repository.root),
  ];
};

/** Which files say how ws behaves here, or what is wrong with them. */
const checkConfiguration = async (directory: string, { env }: Examined): Promise<HealthCheck> => {
  const loaded = await configuredAt(homeOf(directory), env);
  if (loaded.ok) {
    const files = loaded.value.files.map(({ path, scope }) => `${path} (${scope})`).join(', ');
    return { name: 'config', state: 'ok', message: files === '' ? 'no files; the defaults' : files, mend: null };
  }
  const [first] = loaded.error.diagnostics;
  const place = first === undefined ? '' : ` ${first.file}:${first.line}:${first.column} ${first.message}`;
  return { name: 'config', state: 'fail', message: `${loaded.error.message}${place}`, mend: 'See: ws config validate' };
};

/** Every check; what hangs on another that fails is left out. */
export const checkHealth = async (directory: string, examined: Examined): Promise<readonly HealthCheck[]> => {
  const sqlite = checkSqlite(await examined.composer.sqliteVersion());
  const repository = sqlite.state === 'ok' ? await checkRepository(directory, examined) : [];
  return [
    { name: 'ws', state: 'ok', message: version, mend: null },
    checkNode(process.versions.node),
    await checkGit(),
    sqlite,
    ...(await checkProcesses()),
    await checkConfiguration(directory, examined),
    await checkScratch(),
    await checkBreakers(examined.env),
    ...repository,
  ];
};
