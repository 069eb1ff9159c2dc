/** Which workflow a change follows, and whether its skip marker counts. */
import { err, ok, type Result } from '../../../core/result.ts';
import { hasKey, mentionsKey } from '../../content/metadata.ts';
import { fieldOf } from '../../content/yaml.ts';
import type { Change, Project } from './project.ts';
import { trackedFiles } from './workflows.ts';

/** The name of the workflow a change follows; an error where its metadata is not valid. */
export const workflowName = (project: Project, change: Change): Result<string, string> => {
  const { metadata } = change;
  if (metadata !== null) {
    if (!metadata.text.ok) return err(`Failed to read metadata: ${metadata.text.error.message}`);
    const value = metadata.reading?.metadata ?? null;
    const problem = metadata.reading?.problems[0];
    if (value === null) return err(`Invalid metadata: ${problem?.message ?? 'unreadable'}`);
    if (!project.workflows.names.includes(value.schema)) {
      return err(`Unknown schema '${value.schema}'. Available: ${project.workflows.names.join(', ')}`);
    }
    return ok(value.schema);
  }
  return ok(project.settings?.reading.settings.schema ?? 'spec-driven');
};

/** The task files that the workflow of a change tracks, relative to its folder; none where it names or finds none. */
export const trackedTasks = (project: Project, change: Change): readonly string[] => {
  const name = workflowName(project, change);
  const found = name.ok ? project.workflows.find(name.value) : null;
  return found?.ok === true ? trackedFiles(project.files, change.folder, found.value.workflow) : [];
};

/** The files whose tasks are the work of a change: what its workflow tracks, but nothing outside its folder, else tasks.md. */
export const taskFiles = (project: Project, change: Change): readonly string[] => {
  const { entries, folder } = change;
  const own = trackedTasks(project, change).filter(
    (path) => entries.get(path) === 'file' || project.files.isInside(folder, `${folder}/${path}`),
  );
  return own.length > 0 ? own : ['tasks.md'];
};

/** A marker in `.openspec.yaml`: set, not set, or set in a file that is not honoured. */
export type Marker = { readonly kind: 'set' | 'unset' } | { readonly kind: 'void'; readonly reason: string };

const voidFor = (reason: string): Marker => ({
  kind: 'void',
  // Reasons quote what authors wrote; control characters must not reach a terminal.
  reason: [...reason].map((char) => (char < ' ' || char === '\x7f' ? '?' : char)).join(''),
});

/** Reads a marker such as `skip_specs`. It counts only in metadata that is valid and names a schema that loads. */
export const readMarker = (project: Project, change: Change, key: 'skip_specs' | 'retire_capabilities'): Marker => {
  const { metadata } = change;
  if (metadata === null) return { kind: 'unset' };
  if (!metadata.text.ok) return voidFor(`the metadata file cannot be read (${metadata.text.error.message})`);
  const { reading, text } = metadata;
  if (reading === null) return { kind: 'unset' };
  if (!reading.isYaml) {
    return mentionsKey(text.value, key) ? voidFor('the file is not valid YAML') : { kind: 'unset' };
  }
  const problem = reading.problems[0];
  if (reading.metadata === null || problem !== undefined) {
    const isNamed = hasKey(reading.value, key) && fieldOf(reading.value, key) !== false;
    const where = problem === undefined || problem.where === '' ? '' : `${problem.where}: `;
    return isNamed ? voidFor(`${where}${problem?.message ?? ''}`) : { kind: 'unset' };
  }
  const isSet = key === 'skip_specs' ? reading.metadata.skipSpecs : reading.metadata.retireCapabilities;
  if (!isSet) return { kind: 'unset' };
  const { schema } = reading.metadata;
  if (!project.workflows.names.includes(schema)) return voidFor(`schema: unknown schema '${schema}'`);
  const found = project.workflows.find(schema);
  return found.ok ? { kind: 'set' } : voidFor(found.error);
};
