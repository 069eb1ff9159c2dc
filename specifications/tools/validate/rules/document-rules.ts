/** Rules about spec YAML documents, which the official tool does not know. */
import { rule, type Rule } from './rule.ts';

/** The rules; all are silent under `openspec@…` profiles. */
export const documentRules: readonly Rule[] = [
  rule(
    'document/invalid',
    [null, 'error'],
    'A spec YAML document is not as its schema says',
    'A document that cannot be read is in no index, and whatever depends on it misses it.',
    'Correct the field the message names; schema/spec.schema.json has them all.',
  ),
  rule(
    'document/duplicate',
    [null, 'error'],
    'Two documents have the same address and version',
    'Which of the two an address leads to would be chance.',
    'Give one of them another version, or delete it.',
  ),
  rule(
    'document/bad-address',
    [null, 'error'],
    'A document refers to something that is no address',
    'A reference that cannot be read leads nowhere.',
    'Write spec://<domain>/<path>[:<version>].',
  ),
  rule(
    'document/missing',
    [null, 'error'],
    'A document needs one that is not there',
    'It cannot be resolved, and no workstream can be made of it.',
    'Add the document, or correct the address or the version range.',
  ),
  rule(
    'document/cycle',
    [null, 'error'],
    'Documents inherit from or depend on each other in a ring',
    'None of them can be resolved first.',
    'Take out one of the references the message shows.',
  ),
  rule(
    'document/version-conflict',
    [null, 'error'],
    'No version of a document suits all that depend on it',
    'Two chains of dependencies ask for versions that exclude each other.',
    'Widen one of the two ranges the message shows, or bring the older side up to date.',
  ),
  rule(
    'document/bad-tasks',
    [null, 'error'],
    'Tasks of a document cannot be brought into an order',
    'No workstream can be made of tasks that wait for one that is not there, or for each other.',
    'Correct the id or the entry of "needs" that the message names.',
  ),
  rule(
    'document/deprecated',
    [null, 'warning'],
    'A document depends on a deprecated one',
    'What is deprecated will go away.',
    'Depend on the version that took its place.',
  ),
];
