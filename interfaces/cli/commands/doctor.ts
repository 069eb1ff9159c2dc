/** `ws doctor`: checks what ws needs, and says how to mend what is missing. */
import { exitCode } from '../exit-code.ts';
import {
  checkBreakers,
  checkDisk,
  checkGit,
  checkNode,
  checkSqlite,
  checkState,
  type HealthCheck,
} from '../../house/health.ts';
import { checkProcesses } from '../../house/process-health.ts';
import type { Command, Session } from '../session.ts';
import { version } from '../../house/version.ts';

const checkRepository = async (session: Session): Promise<readonly HealthCheck[]> => {
  const opened = await session.composer.openHouse(session.directory);
  if (!opened.ok) {
    const { message, hint } = opened.error;
    return [{ name: 'repository', state: 'warn', message, mend: hint ?? 'Run ws inside a git repository.' }];
  }
  await using house = opened.value;
  return [
    { name: 'repository', state: 'ok', message: house.root, mend: null },
    await checkState(house.stateDirectory),
    await checkDisk(house.root),
  ];
};

/** Which files say how ws behaves here, or what is wrong with them. */
const checkConfiguration = async (session: Session): Promise<HealthCheck> => {
  const [{ configuredAt }, { homeOf }] = await Promise.all([
    import('../../house/configured.ts'),
    import('../../house/plugin-places.ts'),
  ]);
  const loaded = await configuredAt(homeOf(session.directory), session.env);
  if (loaded.ok) {
    const files = loaded.value.files.map(({ path, scope }) => `${path} (${scope})`).join(', ');
    return { name: 'config', state: 'ok', message: files === '' ? 'no files; the defaults' : files, mend: null };
  }
  const [first] = loaded.error.diagnostics;
  const place = first === undefined ? '' : ` ${first.file}:${first.line}:${first.column} ${first.message}`;
  return { name: 'config', state: 'fail', message: `${loaded.error.message}${place}`, mend: 'See: ws config validate' };
};

const signs = { ok: '✔', warn: '!', fail: '✖' } as const;

/** Runs every check; exits with 1 when one fails. */
export const doctor: Command<null> = async (session) => {
  const { screen } = session;
  const sqlite = checkSqlite(await session.composer.sqliteVersion());
  const repository = sqlite.state === 'ok' ? await checkRepository(session) : [];
  const checks: readonly HealthCheck[] = [
    { name: 'ws', state: 'ok', message: version, mend: null },
    checkNode(process.versions.node),
    await checkGit(),
    sqlite,
    ...(await checkProcesses()),
    await checkConfiguration(session),
    await checkBreakers(session.env),
    ...repository,
  ];
  const isSound = checks.every((check) => check.state !== 'fail');
  if (session.json) {
    screen.line(JSON.stringify({ ok: isSound, checks }, null, 2));
    return isSound ? exitCode.ok : exitCode.failed;
  }
  const paints = { ok: screen.paint.green, warn: screen.paint.yellow, fail: screen.paint.red };
  for (const { name, state, message, mend } of checks) {
    screen.line(`${paints[state](signs[state])} ${name.padEnd(10)}  ${message}`);
    if (mend !== null) screen.line(screen.paint.dim(`              ${mend}`));
  }
  return isSound ? exitCode.ok : exitCode.failed;
};
