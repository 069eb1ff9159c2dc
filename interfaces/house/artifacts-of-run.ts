/** The artifacts of a run, and copies of them for people. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createArtifacts } from '../../adapters/artifacts/artifacts.ts';
import type { Artifact } from '../../core/artifact.ts';
import type { RunId } from '../../core/id.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { messageOf } from '../../core/thrown.ts';
import { didYouMean } from '../../core/planning/nearest.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refuse } from './refusals.ts';
import { stepMeant } from './unknown-step.ts';

/** `place`: where it lies. */
export type ShownArtifact = Artifact & { readonly step: string; readonly place: string };

type ArtifactParts = Pick<House, 'store' | 'stateDirectory'>;

/** Of each step those of its last success, in the order in which they came; of one step where one is named. */
export const artifactsOfRun = async (
  { run, step: typed }: { readonly run: RunId; readonly step: string | null },
  house: ArtifactParts,
): Promise<Result<readonly ShownArtifact[], Refusal>> => {
  const meant = typed === null ? ok(null) : await stepMeant({ run, step: typed }, house);
  if (!meant.ok) return meant;
  const kept = createArtifacts(house.stateDirectory);
  const byStep = new Map<string, readonly Artifact[]>();
  for await (const event of house.store.events(run, 0)) {
    if (event.type === 'run.created')
      for (const { step, artifacts = [] } of event.options.inherits?.steps ?? []) byStep.set(step, artifacts);
    if (event.type === 'step.succeeded') byStep.set(event.step, event.artifacts ?? []);
  }
  const wanted = [...byStep].filter(([step]) => meant.value === null || step === meant.value);
  return ok(
    wanted.flatMap(([step, all]) =>
      all.map((each) => ({ step, ...each, place: kept.pathOf(each.digest, basename(each.path)) })),
    ),
  );
};

const isWhole = ({ place, digest }: ShownArtifact): boolean =>
  existsSync(place) && createHash('sha256').update(readFileSync(place)).digest('hex') === digest;

export type GetRequest = {
  readonly run: RunId;
  readonly step: string;
  /** null: all of the step. */
  readonly path: string | null;
  /** The folder they are copied to, under their paths. Absolute. */
  readonly to: string;
};

/** Copies them; nothing that is there is written over. Gives the paths that were written. */
export const getArtifacts = async (
  { run, step, path, to }: GetRequest,
  house: ArtifactParts,
): Promise<Result<readonly string[], Refusal>> => {
  const all = await artifactsOfRun({ run, step }, house);
  if (!all.ok) return all;
  const paths = all.value.map((each) => each.path);
  const wanted = all.value.filter((each) => path === null || each.path === path);
  if (wanted.length === 0 && path !== null)
    return err(invalid(`step "${step}" of run ${run} has no artifact "${path}".${didYouMean(path, paths)}`));
  if (wanted.length === 0)
    return err(invalid(`step "${step}" of run ${run} has no artifacts`, `See: ws artifacts list ${run}`));
  const written: string[] = [];
  for (const artifact of wanted) {
    if (!isWhole(artifact))
      return refuse(
        'findings',
        `the artifact ${artifact.path} is gone, or not what was kept`,
        'ws gc lets artifacts of old runs go.',
      );
    const target = join(to, artifact.path);
    if (existsSync(target)) return err(invalid(`${target} is there already`, 'Name another folder: --to <folder>'));
    try {
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(artifact.place, target, constants.COPYFILE_EXCL);
    } catch (error) {
      return refuse('environment', `${target} cannot be written: ${messageOf(error)}`, null);
    }
    written.push(target);
  }
  return ok(written);
};
