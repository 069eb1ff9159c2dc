/** A file as an answer: all of it, or the bytes that are asked for. It is never shown in place, whatever is in it. */
import type { Readable } from 'node:stream';
import type { ServedFile } from '../../adapters/machine/served-file.ts';
import type { Answer } from './answer.ts';
import { byteRange } from './byte-range.ts';

const safeName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '_');

/** `name` is what it is to be called where it is saved. */
export const fileAnswer = (file: ServedFile, name: string, range: string | undefined): Answer => {
  const { size } = file;
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${safeName(name)}"`,
    'content-security-policy': "sandbox; default-src 'none'",
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
  };
  const asked = byteRange(range, size);
  if (asked.kind === 'none') {
    file.close();
    return { kind: 'bytes', status: 416, body: '', headers: { ...headers, 'content-range': `bytes */${size}` } };
  }
  if (size === 0) {
    file.close();
    return { kind: 'bytes', status: 200, body: '', headers: { ...headers, 'content-length': '0' } };
  }
  const { from, to } = asked.kind === 'part' ? asked : { from: 0, to: size - 1 };
  const body: Readable = file.read(from, to);
  const length = { 'content-length': String(to - from + 1) };
  if (asked.kind === 'whole') return { kind: 'bytes', status: 200, body, headers: { ...headers, ...length } };
  return {
    ...{ kind: 'bytes', status: 206, body },
    headers: { ...headers, ...length, 'content-range': `bytes ${from}-${to}/${size}` },
  };
};
