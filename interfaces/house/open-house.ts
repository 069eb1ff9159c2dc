/** One repository with its runs, as the commands see it: their wishes put into the words of the parts. */
import { secretsNamedIn } from '../../core/secrets.ts';
import { readFile } from 'node:fs/promises';
import type { LoadedConfiguration } from '../../config/load.ts';
import type { Clock } from '../../core/clock.ts';
import type { RunId, StepId } from '../../core/id.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { AttemptFiles } from '../../core/system.ts';
import type { Store } from '../../core/store.ts';
import type {
  AuditFinding,
  Collected,
  CollectPolicy,
  DefinitionChange,
  DiagnosticsEnd,
  DriveEnd,
  DriveOptions,
  House,
  MergeEnd,
  ProposalStore,
  Refusal,
  SpecRecords,
  StartRequest,
} from './house.ts';
import type { OpenParts } from './open-parts.ts';
import { recordedSource, sourceAt } from './run-site.ts';
import { driveEndOf, refusalOfAmend, refusalOfAppend, refusalOfMerge, refusalOfRetry, refuse } from './refusals.ts';

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
    if (signal.aborted) resolve(null);
  });

export class HouseOnDisk implements House {
  readonly root: string;
  readonly stateDirectory: string;
  readonly store: Store;
  readonly proposals: ProposalStore;
  readonly specs: SpecRecords;
  readonly clock: Clock;
  readonly files: Pick<AttemptFiles, 'paths'>;
  readonly #directory: string;
  readonly #parts: OpenParts;

  /** `directory` is where the user stands. */
  constructor(directory: string, parts: OpenParts) {
    this.root = parts.repository.root;
    this.stateDirectory = parts.stateDirectory;
    this.store = parts.store;
    this.proposals = parts.proposals;
    this.specs = parts.specs;
    this.clock = parts.clock;
    this.files = parts.files;
    this.#directory = directory;
    this.#parts = parts;
  }

  configuration(): Promise<Result<LoadedConfiguration, Refusal>> {
    return this.#parts.configuration();
  }

