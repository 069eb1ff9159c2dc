import { expect, test } from 'vitest';
import { failureOfThrown } from '../../../core/failure-of-thrown.ts';

const errorWith = (members: object): Error => Object.assign(new Error('it broke'), members);

test.each<[string, unknown, string]>([
  ['a refusal of the system', errorWith({ code: 'ENOENT', syscall: 'mkdtemp' }), 'workspace'],
  ['a full disk', errorWith({ code: 'ENOSPC', syscall: 'write' }), 'disk-full'],
  ['a full database', errorWith({ code: 'SQLITE_FULL' }), 'disk-full'],
  ['a fault of the program', new TypeError('x is not a function'), 'bug'],
  ['a text', 'it broke', 'bug'],
])('%s is told as what it is', (_, thrown, code) => {
  expect(failureOfThrown(thrown)).toMatchObject({ code });
});
