import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf, isDiskFull, isSystemError, messageOf } from '../../../core/thrown.ts';

const errorWith = (members: object): Error => Object.assign(new Error('it broke'), members);

/** As the system really says it. */
const refusal = (): unknown => {
  try {
    return readFileSync(join('no', 'such', 'file'));
  } catch (error) {
    return error;
  }
};

test.each<[string, unknown, string]>([
  ['an error', new Error('it broke'), 'it broke'],
  ['a text', 'it broke', 'it broke'],
  ['nothing', undefined, 'undefined'],
  ['an object', { message: 'it broke' }, '[object Object]'],
])('the message of %s', (_, thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
});

test.each<[string, unknown, string | null]>([
  ['of a refused call', refusal(), 'ENOENT'],
  ['of an error of Node', errorWith({ code: 'ERR_DLOPEN_FAILED' }), 'ERR_DLOPEN_FAILED'],
  ['is none where it is a number', errorWith({ code: 1 }), null],
  ['is none where there is none', new Error('it broke'), null],
  ['is none of what is no error', { code: 'ENOENT' }, null],
])('the code %s', (_, thrown, code) => {
  expect(codeOf(thrown)).toBe(code);
});

describe('a refusal of the system', () => {
  test.each<[string, unknown, boolean]>([
    ['is one', refusal(), true],
    ['is no fault of the program', new TypeError('x is not a function'), false],
    ['is no error of Node', errorWith({ code: 'ERR_DLOPEN_FAILED' }), false],
  ])('%s', (_, thrown, isOne) => {
    expect(isSystemError(thrown)).toBe(isOne);
  });
});

test.each<[unknown, boolean]>([
  [errorWith({ code: 'ENOSPC' }), true],
  [errorWith({ code: 'EDQUOT' }), true],
  [errorWith({ code: 'SQLITE_FULL' }), true],
  [errorWith({ code: 'SQLITE_IOERR_SHMSIZE' }), true],
  [errorWith({ cause: errorWith({ code: 'SQLITE_FULL' }) }), true],
  [errorWith({ code: 'SQLITE_IOERR_READ' }), false],
  [errorWith({ code: 'ENOENT' }), false],
  ['ENOSPC', false],
])('%s tells of a full disk: %s', (thrown, isFull) => {
  expect(isDiskFull(thrown)).toBe(isFull);
});

test('nobody else takes what was thrown apart', () => {
  const rooms = ['core', 'error', 'schema', 'specifications', 'adapters', 'config', 'interfaces'];
  const sources = rooms.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(room, path)),
  );
  const apart = sources.filter((path) =>
    /instanceof Error\s*\?\s*\w+\.message|instanceof Error && '(code|syscall)' in/.test(readFileSync(path, 'utf8')),
  );
  // The page is a program of its own.
  expect(apart).toEqual(['core/thrown.ts', 'interfaces/dashboard/src/data/message-of.ts']);
});
