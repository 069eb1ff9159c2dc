/** Rules about main specs that the official tool knows. */
import { rule, type Rule } from './rule.ts';

const format = 'Check that the file exists, is a file, and may be read.';

/** The rules, in the order of the official checks. */
export const specRules: readonly Rule[] = [
  rule('spec/missing-purpose', ['error', 'error'], {
    title: 'A spec has no Purpose',
    why: 'Readers and tools find out from the Purpose what a capability is for; without one the spec is not read at all.',
    fix: 'Add a "## Purpose" section with a sentence or two.',
  }),
  rule('spec/missing-requirements', ['error', 'error'], {
    title: 'A spec has no Requirements section',
    why: 'Requirements are only read inside "## Requirements".',
    fix: 'Add a "## Requirements" section.',
  }),
  rule('spec/no-requirements', ['error', 'error'], {
    title: 'The Requirements section is empty',
    why: 'A spec without a requirement promises nothing.',
    fix: 'Add a "### Requirement: <name>" block, or retire the capability.',
  }),
  rule('spec/empty-requirement-text', ['error', 'error'], {
    title: 'A heading below Requirements has neither title nor text',
    why: 'It counts as a requirement that says nothing.',
    fix: 'Write the requirement or remove the heading.',
  }),
  rule('spec/no-scenario', ['error', 'error'], {
    title: 'A requirement has no scenario',
    why: 'A requirement that no scenario shows cannot be checked. Every heading below "## Requirements" counts as one.',
    fix: 'Add "#### Scenario: <name>" with WHEN and THEN bullets below it, or move the heading elsewhere.',
  }),
  rule('spec/no-scenario-guidance', ['warning', null], {
    title: 'A requirement has no scenario (told a second time)',
    why: 'The official tool reports spec/no-scenario once more as a warning with an example.',
    fix: 'As for spec/no-scenario.',
  }),
  rule('spec/empty-requirement', ['error', 'error'], {
    title: 'A requirement has no text',
    why: 'Between the header and the first scenario must stand what the system SHALL do.',
    fix: 'Write the statement on the line after the header.',
  }),
  rule('spec/keyword-in-header', ['error', 'error'], {
    title: 'SHALL or MUST stands only in the header of a requirement without text',
    why: 'Only the body binds; the header is a name.',
    fix: 'Move the statement to the line after the header and give the header a short name.',
  }),
  rule('spec/missing-keyword', ['warning', 'warning'], {
    title: 'A requirement says neither SHALL nor MUST',
    why: 'Without one of the words of RFC 2119 it is not clear what is binding.',
    fix: 'Say what the system SHALL or MUST do. Specs in other languages may switch this rule off.',
  }),
  rule('spec/keyword-outside-body', ['warning', 'warning'], {
    title: 'SHALL or MUST stands only in the header of a requirement',
    why: 'Only the body binds; the header is a name.',
    fix: 'Move the binding sentence to the body.',
  }),
  rule('spec/brief-purpose', ['warning', 'warning'], {
    title: 'The Purpose is shorter than 50 characters',
    why: 'So short a text rarely says what the capability is for.',
    fix: 'Say what it is for and for whom.',
  }),
  rule('spec/placeholder-purpose', ['warning', 'warning'], {
    title: 'The Purpose was never written',
    why: 'Archiving a change that creates a capability leaves a TBD sentence behind.',
    fix: 'Replace it in the main spec; a Purpose in a delta is read only when the capability is created.',
  }),
  rule('spec/long-requirement', ['info', 'info'], {
    title: 'A requirement is longer than 500 characters',
    why: 'Long requirements hide several.',
    fix: 'Break it into requirements of one statement each.',
  }),
  rule('spec/delta-header', ['error', 'error'], {
    title: 'A main spec holds a delta header',
    why: 'It ends the Requirements section, so what follows is not read.',
    fix: 'Move the block to a change, or under "## Requirements".',
  }),
  rule('spec/stray-requirement', ['error', 'error'], {
    title: 'A requirement stands outside "## Requirements"',
    why: 'It is invisible to every reader.',
    fix: 'Move it under "## Requirements".',
  }),
  rule('spec/duplicate-requirement', ['error', 'error'], {
    title: 'Two requirements have the same name',
    why: 'An update to one would discard the other.',
    fix: 'Give each a name of its own.',
  }),
  rule('spec/unreadable', ['error', 'error'], {
    title: 'A spec cannot be read',
    why: 'Nothing can be said about it.',
    fix: format,
  }),
];
