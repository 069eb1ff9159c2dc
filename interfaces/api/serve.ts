/** The server of one repository: opens what routes need, listens, and closes it all again. It never drives a run. */
import type { AddressInfo } from 'node:net';
import { err, ok, type Result } from '../../core/result.ts';
import { codeOf, messageOf } from '../../core/thrown.ts';
import type { Composer } from '../house/composer.ts';
import type { House } from '../house/house.ts';
import type { Refusal } from '../house/refusal.ts';
import { refuse } from '../house/refusals.ts';
import { createApp } from './app.ts';
import { codesFor } from './codes.ts';
import type { Desk } from './desk.ts';
import type { Names } from './guard.ts';
import { driversOf } from './drivers.ts';
import { limitsOf } from './limits.ts';
import { lineIndexes } from './line-index.ts';
import { createMetrics } from './metrics.ts';
import { deliveryLog } from './delivery-log.ts';
import { webhooksIn } from '../house/serve/webhook-store.ts';
import { openWebhooks } from './webhooks.ts';
import { pageFiles } from './page-files.ts';
import { ROUTES } from './routes.ts';
import { serverLog } from './server-log.ts';
import { removeNote, writeNote } from '../house/serve/server-note.ts';
import { standingsIn } from './standing.ts';
import { streamOf } from './stream.ts';
import { tokensIn } from '../house/serve/tokens.ts';

export type ServeRequest = {
  readonly host: string;
  /** null: the usual one, or the next that is free. */
  readonly port: number | null;
  readonly isReadOnly: boolean;
  /** Under which origin a proxy before it is asked; null where there is none. */
  readonly behindProxy: string | null;
  readonly directory: string;
  /** Where the page lies, as it was built. */
  readonly pageFolder: string;
  /** What starts `ws`. */
  readonly program: readonly string[];
  readonly composer: Composer;
};

export interface Serving extends AsyncDisposable {
  readonly url: string;
  /** An admin's, for this machine's own use. */
  readonly token: string;
}

export const USUAL_PORT = 4455;
const TRIED = 20;
/** The name of the token that lies beside the state. */
const OWN_NAME = 'this machine';

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|::1)$/;

const refusalOfPlace = ({ host, behindProxy }: ServeRequest): Refusal | null =>
  LOOPBACK.test(host) || behindProxy !== null
    ? null
    : refuse(
        'invalid',
        `${host} can be reached by others, who could read what is sent`,
        'Put a proxy with TLS before it, and say so: --behind-proxy https://ws.example.org',
      ).error;

const proxyOrigin = (text: string | null): Result<URL | null, Refusal> => {
  if (text === null) return ok(null);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, '')) return ok(url);
  return refuse('invalid', `"${text}" is no origin`, 'Say scheme and host: --behind-proxy https://ws.example.org');
};

const namesOf = (port: number, host: string, proxy: URL | null): Names => {
  const own = ['127.0.0.1', 'localhost', '[::1]', ...(LOOPBACK.test(host) || host.includes(':') ? [] : [host])];
  const hosts = own.map((name) => `${name}:${port}`);
  return {
    hosts: new Set([...hosts, ...(proxy === null ? [] : [proxy.host])]),
    origins: new Set([...hosts.map((name) => `http://${name}`), ...(proxy === null ? [] : [proxy.origin])]),
  };
};

type Listener = { listen(options: { readonly host: string; readonly port: number }): Promise<unknown> };

/** A port that was named is taken or refused; else the usual one, or the next that is free. */
const listen = async (app: Listener, { host, port }: ServeRequest): Promise<Refusal | null> => {
  for (let tried = 0; ; tried++) {
    try {
      await app.listen({ host, port: port ?? USUAL_PORT + tried });
      return null;
    } catch (error) {
      const isTaken = codeOf(error) === 'EADDRINUSE';
      if (isTaken && port === null && tried + 1 < TRIED) continue;
      if (isTaken)
        return refuse('environment', `port ${port ?? USUAL_PORT} is taken`, 'Name another one: --port').error;
      return refuse('environment', `nothing can listen at ${host}: ${messageOf(error)}`, null).error;
    }
  }
};

/** Serves a repository until it is disposed of. */
export const serve = async (request: ServeRequest): Promise<Result<Serving, Refusal>> => {
  const refused = refusalOfPlace(request);
  if (refused !== null) return err(refused);
  const proxy = proxyOrigin(request.behindProxy);
  if (!proxy.ok) return proxy;
  const { composer, directory, isReadOnly, program } = request;
  const opened = await composer.openHouse(directory);
  if (!opened.ok) return opened;
  const house: House = opened.value;
  const now = (): number => house.clock.now();
  const { stateDirectory } = house;
  const { mask } = composer;
  const stream = await streamOf(house, mask);
  const webhookStore = webhooksIn(stateDirectory);
  const webhooks = openWebhooks({ house, store: webhookStore, witness: deliveryLog(stateDirectory) });
  const desk: Desk = {
    ...{ house, composer, directory, isReadOnly, stream },
    drivers: driversOf({ ...house, program }),
    lines: lineIndexes(),
    metrics: createMetrics(),
    ...{ webhookStore, webhooks },
    standings: standingsIn(house),
    tokens: tokensIn(stateDirectory, now),
    codes: codesFor(now),
    limits: limitsOf(now),
    startedAt: now(),
  };
  let port = 0;
  const { app, server } = createApp({
    ...{ desk, mask, routes: ROUTES, page: pageFiles(request.pageFolder) },
    names: () => namesOf(port, request.host, proxy.value),
    witness: serverLog(stateDirectory, now, mask),
  });
  const close = async (): Promise<void> => {
    removeNote(stateDirectory, process.pid);
    server().closeAllConnections();
    await app.close();
    await webhooks[Symbol.asyncDispose]();
    await stream[Symbol.asyncDispose]();
    await house[Symbol.asyncDispose]();
  };
  const failed = await listen(app, request);
  if (failed !== null) {
    await close();
    return err(failed);
  }
  // Cannot lie: it listens at a port.
  ({ port } = server().address() as AddressInfo);
  desk.tokens.revoke(OWN_NAME);
  const token = desk.tokens.make({ name: OWN_NAME, role: 'admin' }, null);
  const url = `http://${request.host.includes(':') ? `[${request.host}]` : request.host}:${port}`;
  writeNote(stateDirectory, { pid: process.pid, url, token });
  return ok({ url, token, [Symbol.asyncDispose]: close });
};
