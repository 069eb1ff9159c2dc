/** `ws keys`: the secrets that this machine keeps. No value is ever printed. */
import { counted } from '../../../core/counted.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { listKeys, rekeyVault, removeKey, setKey, testKey, type KeyParts } from '../../house/keys/key-verbs.ts';
import type { Refusal } from '../../house/refusal.ts';
import { invalid } from '../../house/refusals.ts';
import { complain } from '../complaint.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command, Session } from '../session.ts';
import { tableLines } from '../table.ts';

type Named = { readonly name: string };

const partsOf = ({ env, composer }: Session): KeyParts => ({ env, clock: composer.clock, lock: composer.lockFile });

/** What is typed, hidden; or all that is piped, without the end of its last line. */
const valueFrom = async (session: Session, name: string): Promise<Result<string | null, Refusal>> => {
  const input = session.openInput();
  if (input.isTerminal) {
    session.screen.note(`value of ${name} (hidden): `);
    const typed = await input.line(true);
    return typed.kind === 'line' ? ok(typed.text) : ok(null);
  }
  const parts: Buffer[] = [];
  for await (const chunk of input.chunks) parts.push(Buffer.from(chunk));
  const bytes = Buffer.concat(parts);
  const text = bytes.toString('utf8').replace(/\r?\n$/, '');
  return Buffer.from(text, 'utf8').length + 2 >= bytes.length && !text.includes('\uFFFD')
    ? ok(text)
    : err(invalid(`the value of ${name} is no text in UTF-8`));
};

const told = (session: Session, done: Result<unknown, Refusal>, words: string): ExitCode => {
  if (!done.ok) return complain(session.screen, done.error);
  if (session.json) session.screen.line(JSON.stringify({ done: words }));
  else session.screen.note(words);
  return exitCode.ok;
};

const keep = async (session: Session, name: string, words: string): Promise<ExitCode> => {
  const value = await valueFrom(session, name);
  if (!value.ok) return complain(session.screen, value.error);
  if (value.value === null) return exitCode.interrupted;
  return told(session, await setKey(name, value.value, partsOf(session)), words);
};

export const keysSet: Command<Named> = (session, { name }) => keep(session, name, `${name} is kept`);

/** Refused where there is none of that name: a name that is mistyped would be kept beside the one that is meant. */
export const keysRotate: Command<Named> = async (session, { name }) => {
  const entries = listKeys(session.env);
  if (!entries.ok) return complain(session.screen, entries.error);
  if (!entries.value.some((entry) => entry.name === name))
    return complain(session.screen, invalid(`the vault holds no secret ${name}`, `Keep one: ws keys set ${name}`));
  return keep(session, name, `${name} has another value`);
};

export const keysRemove: Command<Named> = async (session, { name }) =>
  told(session, await removeKey(name, partsOf(session)), `${name} is forgotten`);

export const keysRekey: Command<null> = async (session) => {
  const done = await rekeyVault(partsOf(session));
  return told(session, done, done.ok ? `${counted(done.value, 'secret')} sealed anew` : '');
};

export const keysTest: Command<Named> = async (session, { name }) => {
  const found = testKey(name, session.env);
  const from = found.ok && found.value === 'vault' ? 'the vault' : 'the environment';
  return told(session, found, `${name} is set, in ${from}`);
};

export const keysList: Command<null> = async (session) => {
  const entries = listKeys(session.env);
  if (!entries.ok) return complain(session.screen, entries.error);
  const { screen } = session;
  if (session.json) screen.line(JSON.stringify(entries.value, null, 2));
  else if (entries.value.length === 0) screen.note('no secret is kept here: ws keys set <name>');
  else {
    const rows = entries.value.map(({ name, hint, at, masterKey }) => [
      ...[plainLine(name), hint === null ? 'cannot be opened' : plainLine(hint)],
      ...[plainLine(at), plainLine(masterKey)],
    ]);
    for (const line of tableLines(['NAME', 'VALUE', 'SET', 'MASTER KEY'], rows, {
      columns: screen.columns,
      column: null,
    }))
      screen.line(line);
  }
  return exitCode.ok;
};
