/** The gate before a run: where the project asks for it, only an approved change is run. */
import type { Diagnostic } from '../../../core/diagnostic.ts';
import { hashChange } from '../../../specifications/bridge/content-hash.ts';
import { checkGate } from '../../../specifications/bridge/proposal-state.ts';
import { findOwnProblem } from '../../../specifications/content/own-settings.ts';
import { fieldOf, loadYaml, type Place } from '../../../specifications/content/yaml.ts';
import type { Project } from '../../../specifications/tools/project/project.ts';
import { invalid } from '../refusals.ts';
import type { House } from '../house.ts';
import type { Refusal } from '../refusal.ts';
import type { Origin } from './origin.ts';
import { currentProposal } from './proposals.ts';

export type Gate = 'approved' | 'none';

const unreadable = (file: string, message: string, { line, column }: Place): Refusal => {
  const problem: Diagnostic = { code: 'bad-gate', severity: 'error', message, file, line, column, pointer: '/ws/gate' };
  const hint = 'Say "approved", or "none" to run changes that nobody approved.';
  return { ...invalid(`${file} does not say whether a change must be approved`, hint), diagnostics: [problem] };
};

/** What `ws: { gate: … }` in openspec/config.yaml says; `none` where it says nothing, refused where it cannot be read. */
export const gateOf = async ({ settings, settingsFile, read }: Project): Promise<Gate | Refusal> => {
  if (settingsFile === null) return 'none';
  const top = { line: 1, column: 1 };
  // Settings that cannot be read may ask for the gate: to go on without them would be to pass it unseen.
  if (settings === null) {
    const text = read(settingsFile);
    return unreadable(settingsFile, text.ok ? 'cannot be used' : text.error.message, top);
  }
  const reading = (await loadYaml())(settings.text);
  if (!reading.ok) return unreadable(settingsFile, reading.message, reading);
  // A setting that is misspelt may be meant for the gate.
  const wrong = findOwnProblem(reading.value);
  if (wrong !== null)
    return unreadable(settingsFile, `${wrong.path.join('.')} ${wrong.message}`, reading.place(wrong.path));
  return fieldOf(fieldOf(reading.value, 'ws'), 'gate') === 'approved' ? 'approved' : 'none';
};

/** Why a change must not be run as it stands; null where it may. */
export const refuseUnapproved = async (
  project: Project,
  house: Pick<House, 'proposals' | 'clock'>,
  { change, hash }: Pick<Origin, 'change' | 'hash'>,
): Promise<Refusal | null> => {
  const gate = await gateOf(project);
  if (typeof gate !== 'string') return gate;
  if (gate === 'none' || change === null) return null;
  // Whether an approval is void depends on the change as it stands, whatever the run was made from.
  const now = project.changeIds.includes(change) ? hashChange(project, change) : hash;
  const mover = { by: 'ws', atMs: house.clock.now(), hash: now, note: '' };
  const record = await currentProposal(house, change, mover);
  const checked = checkGate(record, hash);
  if (checked.ok) return null;
  const next: Partial<Record<typeof record.state, string>> = {
    draft: `Ask for a review: ws change submit ${change}`,
    review: `Have it approved: ws change approve ${change}`,
    rejected: `Make a draft of it again: ws change reopen ${change}`,
    cancelled: `Make a draft of it again: ws change reopen ${change}`,
  };
  return invalid(checked.error.message, next[record.state] ?? `See: ws change status ${change}`);
};
