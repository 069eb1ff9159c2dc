/** Whether what a person says next goes on with the task before, or begins another. Words count whole, and doubt is asked about. */
import { words } from './folded.mjs';

const BEGINNINGS = [
  'add',
  'also',
  'now',
  'fix',
  'please',
  'change',
  'make',
  'update',
  'remove',
  'rename',
  'improve',
  'and',
  'but',
  'then',
  'instead',
];
const BACK = ['it', 'its', 'them', 'those', 'these'];
const PHRASES_BACK = ['the same', 'as before', 'you did', 'you made', 'the last', 'previous'];
const PHRASES_NEW = ['new task', 'from scratch', 'start over', 'something else', 'different task'];
const SHORT = 10;

/** @type {(said: readonly string[], phrase: string) => boolean} */
const says = (said, phrase) => ` ${said.join(' ')} `.includes(` ${phrase} `);

/** @type {(input: { readonly text: string, readonly hasPrevious?: boolean }) => { readonly kind: 'follow' | 'new' | 'ask', readonly text: string, readonly why: string }} */
export const followUp = ({ text, hasPrevious = true }) => {
  const [, command = '', rest = ''] = /^\s*\/(followup|new)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (command !== '')
    return { kind: command === 'new' ? 'new' : 'follow', text: rest.trim(), why: `/${command} says so` };
  if (!hasPrevious) return { kind: 'new', text, why: 'there is nothing before it' };
  const said = words(text);
  const fresh = PHRASES_NEW.find((phrase) => says(said, phrase));
  if (fresh !== undefined) return { kind: 'new', text, why: `it says "${fresh}"` };
  const [first = ''] = said;
  if (BEGINNINGS.includes(first) && said.length < SHORT)
    return { kind: 'follow', text, why: `it is short and begins with "${first}"` };
  const back = PHRASES_BACK.find((phrase) => says(said, phrase)) ?? BACK.find((word) => said.includes(word));
  if (back !== undefined) return { kind: 'follow', text, why: `"${back}" refers back` };
  return { kind: 'ask', text, why: 'it could be either' };
};

export default followUp;
