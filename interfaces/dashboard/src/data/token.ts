/** The token of this tab: exchanged for the code that `ws ui` opens the page with, or told by a sister tab. */
const KEY = 'ws-token';
/** A sister tab that is there answers at once. */
const SISTER_MS = 250;

const channel = new BroadcastChannel('ws-token');
channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const known = sessionStorage.getItem(KEY);
  if (data === 'who' && known !== null) channel.postMessage({ token: known });
});

/** null where this tab has none. */
export const token = (): string | null => sessionStorage.getItem(KEY);

/** Keeps a token for this tab, or forgets it. */
export const keepToken = (value: string | null): void => {
  if (value === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, value);
};

const fromSister = (): Promise<string | null> =>
  new Promise((resolve) => {
    const heard = ({ data }: MessageEvent<unknown>): void => {
      if (typeof data !== 'object' || data === null || !('token' in data) || typeof data.token !== 'string') return;
      done(data.token);
    };
    const timer = setTimeout(() => done(null), SISTER_MS);
    const done = (value: string | null): void => {
      clearTimeout(timer);
      channel.removeEventListener('message', heard);
      resolve(value);
    };
    channel.addEventListener('message', heard);
    channel.postMessage('who');
  });

/** The code in the address is wiped before anything else is done: it counts once. */
const codeInAddress = (): string | null => {
  const code = /^#c=([\w-]+)$/.exec(location.hash)?.[1] ?? null;
  if (code !== null) history.replaceState(null, '', location.pathname + location.search);
  return code;
};

const exchanged = async (code: string): Promise<string | null> => {
  const answer = await fetch('/api/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (!answer.ok) return null;
  const body: unknown = await answer.json();
  return typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string'
    ? body.token
    : null;
};

/** Whether the tab has a token after all ways to one were tried. */
export const takeToken = async (): Promise<boolean> => {
  const code = codeInAddress();
  if (code !== null) keepToken((await exchanged(code)) ?? token());
  if (token() === null) keepToken(await fromSister());
  return token() !== null;
};
