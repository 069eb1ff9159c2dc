/** Which bytes of something a `Range` header asks for. */

/** `whole` where none is asked for; `none` where it has none of these. Both ends belong to a part. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'none' }
  | { readonly kind: 'part'; readonly from: number; readonly to: number };

const WHOLE: ByteRange = { kind: 'whole' };

/** Of `size` bytes. What is no single range of bytes counts as none asked for, as RFC 9110 has it. */
export const byteRange = (header: string | undefined, size: number): ByteRange => {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return WHOLE;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return WHOLE;
  return from >= size || to < from ? { kind: 'none' } : { kind: 'part', from, to };
};
