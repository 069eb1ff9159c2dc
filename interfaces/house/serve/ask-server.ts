/** Asks the server of a repository, from this machine. */
import { request } from 'node:http';
import { isJsonObject } from '../../../core/json.ts';
import type { ServerNote } from './server-note.ts';

const PATIENCE_MS = 5_000;

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** A code that opens its page once; null where it does not answer, or somebody else does by now. */
export const openCode = ({ url, token }: ServerNote): Promise<string | null> =>
  new Promise((done) => {
    const headers = { authorization: `Bearer ${token}` };
    const asked = request(`${url}/api/v1/codes`, { method: 'POST', headers, timeout: PATIENCE_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const answer = jsonIn(Buffer.concat(chunks).toString('utf8'));
        const code = isJsonObject(answer) ? answer['code'] : null;
        done(typeof code === 'string' ? code : null);
      });
    });
    asked.on('error', () => done(null));
    asked.on('timeout', () => asked.destroy());
    asked.end();
  });
