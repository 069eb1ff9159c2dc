/**
 * How providers are asked over HTTP.
 *
 *   F1. No redirect is followed: the key and the question are meant for the host that is configured, and for no other.
 *   F2. No answer is larger than one can be; of one that is no success the beginning is read.
 */

/** An answer with which nothing can be done, whatever it says; the message is the end of a sentence. */
export class UnusableAnswer extends Error {}

/** More than the longest answers have, with all that is around each piece of them. */
const LARGEST_ANSWER = 64 * 1024 * 1024;
/** What says why there is no answer. */
const LARGEST_REFUSAL = 64 * 1024;

const isRedirect = ({ status, headers }: Response): boolean => status >= 300 && status < 400 && headers.has('location');

/** Where it leads to, without what its path and query may hold. */
const originOf = (location: string, from: string): string =>
  URL.canParse(location, from) ? new URL(location, from).origin : 'no URL';

/** F2 */
const bounded = (body: ReadableStream<Uint8Array>, isSuccess: boolean): ReadableStream<Uint8Array> => {
  let size = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform: (bytes, out) => {
      const left = (isSuccess ? LARGEST_ANSWER : LARGEST_REFUSAL) - size;
      size += bytes.length;
      if (bytes.length <= left) return out.enqueue(bytes);
      if (isSuccess) return out.error(new UnusableAnswer(`the answer is larger than ${LARGEST_ANSWER} bytes`));
      out.enqueue(bytes.subarray(0, left));
      return out.terminate();
    },
  });
  return body.pipeThrough(counting);
};

/** As `fetch`, with a text for its URL, within these rules. */
export const guardedFetch: typeof fetch = async (input, init) => {
  const answer = await fetch(input, { ...init, redirect: 'manual' });
  if (isRedirect(answer)) {
    await answer.body?.cancel();
    const origin = originOf(answer.headers.get('location') ?? '', answer.url);
    throw new UnusableAnswer(`the provider leads to ${origin}, which is not where it is configured to be (baseURL)`); // F1
  }
  if (answer.body === null) return answer;
  const { status, statusText, headers, ok } = answer;
  return new Response(bounded(answer.body, ok), { status, statusText, headers });
};
