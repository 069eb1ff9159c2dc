/** `ws tell`: says something to the agent that does a step. */
import { tellAgent } from '../../house/tell-agent.ts';
import { whoActs } from '../../house/who-acts.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { Command } from '../session.ts';
import { withRun } from '../with-house.ts';

export type TellArgs = { readonly run: string; readonly step: string; readonly text: string };

/** Leaves the message, and says when it is heard. */
export const tell: Command<TellArgs> = (session, { run: given, step, text }) =>
  withRun(session, given, async (house, run) => {
    const { screen, json } = session;
    const by = await whoActs(session.directory, session.env);
    const told = await tellAgent({ run, step, text, by }, house);
    if (!told.ok) return complain(screen, told.error);
    const { isAtWork } = told.value;
    if (json) screen.line(JSON.stringify({ run: run.id, step, isAtWork }));
    else if (isAtWork)
      screen.note(`told; it ends its turn and goes on with it. Watch it: ws logs ${run.id} ${step} -f`);
    else screen.note(`${step} is not at work now; it is told at its next attempt`);
    return exitCode.ok;
  });
