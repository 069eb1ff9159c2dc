/** Rules about changes that the official tool knows. */
import { rule, type Rule } from './rule.ts';

const applied = 'The change validates but cannot be archived; the mistake would show only at the very end.';

/** The rules, in the order of the official checks. */
export const changeRules: readonly Rule[] = [
  rule('change/root-delta', ['error', 'error'], {
    title: 'A delta stands directly in specs/',
    why: 'It belongs to no capability and is dropped at archive.',
    fix: 'Move it to specs/<capability>/spec.md.',
  }),
  rule('change/ignored-header', ['info', 'warning'], {
    title: 'A heading in a delta section is no requirement',
    why: 'Only "### Requirement: <name>" blocks are applied; what stands under another heading is lost.',
    fix: 'Write it as a requirement, or move it out of the section.',
  }),
  rule('change/nameless-requirement', ['info', 'warning'], {
    title: 'A requirement header has no name',
    why: 'It is passed over.',
    fix: 'Add the name after "### Requirement:".',
  }),
  rule('change/unpaired-rename', ['error', 'error'], {
    title: 'Half of a rename is missing',
    why: 'A rename is a FROM: line followed by its TO: line.',
    fix: 'Write both lines, one after the other.',
  }),
  rule('change/stray-requirement', ['warning', 'warning'], {
    title: 'A requirement stands outside the delta sections',
    why: 'It is passed over.',
    fix: 'Move it under ADDED, MODIFIED, REMOVED or RENAMED Requirements.',
  }),
  rule('change/empty-delta', ['error', 'error'], {
    title: 'Delta sections hold no requirement',
    why: 'There is nothing to apply.',
    fix: 'Add "### Requirement:" blocks, or remove the sections.',
  }),
  rule('change/no-delta-section', ['error', 'error'], {
    title: 'A file in specs/ has no delta section',
    why: 'Deltas are only read under "## ADDED Requirements" and its like.',
    fix: 'Add a section, or move notes outside specs/.',
  }),
  rule('change/duplicate-requirement', ['error', 'error'], {
    title: 'A requirement is named twice in one section',
    why: 'Only one of them could be applied.',
    fix: 'Merge the two, or rename one.',
  }),
  rule('change/missing-text', ['error', 'error'], {
    title: 'A requirement has no text',
    why: 'Between the header and the first scenario must stand what the system SHALL do.',
    fix: 'Write the statement on the line after the header.',
  }),
  rule('change/keyword-in-header', ['error', 'error'], {
    title: 'SHALL or MUST stands only in the header of a requirement without text',
    why: 'Only the body binds; the header is a name.',
    fix: 'Move the statement to the line after the header.',
  }),
  rule('change/missing-keyword', ['warning', 'warning'], {
    title: 'A requirement says neither SHALL nor MUST',
    why: 'Without one of the words of RFC 2119 it is not clear what is binding.',
    fix: 'Say what the system SHALL or MUST do.',
  }),
  rule('change/no-scenario', ['error', 'error'], {
    title: 'A requirement has no scenario',
    why: 'A requirement that no scenario shows cannot be checked.',
    fix: 'Add "#### Scenario: <name>" with WHEN and THEN bullets.',
  }),
  rule('change/empty-scenario', ['error', 'error'], {
    title: 'The scenarios of a requirement are bare headings',
    why: 'A heading with nothing below it shows nothing, and counts as no scenario.',
    fix: 'Write WHEN and THEN bullets below the heading.',
  }),
  rule('change/lost-scenario', ['error', 'error'], {
    title: 'A modified requirement drops scenarios',
    why: 'MODIFIED replaces the whole block, so scenarios it does not repeat would be deleted.',
    fix: 'Copy them from the main spec into the block.',
  }),
  rule('change/unreadable-spec', ['error', 'error'], {
    title: 'The main spec of a modified requirement cannot be read',
    why: 'Archive reads the same file.',
    fix: 'Check that the file is a file and may be read.',
  }),
  rule('change/conflicting-operations', ['error', 'error'], {
    title: 'Two operations of one delta contradict each other',
    why: 'A requirement can be added, modified, removed or renamed, not two of these at once.',
    fix: 'Keep one; after a rename, MODIFIED uses the new name.',
  }),
  rule('change/modified-unknown', ['info', 'error'], {
    title: 'MODIFIED names a requirement the spec does not have',
    why: applied,
    fix: 'Use the exact name of the main spec, or ADDED. If another open change adds it, name that change in depends_on.',
  }),
  rule('change/added-exists', ['info', 'error'], {
    title: 'ADDED names a requirement the spec already has',
    why: applied,
    fix: 'Use MODIFIED, or another name.',
  }),
  rule('change/added-misspelt', ['info', 'error'], {
    title: 'ADDED differs from an existing requirement only in case or spacing',
    why: applied,
    fix: 'Use MODIFIED with the exact name, or a distinct one.',
  }),
  rule('change/renamed-unknown', ['info', 'error'], {
    title: 'RENAMED names a requirement the spec does not have',
    why: applied,
    fix: 'Use the exact name of the main spec in FROM:.',
  }),
  rule('change/renamed-exists', ['info', 'error'], {
    title: 'RENAMED takes a name that is in use',
    why: applied,
    fix: 'Choose a name no requirement of the spec has.',
  }),
  rule('change/removed-misspelt', ['info', 'error'], {
    title: 'REMOVED differs from an existing requirement only in case or spacing',
    why: applied,
    fix: 'Use the exact name of the main spec.',
  }),
  rule('change/new-spec-operation', ['info', 'error'], {
    title: 'MODIFIED or RENAMED for a capability that has no spec',
    why: applied,
    fix: 'Only ADDED can create a capability. Check the name of the folder.',
  }),
  rule('change/broken-target', ['info', 'error'], {
    title: 'The main spec is broken and cannot be updated',
    why: applied,
    fix: 'Repair the main spec first.',
  }),
  rule('change/not-applicable', ['info', 'error'], {
    title: 'The delta cannot be applied',
    why: applied,
    fix: 'Read the message; it names the operation.',
  }),
  rule('change/blocked-target', ['info', 'error'], {
    title: 'A file stands in the way of a main spec',
    why: 'The capability of the delta would need a folder where openspec/specs has a file.',
    fix: 'Remove the file, or choose another capability path.',
  }),
  rule('change/unread-delta', ['error', 'error'], {
    title: 'A delta is in a file that nobody reads',
    why: 'Only spec.md inside a capability folder is applied.',
    fix: 'Move its requirements to the file the message names.',
  }),
  rule('change/bad-skip-marker', ['error', 'error'], {
    title: 'skip_specs is set in metadata that is not valid',
    why: 'A marker in a broken file is not honoured.',
    fix: 'Repair .openspec.yaml.',
  }),
  rule('change/skip-conflict', ['error', 'error'], {
    title: 'skip_specs is set but there are files in specs/',
    why: 'They would be dropped without a word.',
    fix: 'Remove the marker or the files.',
  }),
  rule('change/skip-accepted', ['info', 'info'], {
    title: 'skip_specs is set: the change has no deltas on purpose',
    why: 'Said so that nobody wonders.',
    fix: 'Nothing to do.',
  }),
  rule('change/no-deltas', ['error', 'error'], {
    title: 'A change has no delta',
    why: 'A change that changes no spec either lacks its delta or has to say that this is meant.',
    fix: 'Add specs/<capability>/spec.md, or set "skip_specs: true" in .openspec.yaml.',
  }),
  rule('tasks/no-checkbox', ['warning', 'warning'], {
    title: 'The task list has no checkbox',
    why: 'Progress counts checkboxes and nothing else, so the change counts as having no tasks.',
    fix: 'Write each task as "- [ ] 1.1 Description".',
  }),
  rule('tasks/wrong-group', ['warning', 'warning'], {
    title: 'A task stands in another group than its number says',
    why: 'References by number become ambiguous.',
    fix: 'Move or renumber it.',
  }),
  rule('tasks/duplicate-id', ['warning', 'warning'], {
    title: 'Two tasks have the same number',
    why: 'References by number become ambiguous.',
    fix: 'Renumber one.',
  }),
  rule('change/nested', ['error', 'error'], {
    title: 'A folder in changes/ wraps other changes',
    why: 'Changes must stand directly in openspec/changes/; nested ones are invisible.',
    fix: 'Give each a flat name.',
  }),
  rule('change/unreadable', ['error', 'error'], {
    title: 'A change cannot be read',
    why: 'Nothing can be said about it.',
    fix: 'Check files and links below its folder.',
  }),
  rule('archive/incomplete-tasks', ['error', 'error'], {
    title: 'An archived change has open tasks',
    why: 'An archived change is expected to be finished.',
    fix: 'Tick the tasks, or bring the change back.',
  }),
  rule('archive/unreadable-tasks', ['error', 'error'], {
    title: 'The task file of an archived change cannot be read',
    why: 'It must not count as no tasks.',
    fix: 'Check that it may be read.',
  }),
];
