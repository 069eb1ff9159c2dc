import { describe, expect, test } from 'vitest';
import type { KnownTools } from '../../../schema/check-calls.ts';
import { err, ok } from '../../../core/result.ts';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { reading } from '../../rig/step.ts';

const FILES: Readonly<Record<string, string>> = { 'p.md': 'Do {{ what }}', 'q.md': 'Do {{ what }} {{ more }}' };
const parts = {
  ...reading,
  readBeside: async (name: string) => {
    const text = FILES[name];
    return text === undefined ? err(`there is no file ${name}`) : ok({ text, file: `at/${name}` });
  },
};
const tools = async (): Promise<KnownTools> => ({
  names: ['shell', 'agent'],
  objection: () => null,
  inputSchema: (name) =>
    name === 'agent'
      ? {
          type: 'object',
          properties: { prompt: { type: 'string' }, options: { type: 'object' } },
          additionalProperties: false,
        }
      : { type: 'object', properties: { run: { type: 'string' } } },
  settings: () => ({}),
  examine: () => [],
  gives: () => null,
  objectionToRequirement: () => null,
});

const told = async (step: string): Promise<readonly string[]> => {
  const text = `version: 1\nid: demo\nsteps:\n  - id: a\n    ${step}\n`;
  const loaded = await loadWorkstream(text, 'a.yaml', parts, tools);
  return loaded.ok
    ? []
    : loaded.error.map(({ file, line, column, pointer, message }) => `${file}:${line}:${column} ${pointer} ${message}`);
};

describe('a template is a text wherever a tool takes one', () => {
  test.each([
    'tool: agent\n    with: { prompt: { template: p.md, with: { what: x } } }',
    'run: "true"\n    fallback: [{ tool: agent, with: { prompt: { template: p.md, with: { what: "${{ failure.message }}" } } } }]',
    'run: "true"\n    compensate: { tool: agent, with: { prompt: { template: p.md, with: { what: x } } } }',
    'foreach: [1]\n    steps: [{ id: b, tool: agent, with: { prompt: { template: p.md, with: { what: "${{ each.value }}" } } } }]',
    'tool: agent\n    with: { options: { template: p.md, with: { what: x }, more: 1 } }',
  ])('%s', async (step) => {
    expect(await told(step)).toEqual([]);
  });
});

describe('what is wrong is told at its place', () => {
  test.each([
    [
      'tool: agent\n    with: { prompt: { template: r.md } }',
      'a.yaml:6:33 /steps/0/with/prompt/template template r.md: there is no file r.md',
    ],
    [
      'tool: agent\n    with: { prompt: { template: "${{ inputs.x }}.md" } }',
      'a.yaml:6:33 /steps/0/with/prompt/template a template is named as it is',
    ],
    [
      'tool: agent\n    with: { prompt: { template: p.md, with: x } }',
      'a.yaml:6:45 /steps/0/with/prompt/with "with" beside a template is an object',
    ],
    [
      'tool: agent\n    with: { prompt: { ws.template: {} } }',
      'a.yaml:6:36 /steps/0/with/prompt/ws.template "ws.template" is how ws keeps a template',
    ],
    [
      'tool: agent\n    with: { prompt: { template: p.md, with: { what: "${{ inputs.y }}" } } }',
      'a.yaml:6:58 /steps/0/with/prompt/with/what inputs.y: there is no input "y".',
    ],
    [
      'tool: agent\n    with: { options: { template: p.md, with: { what: x } } }',
      '/steps/0/with/options "options" must be an object',
    ],
    [
      'tool: shell\n    with: { run: { template: p.md, with: { what: x } } }',
      '/steps/0/with/run a script is no text of a template',
    ],
    [
      'tool: agent\n    with: { prompt: { template: q.md, with: { what: x } } }',
      'at/q.md:1:18  "more" is not known: its "with" gives what.',
    ],
  ])('%s', async (step, place) => {
    const all = await told(step);
    expect(all).toHaveLength(1);
    expect(all[0]).toContain(place);
  });
});

test('the text of a template is a part of the definition, and another one makes another', async () => {
  const text =
    '{"version":1,"id":"a","steps":[{"id":"a","tool":"agent","with":{"prompt":{"template":"p.md","with":{"what":"x"}}}}]}';
  const hash = async (body: string): Promise<string | null> => {
    const loaded = await loadWorkstream(text, 'a.json', {
      ...parts,
      readBeside: async (file) => ok({ text: body, file }),
    });
    return loaded.ok ? loaded.value.plan.hash : null;
  };
  expect(await hash('Do {{ what }}')).toBe(await hash('Do {{ what }}'));
  expect(await hash('Do {{ what }}')).not.toBe(await hash('Do {{ what }}!'));
});
