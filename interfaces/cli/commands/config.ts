/** `ws config`: what is set for ws here, and who said so. */
import { userFileOf } from '../../../config/files.ts';
import { configDocument } from '../../house/config-document.ts';
import { configuredAt } from '../../house/configured.ts';
import { complain, diagnosticLine } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import { homeOf } from '../../house/plugin-places.ts';
import type { Command, Session } from '../session.ts';
import { tableLines } from '../table.ts';
import { counted } from '../../../core/counted.ts';

const keyText = (key: readonly string[]): string => key.map(plainLine).join('.');

/** As one would write it in YAML, on one line. */
const valueText = (value: unknown): string =>
  plainLine(typeof value === 'string' && /^[\w./:@ +-]+$/.test(value) ? value : JSON.stringify(value));

const placesLine = (session: Session): string =>
  `no configuration files; yours would be ${userFileOf(session.env)}, a project's ws.config.yaml at its root`;

/** Prints every value that counts and where it comes from. */
export const configShow: Command<null> = async (session) => {
  const { screen } = session;
  const loaded = await configuredAt(homeOf(session.directory), session.env);
  if (!loaded.ok) return complain(screen, loaded.error);
  const { files, effective } = loaded.value;
  if (session.json) {
    screen.line(JSON.stringify(configDocument(loaded.value), null, 2));
    return exitCode.ok;
  }
  const rows = effective.map(({ key, value, origin, layer }) => [
    keyText(key),
    valueText(value),
    layer === 'default' ? screen.paint.dim(layer) : layer,
    layer === 'default' ? '' : plainLine(origin),
  ]);
  for (const line of tableLines(['KEY', 'VALUE', 'LAYER', 'FROM'], rows, { columns: screen.columns, column: null }))
    screen.line(line);
  for (const note of loaded.value.notes) screen.note(plainLine(note));
  if (files.length === 0) screen.note(placesLine(session));
  return exitCode.ok;
};

/** Says whether the files that count here are right; exits with 2 where they are not. */
export const configValidate: Command<null> = async (session) => {
  const { screen } = session;
  const loaded = await configuredAt(homeOf(session.directory), session.env);
  if (session.json) {
    const diagnostics = loaded.ok ? [] : loaded.error.diagnostics;
    const message = loaded.ok ? null : loaded.error.message;
    const files = loaded.ok ? loaded.value.files.map(({ path }) => path) : null;
    screen.line(JSON.stringify({ valid: loaded.ok, files, message, diagnostics }, null, 2));
    return loaded.ok ? exitCode.ok : exitCode.usage;
  }
  if (!loaded.ok) {
    for (const diagnostic of loaded.error.diagnostics) screen.complain(diagnosticLine(diagnostic, screen.notePaint));
    if (loaded.error.diagnostics.length === 0) screen.complain(`ws: ${loaded.error.message}`);
    return exitCode.usage;
  }
  const { files } = loaded.value;
  for (const { path, scope } of files) screen.line(`${screen.paint.green('✔')} ${plainLine(path)}  ${scope}`);
  for (const note of loaded.value.notes) screen.note(plainLine(note));
  screen.note(files.length === 0 ? placesLine(session) : `${counted(files.length, 'file')} valid`);
  return exitCode.ok;
};
