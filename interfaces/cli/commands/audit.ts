/** `ws audit verify`: proves that nobody has edited the log. */
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { pickRun } from '../../house/pick-run.ts';
import { verifyRuns } from '../../house/verify-runs.ts';
import type { Command } from '../session.ts';
import { counted } from '../../../core/counted.ts';
import { withHouse } from '../with-house.ts';

export type AuditArgs = { readonly run: string | null };

/** Checks the chain of hashes of one run, or of all; exits with 1 when one is broken. */
export const auditVerify: Command<AuditArgs> = (session, args) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const picked = args.run === null ? null : await pickRun(house.store, args.run);
    if (picked !== null && !picked.ok) return complain(screen, picked.error);
    const findings = await verifyRuns(picked === null ? null : picked.value.id, house);
    const broken = findings.filter((finding) => finding.problem !== null);
    if (session.json) {
      screen.line(JSON.stringify({ valid: broken.length === 0, runs: findings }, null, 2));
    } else {
      for (const { run, problem } of broken) screen.line(`${screen.paint.red('✖')} ${run}  ${problem ?? ''}`);
      const events = findings.reduce((sum, finding) => sum + finding.events, 0);
      screen.line(
        `${counted(findings.length, 'run')}, ${counted(events, 'event')}: ${broken.length === 0 ? 'intact' : `${broken.length} broken`}`,
      );
    }
    return broken.length === 0 ? exitCode.ok : exitCode.failed;
  });
