import { describe, expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const conflicts = await shippedFunction('conflicts');

const decides = (by: string, topic: string, choice: string) => ({ by, decisions: [{ topic, choice, reason: 'r' }] });
const ids = (found: { readonly [key: string]: unknown }) =>
  (found['conflicts'] as readonly { readonly id: string }[]).map(({ id }) => id);

describe('what a program sees', () => {
  test('one choice in other letters is agreed', () => {
    const plans = [decides('a', 'Database', 'PostgreSQL'), decides('b', 'database', 'postgresql ')];
    expect(conflicts({ plans })).toEqual({ conflicts: [], agreed: ['Database: PostgreSQL'], ballots: [] });
  });

  test('another choice on one topic is a conflict, with who chose what', () => {
    const plans = [decides('a', 'auth', 'JWT'), decides('b', 'Auth.', 'session cookie')];
    const found = conflicts({ plans });
    const ballot = { id: 'choice:auth', topic: 'auth', why: 'the plans choose differently' };
    expect(found).toMatchObject({
      conflicts: [
        {
          ...{ id: 'choice:auth', kind: 'choice', topic: 'auth' },
          options: [
            { choice: 'JWT', by: ['a'] },
            { choice: 'session cookie', by: ['b'] },
          ],
        },
      ],
      agreed: [],
    });
    expect(found['ballots']).toEqual([
      { ...ballot, voter: 'a', choices: ['JWT', 'session cookie'] },
      { ...ballot, voter: 'b', choices: ['session cookie', 'JWT'] },
    ]);
  });

  test('what one alone says is neither', () => {
    expect(conflicts({ plans: [decides('a', 'cache', 'none')] })).toEqual({ conflicts: [], agreed: [], ballots: [] });
  });

  test('a route that one counts on and nobody provides', () => {
    const plans = [
      { by: 'back', provides: [{ method: 'GET', path: '/users/{id}' }] },
      {
        by: 'front',
        consumes: [
          { method: 'get', path: '/users/:userId/' },
          { method: 'GET', path: '/feed' },
        ],
      },
    ];
    const found = conflicts({ plans });
    expect(ids(found)).toEqual(['interface:GET /feed']);
    expect(found).toMatchObject({ conflicts: [{ options: [{ by: ['front'] }, { by: ['back'] }] }] });
  });
});

describe('what a reader claims', () => {
  const plans = [decides('a', 'Database', 'PostgreSQL'), decides('b', 'database', 'postgresql'), null];
  const claim = (topic: string, ...choices: readonly string[]) => ({
    ...{ topic, why: 'w' },
    options: choices.map((choice) => ({ choice, by: ['a'] })),
  });

  test('counts on topics that no program has looked at', () => {
    expect(ids(conflicts({ plans, claims: [claim('Deployment', 'one box', 'a cluster')] }))).toEqual([
      'claim:deployment',
    ]);
  });

  test.each([
    ['one that the plans agree on', claim('DATABASE!', 'x', 'y')],
    ['one without two options', claim('Deployment', 'one box', 'One  Box.')],
    ['one without a topic', claim(' ', 'x', 'y')],
  ])('does not make a conflict of %s', (_, made) => {
    expect(ids(conflicts({ plans, claims: [made] }))).toEqual([]);
  });

  test('is nothing where it is not there', () => {
    expect(ids(conflicts({ plans, claims: null }))).toEqual([]);
  });
});
