/** `ws stats errors`: how well failures are understood and treated, and which come back. */
import type { FailureCounts } from '../../../core/failure-stats.ts';
import { instant } from '../../../core/id.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import { statsDocument } from '../../house/stats-document.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';
import { counted } from '../../../core/counted.ts';
import { durationText, instantText } from '../words.ts';
import { withHouse } from '../with-house.ts';

/** Failures of the last so many milliseconds. */
export type StatsErrorsArgs = { readonly sinceMs: number };

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((part / whole) * 100).toFixed(part === 0 || part === whole ? 0 : 1)} %`;

const tail = ({ failures, escalated, fixes, helped }: FailureCounts): readonly string[] => [
  String(failures),
  escalated === 0 ? '' : String(escalated),
  fixes === 0 ? '' : `${helped} of ${fixes}`,
];

const ENDS = ['FAILURES', 'FOR GOOD', 'FIXED'];

/** Prints what the failures of a while have in common. */
export const statsErrors: Command<StatsErrorsArgs> = (session, { sinceMs }) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const configured = await house.configuration();
    if (!configured.ok) return complain(screen, configured.error);
    const { signatureTtlMs } = configured.value.configuration.errors;
    const now = house.clock.now();
    const since = instant(Math.max(0, now - sinceMs));
    const stats = await house.store.failureStats(since);
    if (session.json) {
      screen.line(JSON.stringify(statsDocument(stats, since, signatureTtlMs, now), null, 2));
      return exitCode.ok;
    }
    const { failures, understood, fixes, helped, pending, steps, escalatedSteps, runs, repeats } = stats;
    if (failures === 0) {
      screen.note(`no failures in the last ${durationText(sinceMs)}`);
      return exitCode.ok;
    }
    const { bold, dim } = screen.paint;
    const show = (head: readonly string[], rows: readonly (readonly string[])[]): void => {
      screen.line('');
      for (const line of tableLines(head, rows, { columns: screen.columns, column: head.length - 1 }))
        screen.line(line);
    };
    screen.line(
      bold(
        `${counted(failures, 'failure')} of ${counted(steps, 'step')} in ${counted(runs, 'run')}, since ${instantText(since)}`,
      ),
    );
    const judged = fixes - pending;
    const facts: readonly (readonly [string, string, string])[] = [
      [
        'understood',
        percent(understood, failures),
        `${understood} of ${failures} by a plugin or a code that says more than how it ended`,
      ],
      [
        'fixes helped',
        percent(helped, judged),
        `${helped} of ${judged} tried${pending === 0 ? '' : `, ${pending} under way`}`,
      ],
      ['escalated', percent(escalatedSteps, steps), `${escalatedSteps} of ${steps} steps that failed did so for good`],
      [
        'came back',
        String(repeats.length),
        `signatures seen more than once; they count for ${durationText(signatureTtlMs)} (errors.signatureTtl)`,
      ],
    ];
    for (const [name, value, meaning] of facts)
      screen.line(`  ${name.padEnd(13)} ${value.padStart(7)}  ${dim(meaning)}`);
    show(
      ['CODE', ...ENDS],
      stats.byCode.map((one) => [one.code, ...tail(one)]),
    );
    show(
      ['PLUGIN', ...ENDS],
      stats.byPlugin.map((one) => [plainLine(one.plugin ?? '(none)'), ...tail(one)]),
    );
    show(
      ['WORKSTREAM', 'STEP', ...ENDS],
      stats.byStep.map((one) => [one.workstream, one.step, ...tail(one)]),
    );
    if (repeats.length > 0)
      show(
        ['SIGNATURE', 'TIMES', 'RUNS', 'FIRST', 'LAST', 'COUNTS', 'MESSAGE'],
        repeats.map(({ signature, count, runs: inRuns, firstAt, lastAt, message }) => [
          plainLine(signature),
          String(count),
          String(inRuns),
          instantText(firstAt),
          instantText(lastAt),
          now - lastAt < signatureTtlMs ? 'yes' : 'no more',
          plainLine(message),
        ]),
      );
    return exitCode.ok;
  });
