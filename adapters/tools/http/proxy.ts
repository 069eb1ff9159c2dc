/** Which proxy a request goes through, and the way through it. */
import { request, type RequestOptions } from 'node:http';
import { request as requestSecure } from 'node:https';
import { connect as secure } from 'node:tls';
import type { Socket } from 'node:net';

type Environment = Readonly<Record<string, string>>;

const said = (env: Environment, name: string): string => env[name.toLowerCase()] ?? env[name.toUpperCase()] ?? '';

/** `.example.com` and `example.com` are that host and those below it, with a port or without; `*` is all. */
const isExcepted = ({ hostname, port, protocol }: URL, exceptions: string): boolean =>
  exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', only = ''] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const own = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
      return (only === '' || only === own) && (hostname === name || hostname.endsWith(`.${name}`));
    });

/** By `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either case; null where there is none for this URL. */
export const proxyFor = (url: URL, env: Environment): URL | null => {
  if (isExcepted(url, said(env, 'no_proxy'))) return null;
  const text = said(env, url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') || said(env, 'all_proxy');
  const written = text.includes('://') ? text : `http://${text}`;
  const proxy = text === '' || !URL.canParse(written) ? null : new URL(written);
  return proxy !== null && /^https?:$/.test(proxy.protocol) ? proxy : null;
};

type Through = {
  /** Where the proxy is, and what is said to it, for a request that it makes itself. */
  readonly plain: Pick<RequestOptions, 'host' | 'port'> & { readonly headers: Readonly<Record<string, string>> };
  /** A connection to the host behind it, which the proxy cannot read. */
  readonly open: () => Promise<Socket>;
};

/** Nothing is connected before one of them is used. */
export const through = ({
  url,
  port,
  proxy,
  signal,
}: {
  readonly url: URL;
  readonly port: number;
  readonly proxy: URL;
  readonly signal: AbortSignal;
}): Through => {
  const isSecure = proxy.protocol === 'https:';
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const authorization =
    proxy.username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` };
  const at = { host: proxy.hostname, port: proxy.port === '' ? (isSecure ? 443 : 80) : Number(proxy.port) };
  return {
    plain: { ...at, headers: authorization },
    open: () =>
      new Promise((resolve, reject) => {
        const target = `${url.hostname}:${port}`;
        const asked = (isSecure ? requestSecure : request)({
          ...{ ...at, method: 'CONNECT', path: target, signal, agent: false },
          headers: { host: target, ...authorization },
        });
        asked.once('error', reject);
        asked.once('connect', ({ statusCode }, socket: Socket) => {
          if (statusCode === 200) resolve(secure({ socket, servername: url.hostname }));
          else reject(new Error(`the proxy ${proxy.host} answered ${statusCode ?? 0}`));
        });
        asked.end();
      }),
  };
};
