/** Rules about what the official tool lets pass. */
import { rule, type Rule } from './rule.ts';

/** The rules; all are silent under `openspec@…` profiles. */
export const gapRules: readonly Rule[] = [
  rule('change/removed-unknown', [null, 'error'], {
    title: 'REMOVED names a requirement the spec does not have',
    why: 'The removal is skipped without a word at archive; most often the name is misspelt.',
    fix: 'Use the exact name of the main spec, or drop the entry.',
  }),
  rule('change/overlap', [null, 'error'], {
    title: 'Two open changes touch the same requirement',
    why: 'The one archived last replaces the block and silently undoes the other.',
    fix: 'Merge the two, or name the other in depends_on and rebase on it.',
  }),
  rule('change/misspelt-section', [null, 'error'], {
    title: 'A section title is almost that of a delta section',
    why: 'The title must be exact, one space between its words; otherwise the whole section is passed over.',
    fix: 'Write the title as the message shows. Can be fixed by --fix.',
  }),
  rule('change/erases-metadata', [null, 'warning'], {
    title: 'A modified requirement drops metadata lines',
    why: 'MODIFIED replaces the whole block; **Key**: lines it does not repeat are erased at archive.',
    fix: 'Copy the lines from the main spec into the block.',
  }),
  rule('change/missing-proposal', [null, 'error'], {
    title: 'A change has no proposal.md',
    why: 'Nobody can tell why the change is wanted.',
    fix: 'Write proposal.md with "## Why" and "## What Changes".',
  }),
  rule('change/missing-tasks', [null, 'warning'], {
    title: 'A change has no task list',
    why: 'There is nothing to work off, and nothing to be finished.',
    fix: 'Write tasks.md, or the file the schema tracks.',
  }),
  rule('change/bad-name', [null, 'info'], {
    title: 'A change id is not kebab-case',
    why: 'Other tools refuse such names, and they need quoting in shells and addresses.',
    fix: 'Rename the folder to lower-case words joined by "-".',
  }),
  rule('change/too-many-deltas', [null, 'info'], {
    title: 'A change has more than 10 deltas',
    why: 'Large changes are reviewed badly and block others for long.',
    fix: 'Split it.',
  }),
  rule('change/removed-unexplained', [null, 'warning'], {
    title: 'A removal gives no reason',
    why: 'Whoever depends on it needs to know why it goes and what to do instead.',
    fix: 'Add "**Reason**: …" and, where somebody depends on it, "**Migration**: …" below the entry.',
  }),
  rule('change/unknown-dependency', [null, 'error'], {
    title: 'depends_on names a change that does not exist',
    why: 'It can never be waited for.',
    fix: 'Use the id of an open or archived change.',
  }),
  rule('change/dependency-cycle', [null, 'error'], {
    title: 'Changes depend on each other in a ring',
    why: 'None of them can go first.',
    fix: 'Remove one of the dependencies the message lists.',
  }),
  rule('proposal/undelivered-capability', [null, 'error'], {
    title: 'The proposal promises a capability without a delta',
    why: 'The promised change of behaviour is specified nowhere.',
    fix: 'Add the delta, or take the capability off the list.',
  }),
  rule('proposal/undeclared-capability', [null, 'warning'], {
    title: 'A delta is not listed in the proposal',
    why: 'Reviewers read the list to see what is touched.',
    fix: 'List it under New or Modified Capabilities.',
  }),
  rule('proposal/missing-section', [null, 'warning'], {
    title: 'The proposal lacks Why or What Changes, and nothing stands in its place',
    why: 'The two sections are what reviewers decide on.',
    fix: 'Add the section.',
  }),
  rule('proposal/why-length', [null, 'info'], {
    title: 'Why is shorter than 50 or longer than 1000 characters',
    why: 'Too short explains nothing; too long is not read.',
    fix: 'Say in a few sentences why the change is wanted now.',
  }),
  rule('metadata/invalid', [null, 'error'], {
    title: '.openspec.yaml is not valid',
    why: 'The official tool falls back to defaults without a word, or refuses later commands.',
    fix: 'Correct the field the message names.',
  }),
  rule('metadata/unknown-schema', [null, 'error'], {
    title: '.openspec.yaml names an unknown schema',
    why: 'Every command that needs the schema fails.',
    fix: 'Use one of the schemas the message lists.',
  }),
  rule('config/invalid', [null, 'error'], {
    title: 'config.yaml is not valid',
    why: 'The broken part is ignored, with a note at most.',
    fix: 'Correct the field the message names.',
  }),
  rule('config/unknown-schema', [null, 'error'], {
    title: 'config.yaml names an unknown schema',
    why: 'Every command that needs the schema fails.',
    fix: 'Use one of the schemas the message lists.',
  }),
  rule('schema/invalid', [null, 'error'], {
    title: 'A workflow schema is not valid',
    why: 'Changes that follow it cannot be worked on.',
    fix: 'Correct what the message names.',
  }),
  rule('text/dead-link', [null, 'error'], {
    title: 'A link leads nowhere',
    why: 'References between specs rot when files move.',
    fix: 'Correct the path or the requirement it names.',
  }),
  rule('text/conflict-marker', [null, 'error'], {
    title: 'A git conflict marker was left in',
    why: 'Both sides of the conflict are read as text.',
    fix: 'Resolve the conflict.',
  }),
  rule('scenario/no-steps', [null, 'warning'], {
    title: 'A scenario has no WHEN (or GIVEN) or no THEN',
    why: 'It cannot be turned into a test.',
    fix: 'Add "- **WHEN** …" and "- **THEN** …". For other languages see ws.language in openspec/config.yaml.',
  }),
  rule('scenario/duplicate-name', [null, 'warning'], {
    title: 'A requirement has two scenarios of one name',
    why: 'References by name become ambiguous, and one may be lost in a MODIFIED block.',
    fix: 'Rename one.',
  }),
  rule('spec/near-duplicate', [null, 'error'], {
    title: 'Two requirements differ only in case or spacing',
    why: 'One of them was meant to be the other.',
    fix: 'Merge the two, or rename one.',
  }),
  rule('spec/plain-requirement', [null, 'warning'], {
    title: 'A requirement lacks the prefix "Requirement:"',
    why: 'It is counted and listed, but no delta can name it, so no change can modify, rename or remove it; whether it says SHALL or MUST is not checked.',
    fix: 'Write "### Requirement: <name>", or move what is no requirement out of the section.',
  }),
  rule('spec/header-space', [null, 'warning'], {
    title: 'A requirement header lacks the space after ###',
    why: 'Some readers see a requirement there, others do not.',
    fix: 'Write "### Requirement:". Can be fixed by --fix.',
  }),
  rule('spec/unclosed-fence', [null, 'warning'], {
    title: 'A code fence is never closed',
    why: 'Everything below it is read as code and not as requirements.',
    fix: 'Close the fence.',
  }),
];
