/** The gate before a run: where the project asks for it, only an approved change is run. */
import { checkGate } from '../../../../specifications/bridge/proposal-state.ts';
import { fieldOf, loadYaml } from '../../../../specifications/content/yaml.ts';
import type { Project } from '../../../../specifications/tools/project.ts';
import { invalid } from '../../complaint.ts';
import type { House, Refusal } from '../../house.ts';
import type { Origin } from '../spec/compile-item.ts';
import type { OpenedProject } from '../spec/with-project.ts';
import { currentProposal } from './proposals.ts';

/** What `ws: { gate: … }` in openspec/config.yaml says: `approved`, or `none` where it says nothing. */
export async function gateOf(project: Project): Promise<'approved' | 'none' | { readonly wrong: string }> {
  if (project.settings === null || !/^ws:/m.test(project.settings.text)) return 'none';
  const reading = (await loadYaml())(project.settings.text);
  const gate = reading.ok ? fieldOf(fieldOf(reading.value, 'ws'), 'gate') : undefined;
  if (!reading.ok) return { wrong: `${project.settings.file} cannot be read: ${reading.message}` };
  if (gate === undefined || gate === 'none' || gate === 'approved') return gate ?? 'none';
  return { wrong: `${project.settings.file}: ws.gate can be approved or none` };
}

/** Why a change must not be run as it stands; null where it may. */
export async function refuseUnapproved(
  { project }: OpenedProject,
  house: House,
  { change, hash }: Origin,
): Promise<Refusal | null> {
  const gate = await gateOf(project);
  if (typeof gate !== 'string') return invalid(gate.wrong);
  if (gate === 'none' || change === null) return null;
  const mover = { by: 'ws', atMs: house.clock.now(), hash, note: '' };
  const checked = checkGate(await currentProposal(house, change, mover), hash);
  if (checked.ok) return null;
  const hint = `See: ws change status ${change}`;
  return { kind: 'findings', message: checked.error.message, hint, diagnostics: [] };
}
