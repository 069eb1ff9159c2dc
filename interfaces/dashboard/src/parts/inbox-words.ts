/** How what waits for a person is called, and how it looks. */
import type { InboxItem } from '../data/resources.ts';
import type { State } from './looks.ts';

/** Names an item in the address. */
export const inboxKey = ({ run, step }: InboxItem): string => (step === null ? run : `${run}:${step}`);

/** How it looks in the list. */
export const inboxLook = ({ kind, question }: Pick<InboxItem, 'kind' | 'question'>): State => {
  if (kind === 'failed' || kind === 'merge') return kind;
  if (kind === 'interrupted') return 'paused';
  return question?.choices.includes('accept') === true ? 'waiting' : 'question';
};

/** Its first line says what it is about; the rest is for the pane. */
export const inboxTitle = ({ kind, title, message }: Pick<InboxItem, 'kind' | 'title' | 'message'>): string =>
  kind === 'merge' || kind === 'interrupted'
    ? title
    : (message.split('\n').find((line) => line.trim() !== '') ?? title).replace(/^#+ /, '');
