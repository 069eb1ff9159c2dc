import { expect, test } from 'vitest';
import { isJsonObject } from '../../../../core/json.ts';
import { checkSchema } from '../../../../schema/json-schema.ts';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const team = await shippedFunction('team');

test.each([
  ['analysis', 5],
  ['admin', 2],
  ['email', 2],
  ['writing', 2],
  ['support', 3],
])('the team %s has %s members, each with a schema that is one', (name, count) => {
  const members = team({ team: name })['members'] as unknown as readonly { readonly schema: unknown }[];
  expect(members).toHaveLength(count);
  for (const { schema } of members) expect(isJsonObject(schema) ? checkSchema(schema) : 'none').toBeNull();
});

test.each([
  ['a name that there is not', 'sales', 'there is no team "sales": admin, analysis'],
  ['a way out of the folder', '../lib/team', 'there is no team'],
  ['nobody', { id: 'x', last: 'a', members: [] }, 'no members'],
  ['a last that is nobody', { id: 'x', last: 'b', members: [{ id: 'a', charter: 'c', schema: {} }] }, '"last" is none'],
])('%s is told', (_, given, message) => {
  expect(() => team({ team: given })).toThrow(message);
});
