/** What a webhook is told of an event. */
import type { WsEvent } from '../../core/event.ts';
import { topicOf, type Notice, type Topic } from '../../core/hook.ts';
import { termsOf } from '../house/definition-of.ts';
import type { House } from '../house/house.ts';
import { noticeOf } from '../house/notifier.ts';
import { createRedaction } from '../house/redaction.ts';
import type { Preset } from '../house/serve/webhook-store.ts';
import { timeText } from './documents/time.ts';

const sentenceOf = ({ run, topic, step }: Notice): string => {
  const what = step === null ? topic : `${topic} at ${step}`;
  const why = run.failed[0] === undefined ? '' : `: ${run.failed[0].step}: ${run.failed[0].message}`;
  return `${run.title} (${run.id}) ${what}${why}`;
};

const bodyOf = (notice: Notice, preset: Preset): object => {
  if (preset === 'slack') return { text: sentenceOf(notice) };
  if (preset === 'discord') return { content: sentenceOf(notice).slice(0, 1_900), allowed_mentions: { parse: [] } };
  return { type: `run.${notice.topic}`, timestamp: timeText(notice.event.at), data: notice };
};

export type Told = { readonly id: string; readonly topic: Topic; readonly bodyFor: (preset: Preset) => string };

/** Secrets taken out; null of an event that nobody is told of. */
export const toldOf = async (
  event: WsEvent,
  { store, repository, env }: Pick<House, 'store' | 'repository' | 'env'>,
): Promise<Told | null> => {
  if (topicOf(event) === null) return null;
  const notice = await noticeOf(event, { run: event.run, repository: repository.root, store });
  const terms = notice === null ? null : await termsOf(store, event.run);
  if (notice === null || terms === null) return null;
  // Masking keeps the shape: only strings change.
  const safe = createRedaction(terms, env).json(notice) as unknown as Notice;
  return { id: notice.id, topic: notice.topic, bodyFor: (preset) => JSON.stringify(bodyOf(safe, preset)) };
};
