import { expect, test } from 'vitest';
import { remembered, rememberedWith } from '../../../core/remembered.ts';

test('the same text is worked out once, also where nothing came of it', () => {
  const asked: string[] = [];
  const find = remembered(10, (text: string): string | undefined => {
    asked.push(text);
    return text === 'a' ? 'found' : undefined;
  });
  expect([find('a'), find('b'), find('a'), find('b')]).toEqual(['found', undefined, 'found', undefined]);
  expect(asked).toEqual(['a', 'b']);
});

test('no more is kept than is allowed', () => {
  const asked: string[] = [];
  const find = remembered(2, (text: string) => asked.push(text));
  for (const text of ['a', 'b', 'c', 'a']) find(text);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});

test('the same object is worked out once, another that is alike anew', () => {
  let made = 0;
  const find = rememberedWith((of: { readonly id: number }) => {
    made += 1;
    return of.id;
  });
  const one = { id: 1 };
  expect([find(one), find(one), find({ id: 1 })]).toEqual([1, 1, 1]);
  expect(made).toBe(2);
});
