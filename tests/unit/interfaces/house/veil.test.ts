import { expect, test } from 'vitest';
import { createVeil } from '../../../../interfaces/house/veil.ts';

test('what is said is masked by all that was added, each once', () => {
  const veil = createVeil();
  expect(veil.mask('a b')).toBe('a b');
  const asked: string[] = [];
  const hide =
    (secret: string) =>
    (text: string): string => {
      asked.push(secret);
      return text.replaceAll(secret, '***');
    };
  const first = hide('a');
  for (const mask of [first, first, hide('b')]) veil.add(mask);
  expect(veil.mask('a b c')).toBe('*** *** c');
  expect(asked).toEqual(['a', 'b']);
});
