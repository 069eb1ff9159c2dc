import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from './price.mjs';

test('counts every piece', () => {
  assert.equal(total([{ price: 2, pieces: 3 }]), 6);
});

test('is rounded to cents', () => {
  assert.equal(total([{ price: 0.1, pieces: 3 }]), 0.3);
});
