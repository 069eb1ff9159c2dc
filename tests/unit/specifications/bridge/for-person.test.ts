import { expect, test } from 'vitest';
import { isForPerson } from '../../../../specifications/bridge/for-person.ts';

test.each([
  'Run `x` only after the backup was checked by a person',
  'Deploy, once legal has given its approval',
  'After sign-off from the client, remove the flag',
  'Do not deploy until a maintainer says so',
  'Delete it (manual)',
  'Manually test the login',
  'Manual smoke test: init with a global scope',
  'Get approval for this change',
  'Wait for confirmation of the release date',
  'Ask the owner which one to keep',
  'Migrate; when the change is approved by security, drop the table',
])('%s: for a person', (text) => {
  expect(isForPerson(text)).toBe(true);
});

test.each([
  'Add a changeset describing the auto-approval',
  'Delete the old table, but only where the flag is on for every tenant',
  'Show a dialog once the user clicks',
  'Defer cleanup until after configured tools refresh',
  'Add manual update instructions',
  'CLI tests for human-readable output',
  'Refuse requests without approval',
  'Ensure `renderer` depends only on `core`',
])('%s: not', (text) => {
  expect(isForPerson(text)).toBe(false);
});
