/** `ws token`: who may ask the server. */
import type { Role } from '../../house/serve/caller.ts';
import { tokensIn } from '../../house/serve/tokens.ts';
import { invalid } from '../../house/refusals.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';
import { withHouse } from '../with-house.ts';
import { instantText } from '../words.ts';
import { instant } from '../../../core/id.ts';

/** Prints it: it cannot be had again. */
export const tokenNew: Command<{ readonly name: string; readonly role: Role }> = (session, { name, role }) =>
  withHouse(session, async ({ stateDirectory, clock }) => {
    const { screen } = session;
    const tokens = tokensIn(stateDirectory, () => clock.now());
    if (name.trim() === '' || tokens.list().some((token) => token.name === name))
      return complain(
        screen,
        invalid(`a token cannot be called "${name}"`, 'Choose a name that none has: ws token list'),
      );
    const token = tokens.make({ name, role }, null);
    if (session.json) screen.line(JSON.stringify({ name, role, token }));
    else {
      screen.line(token);
      screen.note(`${plainLine(name)} may ask as ${role}; keep it, it is not shown again`);
    }
    return exitCode.ok;
  });

export const tokenList: Command<null> = (session) =>
  withHouse(session, async ({ stateDirectory, clock }) => {
    const { screen } = session;
    const tokens = tokensIn(stateDirectory, () => clock.now()).list();
    const shown = tokens.map(({ name, role, createdAt, expiresAt }) => ({ name, role, createdAt, expiresAt }));
    if (session.json) screen.line(JSON.stringify(shown, null, 2));
    else if (shown.length === 0) screen.note('there are none: ws token new <name>');
    else {
      const rows = shown.map(({ name, role, createdAt, expiresAt }) => [
        ...[plainLine(name), role, instantText(instant(createdAt))],
        expiresAt === null ? '' : instantText(instant(expiresAt)),
      ]);
      const settings = { columns: screen.columns, column: null };
      for (const line of tableLines(['NAME', 'ROLE', 'MADE', 'UNTIL'], rows, settings)) screen.line(line);
    }
    return exitCode.ok;
  });

export const tokenRevoke: Command<{ readonly name: string }> = (session, { name }) =>
  withHouse(session, async ({ stateDirectory, clock }) => {
    const { screen } = session;
    if (!tokensIn(stateDirectory, () => clock.now()).revoke(name))
      return complain(screen, invalid(`there is no token "${name}"`, 'See them: ws token list'));
    screen.note(`${plainLine(name)} is nobody’s any more`);
    return exitCode.ok;
  });
