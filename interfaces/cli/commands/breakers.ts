/** `ws breakers list`, `reset` and `trip`: the circuit breakers of this machine, in a repository or not. */
import { isBreakerName, type Breaker } from '../../../core/breakers.ts';
import { instant } from '../../../core/id.ts';
import { didYouMean } from '../../../core/planning/nearest.ts';
import { unreachable } from '../../../core/result.ts';
import { complain } from '../complaint.ts';
import { invalid } from '../../house/refusals.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { MachineBreakers } from '../../house/machine-breakers.ts';
import type { Paint } from '../screen.ts';
import type { Command, Session } from '../session.ts';
import { tableLines } from '../table.ts';
import { counted } from '../../../core/counted.ts';
import { durationText } from '../words.ts';

export type BreakersResetArgs = { readonly name: string | null; readonly all: boolean };
/** `forMs` is null for the breaker's usual cool-down. */
export type BreakersTripArgs = { readonly name: string; readonly forMs: number | null };

const withBreakers = async (
  session: Session,
  act: (machine: MachineBreakers) => Promise<ExitCode>,
): Promise<ExitCode> => {
  await using machine = await session.composer.breakers(session.directory);
  // Looked at first, so that nothing is said of what cannot be done.
  await machine.breakers.list();
  const code = machine.trouble() === null ? await act(machine) : exitCode.usage;
  const trouble = machine.trouble();
  if (trouble === null) return code;
  return complain(session.screen, {
    kind: 'environment',
    message: `the state of the breakers cannot be saved: ${trouble}`,
    hint: 'Until then they let every call through. See: ws doctor',
    diagnostics: [],
  });
};

const stateText = (breaker: Breaker, paint: Paint): string => {
  switch (breaker.state) {
    case 'CLOSED':
      return paint.green('closed');
    case 'OPEN':
      return paint.red('open');
    case 'HALF_OPEN':
      return paint.yellow('half open');
    default:
      return unreachable(breaker.state);
  }
};

/** When a call may be tried, and what a person may do. */
const nextOf = (breaker: Breaker, now: number): readonly [string, string] => {
  if (breaker.state === 'CLOSED' || breaker.reopensAt === null) return ['', ''];
  if (breaker.state === 'HALF_OPEN') return ['one call is being tried', 'its end decides'];
  if (breaker.reopensAt <= now) return ['may be tried', 'the next call decides'];
  const name = /^[\w./:@-]+$/.test(breaker.name) ? breaker.name : `'${breaker.name.replaceAll("'", "'\\''")}'`;
  return [`reopens in ${durationText(breaker.reopensAt - now)}`, `ws breakers reset ${plainLine(name)}`];
};

/** Prints every breaker, by name. */
export const breakersList: Command<null> = (session) =>
  withBreakers(session, async ({ breakers, clock }) => {
    const { screen } = session;
    const all = await breakers.list();
    if (session.json) {
      screen.line(JSON.stringify(all, null, 2));
      return exitCode.ok;
    }
    if (all.length === 0) {
      screen.note('no breakers: nothing that a breaker guards has been called yet');
      return exitCode.ok;
    }
    const now = clock.now();
    const rows = all.map((breaker) => [
      plainLine(breaker.name),
      stateText(breaker, screen.paint),
      String(breaker.failures),
      ...nextOf(breaker, now),
    ]);
    const head = ['BREAKER', 'STATE', 'FAILURES', 'CALLS', 'NEXT'];
    for (const line of tableLines(head, rows, { columns: screen.columns, column: 0 })) screen.line(line);
    return exitCode.ok;
  });

/** Closes one breaker, or all. */
export const breakersReset: Command<BreakersResetArgs> = async (session, { name, all }) => {
  if ((name !== null) === all)
    return complain(session.screen, invalid('name one breaker, or say --all', 'See: ws breakers list'));
  return await withBreakers(session, async ({ breakers }) => {
    const known = (await breakers.list()).map((breaker) => breaker.name);
    const wanted = name === null ? known : [name];
    for (const one of wanted) {
      if (await breakers.reset(one)) continue;
      const question = didYouMean(one, known);
      return complain(
        session.screen,
        invalid(`there is no breaker "${plainLine(one)}".${question}`, 'See: ws breakers list'),
      );
    }
    if (session.json) session.screen.line(JSON.stringify({ reset: wanted }));
    else
      session.screen.line(
        name === null ? `${counted(wanted.length, 'breaker')} closed` : `${plainLine(name)} is closed`,
      );
    return exitCode.ok;
  });
};

/** Opens a breaker, known or new. */
export const breakersTrip: Command<BreakersTripArgs> = async (session, { name, forMs }) => {
  if (!isBreakerName(name)) {
    const message = `"${plainLine(name)}" is not the name of a breaker`;
    return complain(
      session.screen,
      invalid(message, 'Letters, digits, ".", "_", "-", "/" and ":", a letter or digit first'),
    );
  }
  return await withBreakers(session, async ({ breakers, clock }) => {
    await breakers.trip(name, forMs === null ? null : instant(clock.now() + forMs));
    const breaker = (await breakers.list()).find((one) => one.name === name);
    if (breaker === undefined) return exitCode.ok;
    if (session.json) session.screen.line(JSON.stringify(breaker));
    else session.screen.line(`${plainLine(name)} is open: it ${nextOf(breaker, clock.now())[0]}`);
    return exitCode.ok;
  });
};
