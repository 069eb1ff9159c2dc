/** The workstream files of a specification project. */
import { fieldOf, loadYaml, type YamlReading } from '../../../specifications/content/yaml.ts';
import { allFiles } from '../../../specifications/tools/project/discover.ts';
import type { WorkstreamText } from '../../../specifications/tools/look/impact.ts';
import type { OpenedProject } from './opened-project.ts';

const stepsOf = (reading: YamlReading): WorkstreamText['steps'] => {
  const listed = reading.ok ? fieldOf(reading.value, 'steps') : null;
  return (Array.isArray(listed) ? listed : []).flatMap((step: unknown, at) => {
    const id = fieldOf(step, 'id');
    if (!reading.ok || typeof id !== 'string') return [];
    return [{ id, line: reading.place(['steps', at]).line, text: JSON.stringify(step) }];
  });
};

/** The workstream files of a project, as text, with their steps. */
export const workstreamTexts = async ({ files }: Pick<OpenedProject, 'files'>): Promise<readonly WorkstreamText[]> => {
  const paths = allFiles(files, 'workstreams').filter((path) => /\.(?:json|jsonc|ya?ml)$/.test(path));
  if (paths.length === 0) return [];
  // JSON is YAML.
  const readYaml = await loadYaml();
  return paths.flatMap((path) => {
    const text = files.read(`workstreams/${path}`);
    return text.ok ? [{ file: `workstreams/${path}`, text: text.value, steps: stepsOf(readYaml(text.value)) }] : [];
  });
};
