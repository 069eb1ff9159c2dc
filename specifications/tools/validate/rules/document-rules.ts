/** Rules about spec YAML documents, which the official tool does not know. */
import { rule, type Rule } from './rule.ts';

/** The rules; all are silent under `openspec@…` profiles. */
export const documentRules: readonly Rule[] = [
  rule('document/invalid', [null, 'error'], {
    title: 'A spec YAML document is not as its schema says',
    why: 'A document that cannot be read is in no index, and whatever depends on it misses it.',
    fix: 'Correct the field the message names; schema/spec.schema.json has them all.',
  }),
  rule('document/duplicate', [null, 'error'], {
    title: 'Two documents have the same address and version',
    why: 'Which of the two an address leads to would be chance.',
    fix: 'Give one of them another version, or delete it.',
  }),
  rule('document/bad-address', [null, 'error'], {
    title: 'A document refers to something that is no address',
    why: 'A reference that cannot be read leads nowhere.',
    fix: 'Write spec://<domain>/<path>[:<version>].',
  }),
  rule('document/missing', [null, 'error'], {
    title: 'A document needs one that is not there',
    why: 'It cannot be resolved, and no workstream can be made of it.',
    fix: 'Add the document, or correct the address or the version range.',
  }),
  rule('document/cycle', [null, 'error'], {
    title: 'Documents inherit from or depend on each other in a ring',
    why: 'None of them can be resolved first.',
    fix: 'Take out one of the references the message shows.',
  }),
  rule('document/version-conflict', [null, 'error'], {
    title: 'No version of a document suits all that depend on it',
    why: 'Two chains of dependencies ask for versions that exclude each other.',
    fix: 'Widen one of the two ranges the message shows, or bring the older side up to date.',
  }),
  rule('document/bad-tasks', [null, 'error'], {
    title: 'Tasks of a document cannot be brought into an order',
    why: 'No workstream can be made of tasks that wait for one that is not there, or for each other.',
    fix: 'Correct the id or the entry of "needs" that the message names.',
  }),
  rule('document/deprecated', [null, 'warning'], {
    title: 'A document depends on a deprecated one',
    why: 'What is deprecated will go away.',
    fix: 'Depend on the version that took its place.',
  }),
];
