/** `ws audit verify`: proves that nobody has edited what is kept of the runs. */
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { pickRun } from '../../house/pick-run.ts';
import { verifyRuns } from '../../house/verify-runs.ts';
import type { Command } from '../session.ts';
import { counted } from '../../../core/counted.ts';
import { withHouse } from '../with-house.ts';

export type AuditArgs = { readonly run: string | null };

/** Verifies one run, or all there is; exits with 1 when something is not as ws wrote it. */
export const auditVerify: Command<AuditArgs> = (session, args) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const picked = args.run === null ? null : await pickRun(house.store, args.run);
    if (picked !== null && !picked.ok) return complain(screen, picked.error);
    const { runs, problems } = await verifyRuns(picked === null ? null : picked.value.id, house);
    const broken = runs.filter((finding) => finding.problem !== null);
    const valid = broken.length + problems.length === 0;
    if (session.json) {
      screen.line(JSON.stringify({ valid, runs, problems }, null, 2));
    } else {
      for (const { run, problem } of broken) screen.line(`${screen.paint.red('✖')} ${run}  ${problem ?? ''}`);
      for (const problem of problems) screen.line(`${screen.paint.red('✖')} ${problem}`);
      const events = runs.reduce((sum, finding) => sum + finding.events, 0);
      const found = valid ? 'intact' : `${broken.length} broken`;
      screen.line(`${counted(runs.length, 'run')}, ${counted(events, 'event')}: ${found}`);
    }
    return valid ? exitCode.ok : exitCode.failed;
  });