  async start(request: StartRequest): Promise<Result<RunId, Refusal>> {
    const { workstream } = request.plan;
    const configured = await this.configuration();
    if (!configured.ok) return configured;
    const missing = secretsNamedIn(workstream).filter((name) => process.env[name] === undefined);
    if (missing.length > 0)
      return refuse('environment', `the secret ${missing.join(', ')} is not set`, `export ${missing[0] ?? ''}=…`);
    const engine = await this.#parts.engine();
    const base = request.base ?? workstream.base;
    const { hasCommit } = await import('../../adapters/git/repository.ts');
    if (base !== 'HEAD' && !(await hasCommit(this.#parts.repository, base)))
      return refuse('invalid', `there is no commit "${base}" to start from`, 'See: git branch --all, git tag');
    const { createRun } = await import('../../core/engine/create-run.ts');
    const options = {
      inputs: request.inputs,
      concurrency: request.concurrency ?? workstream.concurrency,
      source: recordedSource(this, request.source),
      base,
      inherits: null,
    };
    const created = await createRun({ plan: request.plan, options }, engine);
    return created.ok ? created : refusalOfAppend(created.error);
  }

  async drive(run: RunId, options: DriveOptions): Promise<DriveEnd> {
    const row = await this.store.run(run);
    if (row !== null && row.status !== 'created') {
      const damage = await this.#damage();
      if (damage !== null) return { kind: 'broken', message: damage };
    }
    const [engine, { driveRun }] = await Promise.all([this.#parts.engine(), import('../../core/engine/drive-run.ts')]);
    const notifier = await this.#parts.notifier(run, options.onTrouble);
    const driven = driveRun(run, engine, {
      observe: (_run, events) => {
        events.forEach(options.onEvent);
        notifier?.begin();
      },
      stop: options.stop,
      by: `pid ${process.pid}`,
    }).then(async (ended) => {
      if (ended.kind !== 'held') await notifier?.settled();
      return ended;
    });
    // Who does not wait for the end leaves the trees to the watchdog, which kills them when this process is gone.
    const end = await Promise.race([driven, aborted(options.kill)]);
    return end === null ? { kind: 'stopped' } : driveEndOf(end, options.stop.aborted);
  }

  async catchUpHooks(run: RunId, onTrouble: (message: string) => void): Promise<void> {
    const notifier = await this.#parts.notifier(run, onTrouble);
    await notifier?.settled();
  }

  async isDriven(run: RunId): Promise<boolean> {
    const lock = await this.#parts.locks.acquire(run);
    await lock?.[Symbol.asyncDispose]();
    return lock === null;
  }

  async retry(run: RunId, from: StepId | null): Promise<Result<RunId, Refusal>> {
    const configured = await this.configuration();
    if (!configured.ok) return configured;
    const source = await this.#sourceOf(run);
    const loaded = source === null ? null : await this.#parts.load(source);
    if (loaded !== null && loaded.plan === null && !loaded.diagnostics.every(({ code }) => code === 'unreadable'))
      return err({
        ...refuse('invalid', `${source ?? ''} is not valid now`, null).error,
        diagnostics: loaded.diagnostics,
      });
    const [engine, { retryRun }] = await Promise.all([this.#parts.engine(), import('../../core/engine/retry-run.ts')]);
    const made = await retryRun(
      { run, from, plan: loaded?.plan ?? null, source: recordedSource(this, source) },
      engine,
    );
    return made.ok ? made : refusalOfRetry(run, made.error);
  }

  async definitionChange(run: RunId): Promise<DefinitionChange> {
    const row = await this.store.run(run);
    const source = row === null ? null : sourceAt(this, row);
    if (row === null || source === null) return { kind: 'gone' };
    if ((await readFile(source).catch(() => null)) === null) return { kind: 'gone' };
    const loaded = await this.#parts.load(source);
    if (loaded.plan === null) return { kind: 'invalid', diagnostics: loaded.diagnostics };
    if (loaded.plan.hash === row.hash) return { kind: 'same' };
    const [{ loadRun }, { definitionChangeOf }, engine] = await Promise.all([
      import('../../core/engine/load-run.ts'),
      import('./definition-change.ts'),
      this.#parts.engine(),
    ]);
    const known = await loadRun(run, engine);
    return known === null ? { kind: 'gone' } : definitionChangeOf(known, loaded.plan);
  }

  async amend(run: RunId): Promise<Result<void, Refusal>> {
    const source = await this.#sourceOf(run);
    const plan = source === null ? null : (await this.#parts.load(source)).plan;
    if (plan === null) return refuse('invalid', 'the definition cannot be read any more', null);
    const [engine, { amendRun }] = await Promise.all([this.#parts.engine(), import('../../core/engine/amend-run.ts')]);
    const amended = await amendRun(run, plan, engine);
    return amended.ok ? amended : refusalOfAmend(run, amended.error);
  }

  async diff(
    run: RunId,
    step: StepId | null,
    options: { readonly colour: boolean; readonly stat: boolean },
  ): Promise<Result<string, Refusal>> {
    const { base = null, branch = null } = (await this.store.run(run)) ?? {};
    if (base === null || branch === null) return refuse('findings', `run ${run} has no branch yet`, null);
    const { diffRun } = await import('../../adapters/git/diff.ts');
    const form = options.stat ? 'stat' : 'patch';
    const { repository } = this.#parts;
    const shown = await diffRun({
      repository,
      run,
      base,
      branch,
      step,
      form,
    });
    return shown.ok ? shown : refuse('environment', shown.error.message, null);
  }

  async merge(run: RunId, options: { readonly squash: boolean }): Promise<Result<MergeEnd, Refusal>> {
    const row = await this.store.run(run);
    if (row === null || row.branch === null) return refuse('findings', `run ${run} has no branch yet`, null);
    const { mergeRun } = await import('../../adapters/git/checkout/merge.ts');
    await using _lock = await this.#parts.lockRepository();
    const merged = await mergeRun({
      repository: this.#parts.repository,
      directory: this.#directory,
      branch: row.branch,
      into: null,
      squash: options.squash,
      noFastForward: false,
      message: `Merge run ${run} of ${row.title}`,
    });
    if (!merged.ok) return refusalOfMerge(merged.error);
    const { sha, into, files } = merged.value;
    return ok({ commit: sha, into, files: files.length });
  }

  async collect(policy: CollectPolicy): Promise<Result<readonly Collected[], Refusal>> {
    const { collectRuns } = await import('./collect-runs.ts');
    return collectRuns(policy, this.#parts, (run) => this.isDriven(run));
  }

  async diagnostics(run: RunId, file: string | null): Promise<Result<DiagnosticsEnd, Refusal>> {
    const { bundleRun } = await import('./bundle-run.ts');
    return bundleRun(run, file, this.#parts, await this.isDriven(run));
  }

  async verifyAudit(run: RunId | null): Promise<readonly AuditFinding[]> {
    const { verifyRuns } = await import('./verify-runs.ts');
    return verifyRuns(run, this.#parts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.close();
  }

  async #sourceOf(run: RunId): Promise<string | null> {
    const row = await this.store.run(run);
    return row === null ? null : sourceAt(this, row);
  }

  /** What a person must know when the database is damaged; null where it is not. */
  async #damage(): Promise<string | null> {
    const checked = await this.#parts.checkState();
    if (checked.ok) return null;
    const aside = await this.#parts.keepStateAside();
    return `the state database is damaged (${checked.error[0] ?? ''}); it is kept as ${aside}, and the branches of the runs are untouched`;
  }
}
