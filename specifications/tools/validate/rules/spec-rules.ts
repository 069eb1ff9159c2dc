/** Rules about main specs that the official tool knows. */
import { rule, type Rule } from './rule.ts';

const format = 'Check that the file exists, is a file, and may be read.';

/** The rules, in the order of the official checks. */
export const specRules: readonly Rule[] = [
  rule(
    'spec/missing-purpose',
    ['error', 'error'],
    'A spec has no Purpose',
    'Readers and tools find out from the Purpose what a capability is for; without one the spec is not read at all.',
    'Add a "## Purpose" section with a sentence or two.',
  ),
  rule(
    'spec/missing-requirements',
    ['error', 'error'],
    'A spec has no Requirements section',
    'Requirements are only read inside "## Requirements".',
    'Add a "## Requirements" section.',
  ),
  rule(
    'spec/no-requirements',
    ['error', 'error'],
    'The Requirements section is empty',
    'A spec without a requirement promises nothing.',
    'Add a "### Requirement: <name>" block, or retire the capability.',
  ),
  rule(
    'spec/empty-requirement-text',
    ['error', 'error'],
    'A heading below Requirements has neither title nor text',
    'It counts as a requirement that says nothing.',
    'Write the requirement or remove the heading.',
  ),
  rule(
    'spec/no-scenario',
    ['error', 'error'],
    'A requirement has no scenario',
    'A requirement that no scenario shows cannot be checked. Every heading below "## Requirements" counts as one.',
    'Add "#### Scenario: <name>" with WHEN and THEN bullets below it, or move the heading elsewhere.',
  ),
  rule(
    'spec/no-scenario-guidance',
    ['warning', null],
    'A requirement has no scenario (told a second time)',
    'The official tool reports spec/no-scenario once more as a warning with an example.',
    'As for spec/no-scenario.',
  ),
  rule(
    'spec/empty-requirement',
    ['error', 'error'],
    'A requirement has no text',
    'Between the header and the first scenario must stand what the system SHALL do.',
    'Write the statement on the line after the header.',
  ),
  rule(
    'spec/keyword-in-header',
    ['error', 'error'],
    'SHALL or MUST stands only in the header of a requirement without text',
    'Only the body binds; the header is a name.',
    'Move the statement to the line after the header and give the header a short name.',
  ),
  rule(
    'spec/missing-keyword',
    ['warning', 'warning'],
    'A requirement says neither SHALL nor MUST',
    'Without one of the words of RFC 2119 it is not clear what is binding.',
    'Say what the system SHALL or MUST do. Specs in other languages may switch this rule off.',
  ),
  rule(
    'spec/keyword-outside-body',
    ['warning', 'warning'],
    'SHALL or MUST stands only in the header of a requirement',
    'Only the body binds; the header is a name.',
    'Move the binding sentence to the body.',
  ),
  rule(
    'spec/brief-purpose',
    ['warning', 'warning'],
    'The Purpose is shorter than 50 characters',
    'So short a text rarely says what the capability is for.',
    'Say what it is for and for whom.',
  ),
  rule(
    'spec/placeholder-purpose',
    ['warning', 'warning'],
    'The Purpose was never written',
    'Archiving a change that creates a capability leaves a TBD sentence behind.',
    'Replace it in the main spec; a Purpose in a delta is read only when the capability is created.',
  ),
  rule(
    'spec/long-requirement',
    ['info', 'info'],
    'A requirement is longer than 500 characters',
    'Long requirements hide several.',
    'Break it into requirements of one statement each.',
  ),
  rule(
    'spec/delta-header',
    ['error', 'error'],
    'A main spec holds a delta header',
    'It ends the Requirements section, so what follows is not read.',
    'Move the block to a change, or under "## Requirements".',
  ),
  rule(
    'spec/stray-requirement',
    ['error', 'error'],
    'A requirement stands outside "## Requirements"',
    'It is invisible to every reader.',
    'Move it under "## Requirements".',
  ),
  rule(
    'spec/duplicate-requirement',
    ['error', 'error'],
    'Two requirements have the same name',
    'An update to one would discard the other.',
    'Give each a name of its own.',
  ),
  rule('spec/unreadable', ['error', 'error'], 'A spec cannot be read', 'Nothing can be said about it.', format),
];
