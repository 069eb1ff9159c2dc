/** Specifications and changes, as the server shows and moves them. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder } from '../../../../rig/ws.ts';
import { aServer, type Server } from '../server.ts';

const spec =
  '# Greeting\n\n## Purpose\n\nPeople are greeted.\n\n## Requirements\n\n### Requirement: Hello\n\nIt SHALL say hello.\n\n#### Scenario: Morning\n\n- **WHEN** it is morning\n- **THEN** it says hello\n';
const delta =
  '## ADDED Requirements\n\n### Requirement: Goodbye\n\nIt SHALL say goodbye.\n\n#### Scenario: Evening\n\n- **WHEN** it is evening\n- **THEN** it says goodbye\n';

let folder = '';
let server: Server;
beforeAll(async () => {
  folder = makeFolder('ws specs ');
  const root = makeRepository(join(folder, 'repo'), {
    'openspec/config.yaml': 'ws:\n  gate: approved\n',
    'openspec/specs/greeting/spec.md': spec,
    'openspec/changes/say-goodbye/proposal.md':
      '# Say goodbye\n\n## Why\n\nPeople leave.\n\n## What Changes\n\n- They hear goodbye.\n',
    'openspec/changes/say-goodbye/tasks.md': '# Tasks\n\n## 1. Words\n\n- [ ] 1.1 Write goodbye\n',
    'openspec/changes/say-goodbye/specs/greeting/spec.md': delta,
  });
  server = await aServer(root);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  removeFolder(folder);
});

test('shows what is specified', async () => {
  expect((await server.ask('/api/v1/specs')).body).toMatchObject({ items: [{ id: 'greeting', requirements: 1 }] });
  expect((await server.ask('/api/v1/specs/greeting')).body).toMatchObject({
    purpose: 'People are greeted.',
    requirements: [{ name: 'Hello', scenarios: [{ name: 'Morning' }] }],
  });
  expect((await server.ask('/api/v1/specs/nothing')).status).toBe(404);
});

test('runs a change only once it is approved, by whom is told', async () => {
  expect((await server.ask('/api/v1/changes')).body).toMatchObject({
    items: [{ id: 'say-goodbye', state: 'draft', mayRun: false }],
  });
  const run = { method: 'POST', body: {} };
  expect((await server.ask('/api/v1/changes/say-goodbye/run', run)).status).toBe(409);
  const refused = await server.ask('/api/v1/changes/say-goodbye/approve', { method: 'POST', body: { note: 'good' } });
  expect(refused).toMatchObject({ status: 409, body: { code: 'findings' } });
  expect((await server.ask('/api/v1/changes/say-goodbye/submit', { method: 'POST', body: {} })).body).toMatchObject({
    state: 'review',
  });
  const approved = await server.ask('/api/v1/changes/say-goodbye/approve', { method: 'POST', body: { note: 'good' } });
  expect(approved.body).toMatchObject({
    state: 'approved',
    mayRun: true,
    moves: [{ event: 'submit' }, { event: 'approve', note: 'good' }],
  });
  const started = await server.ask('/api/v1/changes/say-goodbye/run', run);
  expect(started).toMatchObject({ status: 202, body: { workstream: 'say-goodbye' } });
});
