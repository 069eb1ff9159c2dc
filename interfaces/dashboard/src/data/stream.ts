/** Server-sent events by fetch, because an EventSource sends no token. Resumes where it was cut, with growing pauses. */
import { token } from './token.ts';

export type Sent = { readonly id: string; readonly type: string; readonly data: string };

export type Listening = {
  /** Told in order, each once. */
  readonly heard: (sent: Sent) => void;
  readonly live: (isLive: boolean) => void;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** The frames that are whole in a text, and what is left of it. */
export const framesOf = (text: string): { readonly frames: readonly Sent[]; readonly rest: string } => {
  const parts = text.split('\n\n');
  const rest = parts.pop() ?? '';
  const frames = parts.map((frame) => {
    const fields = { id: '', event: 'message', data: '' };
    for (const line of frame.split('\n')) {
      const [, name = '', value = ''] = /^(id|event|data): ?(.*)$/.exec(line) ?? [];
      if (name === 'id') fields.id = value;
      else if (name === 'event') fields.event = value;
      else if (name === 'data') fields.data += fields.data === '' ? value : `\n${value}`;
    }
    return { id: fields.id, type: fields.event, data: fields.data };
  });
  return { frames: frames.filter(({ data }) => data !== ''), rest };
};

const pause = (ms: number, ended: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    ended.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Listens until `ended` aborts. */
export const listen = async (path: string, { heard, live }: Listening, ended: AbortSignal): Promise<void> => {
  let last = '';
  let wait = FIRST_PAUSE_MS;
  while (!ended.aborted) {
    try {
      const answer = await fetch(path, {
        signal: ended,
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${token() ?? ''}`,
          ...(last === '' ? {} : { 'last-event-id': last }),
        },
      });
      if (!answer.ok || answer.body === null) throw new Error(String(answer.status));
      live(true);
      wait = FIRST_PAUSE_MS;
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        const { frames, rest } = framesOf(text + value);
        text = rest;
        for (const frame of frames) {
          if (frame.id !== '') last = frame.id;
          heard(frame);
        }
      }
    } catch {
      // Cut off, refused, or the server is gone: all the same, it is asked again.
    }
    if (ended.aborted) return;
    live(false);
    await pause(wait, ended);
    wait = Math.min(LONGEST_PAUSE_MS, wait * 2);
  }
};
