/** Finds the workflow a change follows and the files whose checkboxes are its progress. */
import { err, ok, type Result } from '../../../core/result.ts';
import { globTest, isGlob } from '../../content/glob.ts';
import type { ReadYaml } from '../../content/yaml.ts';
import { parseWorkflow, specDriven, trackedArtifact, type Workflow } from '../../content/workflow.ts';
import type { Files } from '../../files.ts';
import { allFiles, folderNames } from './discover.ts';

const schemasFolder = 'openspec/schemas';

/** A project's workflows: its own and the built-in one. */
export type Workflows = {
  /** Names that a change may ask for, sorted. */
  readonly names: readonly string[];
  /** The workflow of that name; `isBuiltIn` is false where a project's own takes the name over. */
  readonly find: (name: string) => Result<{ readonly workflow: Workflow; readonly isBuiltIn: boolean }, string>;
};

const normal = (name: string): string => name.replace(/\.ya?ml$/, '');

/** Opens the workflows of a project; each is read when it is first asked for. */
export const openWorkflows = (files: Files, readYaml: ReadYaml): Workflows => {
  const own = folderNames(files, schemasFolder).filter(
    (name) => files.kind(`${schemasFolder}/${name}/schema.yaml`) === 'file',
  );
  const names = [...new Set([...own, specDriven.name])].sort();
  const known = new Map<string, ReturnType<Workflows['find']>>();
  const load = (name: string): ReturnType<Workflows['find']> => {
    if (own.includes(name)) {
      const path = `${schemasFolder}/${name}/schema.yaml`;
      const text = files.read(path);
      if (!text.ok) return err(`Failed to read schema at '${files.root}/${path}': ${text.error.message}`);
      const workflow = parseWorkflow(text.value, readYaml);
      return workflow.ok
        ? ok({ workflow: workflow.value, isBuiltIn: false })
        : err(`Invalid schema at '${files.root}/${path}': ${workflow.error}`);
    }
    if (name === specDriven.name) return ok({ workflow: specDriven, isBuiltIn: true });
    return err(`Schema '${name}' not found. Available schemas: ${names.join(', ')}`);
  };
  return {
    names,
    find: (asked) => {
      const name = normal(asked);
      const found = known.get(name) ?? load(name);
      known.set(name, found);
      return found;
    },
  };
};

/** Files below a change folder that an artifact generated, relative to the folder. */
export const artifactFiles = (files: Files, folder: string, generates: string): readonly string[] => {
  if (isGlob(generates)) return allFiles(files, folder).filter(globTest(generates));
  const path = `${folder}/${generates}`;
  return files.kind(path) === 'file' ? [generates] : [];
};

/** The task files of a change under a workflow, relative to its folder; none where nothing is tracked or written. */
export const trackedFiles = (files: Files, folder: string, workflow: Workflow): readonly string[] => {
  const artifact = trackedArtifact(workflow);
  return artifact === null ? [] : artifactFiles(files, folder, artifact.generates);
};
