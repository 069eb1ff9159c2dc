/** Puts together everything that a person who was not there needs in order to understand a run, without its secrets. */
import { realpathSync } from 'node:fs';
import type { Repository } from '../../../adapters/git/repository.ts';
import type { LoadedConfiguration } from '../../../config/load.ts';
import type { Breaker } from '../../../core/breakers.ts';
import type { Clock } from '../../../core/clock.ts';
import type { StepId } from '../../../core/id.ts';
import type { Json } from '../../../core/json.ts';
import type { Result } from '../../../core/result.ts';
import type { EventLog } from '../../../core/event-log.ts';
import type { RunRow, RunTables, StepRow } from '../../../core/run-tables.ts';
import type { AttemptFiles } from '../../../core/system.ts';
import { configDocument } from '../config-document.ts';
import { allSteps, statusDocument, withoutWaits } from '../status-document.ts';
import { accountOf } from '../run-account.ts';
import { stepsOf } from '../definition-of.ts';
import { createRedaction, type Redaction } from '../redaction.ts';
import { writeArchive } from './archive.ts';
import { entryOf, jsonEntry, withinLimit, type Entry } from './entry.ts';
import { gitEntries } from './git-entries.ts';
import { logEnd } from './log-end.ts';
import { readmeOf } from './readme.ts';
import { storyOf } from './story.ts';
import { findingsOf, systemOf } from './system.ts';

const LOG_LINES = 100;
const STEPS_SHOWN = 50;
const ATTEMPTS_SHOWN = 20;
const LOGS = ['stdout.log', 'stderr.log', 'fix-stdout.log', 'fix-stderr.log', 'report.ndjson'];

export type BundleParts = {
  readonly repository: Repository;
  readonly stateDirectory: string;
  readonly store: Pick<EventLog, 'events'> & Pick<RunTables, 'steps' | 'breakerWaits'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly files: Pick<AttemptFiles, 'paths'>;
  readonly breakers: () => Promise<readonly Breaker[]>;
  readonly configuration: Result<Pick<LoadedConfiguration, 'files' | 'effective' | 'configuration'>, unknown>;
  readonly sqlite: Result<string, string>;
  readonly isDriven: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** What was written, and how much of it. */
export type Bundle = { readonly files: readonly string[]; readonly left: readonly string[] };

const fileName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');

/** Steps that failed or have failed before, those that failed for good first, each with a name for its files. */
const failedSteps = (
  rows: readonly StepRow[],
  { text }: Redaction,
): readonly { readonly step: StepId; readonly attempts: number; readonly name: string }[] =>
  rows
    .filter(({ failure, failures }) => failure !== null || failures > 0)
    .sort((a, b) => Number(b.status === 'failed') - Number(a.status === 'failed'))
    .map(({ step, attempts }) => ({ step, attempts, name: fileName(text(step)) }));

const logEntries = (
  run: RunRow,
  steps: ReturnType<typeof failedSteps>,
  { files, stateDirectory }: BundleParts,
  redaction: Redaction,
): readonly Entry[] => {
  const entries: Entry[] = [];
  const real = realpathSync(stateDirectory);
  for (const { step, attempts, name } of steps.slice(0, STEPS_SHOWN))
    for (let attempt = Math.max(1, attempts - ATTEMPTS_SHOWN + 1); attempt <= attempts; attempt += 1) {
      const { directory } = files.paths({ run: run.id, step, attempt });
      const inside = real + directory.slice(stateDirectory.length);
      for (const log of LOGS) {
        const text = logEnd(`${inside}/${log}`, LOG_LINES, redaction.text);
        if (text !== null && text !== '') entries.push(entryOf(`logs/${name}/${attempt}/${log}`, text));
      }
    }
  return entries;
};

/** Writes the bundle of a run to `file`. Rejects where that cannot be; nothing half done is left then. */
export const writeBundle = async (run: RunRow, file: string, parts: BundleParts): Promise<Bundle> => {
  const { repository, stateDirectory, store, clock, env, configuration } = parts;
  const account = await accountOf(store, run.id);
  if (account === null) throw new Error(`invariant: run ${run.id} has no run.created`);
  const redaction = createRedaction(account, env);
  const { workstream } = account;
  const { text, json } = redaction;
  // The cast cannot lie: JSON.parse makes nothing else.
  const safe = (name: string, value: unknown): Entry =>
    jsonEntry(name, json(JSON.parse(JSON.stringify(value)) as Json));
  const story = await storyOf(store.events(run.id, 0), redaction);
  const steps = allSteps(stepsOf(workstream), await store.steps(run.id));
  const failed = failedSteps(steps, redaction);
  const findings = await findingsOf({ root: repository.root, stateDirectory, sqlite: parts.sqlite }, env);
  const cut =
    story.leftOut === 0 ? null : `${story.leftOut} events after the first were left out; ws events ${run.id} has them`;
  const entries: readonly Entry[] = [
    safe('system.json', await systemOf(findings, stateDirectory, clock.now())),
    safe('doctor.json', findings),
    safe('config.json', configuration.ok ? configDocument(configuration.value) : { invalid: configuration.error }),
    safe('breakers.json', await parts.breakers().catch(() => [])),
    safe('definition.json', workstream),
    safe('options.json', story.options),
    safe(
      'status.json',
      statusDocument(repository, {
        run,
        account,
        steps: await withoutWaits(run.id, steps, { store }),
        driven: parts.isDriven,
      }),
    ),
    safe('attempts.json', story.attempts),
    safe('failures.json', story.failures),
    ...logEntries(run, failed, parts, redaction),
    ...(await gitEntries(repository, run, failed.slice(0, STEPS_SHOWN), text)),
    { name: 'events.ndjson', text: `${story.lines.join('\n')}\n`, cut },
  ];
  const { kept, left } = withinLimit(entries);
  const readme = { name: 'README.md', text: text(readmeOf(run, story, kept, left)), cut: null };
  const at = new Date(run.finishedAt ?? run.createdAt);
  await writeArchive(file, `diagnostics-${run.id}`, [readme, ...kept], at);
  return { files: [readme, ...kept].map(({ name }) => name), left };
};
