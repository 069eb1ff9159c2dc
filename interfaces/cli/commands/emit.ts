/** `ws emit`: tells the runs of the repository a domain event. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { emitEvent } from '../../house/emit-event.ts';
import { whoActs } from '../../house/who-acts.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { Command } from '../session.ts';
import { withHouse } from '../with-house.ts';

/** `payload`: JSON, or `@` and a file that holds it. */
export type EmitArgs = { readonly type: string; readonly payload: string };

/** Keeps it, for steps that wait for it now and for those that will. */
export const emit: Command<EmitArgs> = (session, { type, payload }) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const file = payload.startsWith('@') ? resolve(session.directory, payload.slice(1)) : null;
    const text = file === null ? payload : await readFile(file, 'utf8').catch(() => null);
    if (text === null) {
      screen.complain(`ws: ${payload.slice(1)} cannot be read`);
      return exitCode.usage;
    }
    const by = await whoActs(session.directory, session.env);
    const emitted = await emitEvent({ type, payload: text, by }, house);
    if (!emitted.ok) return complain(screen, emitted.error);
    if (session.json) screen.line(JSON.stringify({ type, position: emitted.value.position }));
    else screen.line(`told: ${type}`);
    return exitCode.ok;
  });
