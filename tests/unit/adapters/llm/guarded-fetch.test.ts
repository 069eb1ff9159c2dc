import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aCall, aConfig, aGateway, aProvider, ask, KINDS } from './gateway-rig.ts';

/** A server of the test; gives its address. */
const serve = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Asks a provider at an address, and gives what it died of. */
const failureAt = async (kind: (typeof KINDS)[number], url: string) => {
  const { result } = await ask(aGateway(aConfig(aProvider('p', kind, url))), aCall());
  return result.ok ? null : result.error.failure;
};

const PIECE = Buffer.alloc(1024 * 1024, 'x');

/** Sends without end, until nobody listens; gives the pieces that were sent. */
const endless = (status: number): { readonly answer: RequestListener; readonly sent: () => number } => {
  let sent = 0;
  return {
    sent: () => sent,
    answer: (_, response) => {
      response.writeHead(status, { 'content-type': status === 200 ? 'text/event-stream' : 'application/json' });
      const send = (): void => {
        if (response.destroyed) return;
        sent += 1;
        response.write(PIECE, (error) => (error === null || error === undefined ? send() : undefined));
      };
      send();
    },
  };
};

describe.each(KINDS)('a provider of kind %s', (kind) => {
  test.each([301, 302, 303, 307, 308])(
    'that answers with %i leads nobody elsewhere, neither key nor question',
    async (status) => {
      const asked: unknown[] = [];
      const elsewhere = await serve((request, response) => {
        asked.push(request.headers);
        response.end('{}');
      });
      const url = await serve((_, response) => response.writeHead(status, { location: `${elsewhere}/v1?k=1` }).end());
      expect(await failureAt(kind, url)).toMatchObject({
        code: 'bad-output',
        message: `the provider leads to ${elsewhere}, which is not where it is configured to be (baseURL)`,
      });
      expect(asked).toEqual([]);
    },
  );

  test('that answers without end is given up', async () => {
    const { answer, sent } = endless(200);
    const failure = await failureAt(kind, await serve(answer));
    expect(failure).toMatchObject({ code: 'bad-output' });
    expect(failure?.message).toContain('larger than 67108864 bytes');
    expect(sent()).toBeLessThan(80);
  });

  test('that refuses without end is heard as far as it says why', async () => {
    const { answer, sent } = endless(500);
    expect(await failureAt(kind, await serve(answer))).toMatchObject({ code: 'unavailable' });
    expect(sent()).toBeLessThan(20);
  });
});
