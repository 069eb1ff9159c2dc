import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLines } from '../../../../../adapters/tools/process/lines.ts';

test('gives the same lines however the bytes are cut', () => {
  const texts = fc.array(
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, '')),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(texts, fc.array(fc.nat(20), { minLength: 1 }), (lines, sizes) => {
      const bytes = Buffer.from(lines.join('\n'));
      const heard: string[] = [];
      const reader = createLines((line) => heard.push(line));
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = (sizes[turn % sizes.length] ?? 0) + 1;
        const piece = Buffer.from(bytes.subarray(at, at + size));
        reader.push(piece);
        // The place of the bytes is used again by who gave them.
        piece.fill(0);
        at += size;
      }
      reader.end();
      expect(heard.filter((line) => line !== '')).toEqual(lines.filter((line) => line !== ''));
    }),
  );
});
