import { describe, expect, test } from 'vitest';
import { ADAPTERS } from '../../../../../adapters/tools/descriptions.ts';
import { objectionToRequirement, rankProfiles } from '../../../../../adapters/tools/selection/rank.ts';
import { shippedProfiles } from '../../../../../config/profiles/load.ts';
import { toolId } from '../../../../../core/id.ts';
import type { Requirement } from '../../../../../core/requirement.ts';
import type { Profiles, ToolProfile } from '../../../../../core/tool-profile.ts';

const shipped = shippedProfiles(ADAPTERS);
const claude = shipped.get(toolId('claude'));
if (claude === undefined) throw new Error('claude is shipped');
const plain: Partial<ToolProfile> = {
  languages: [],
  taskTypes: [],
  environments: [],
  priority: 0,
  capabilities: ['code'],
};
const withTools = (tools: Readonly<Record<string, Partial<ToolProfile>>>): Profiles =>
  new Map([
    ...[...shipped].filter(([, { adapter }]) => adapter === 'shell' || adapter === 'manual'),
    ...Object.entries(tools).map(
      ([name, over]) => [toolId(name), { ...claude, ...plain, ...over, name: toolId(name) }] as const,
    ),
  ]);
const ANY: Requirement = { capability: 'code', languages: [], task: null, environment: null, unsaid: [] };
const order = (
  profiles: Profiles,
  over: Partial<Requirement> = {},
  lately: readonly string[] = [],
): readonly string[] =>
  rankProfiles(profiles, { ...ANY, ...over }, ({ name }) => lately.includes(name)).map(
    ({ profile, total }) => `${profile.name} ${total}`,
  );

describe('a tool has', () => {
  test.each([
    ['its priority', { priority: 7 }, {}, [], 7],
    ['50 for the language', { languages: ['Rust'] }, { languages: ['rust'] }, [], 50],
    ['50 for all languages', { languages: ['c', 'rust'] }, { languages: ['rust', 'c'] }, [], 50],
    ['25 for some of the languages', { languages: ['rust'] }, { languages: ['rust', 'c'] }, [], 25],
    ['25 where any language will do', { languages: ['*'] }, { languages: ['rust'] }, [], 25],
    ['nothing for another language', { languages: ['c'] }, { languages: ['rust'] }, [], 0],
    ['nothing for a language that nobody asks for', { languages: ['c'] }, {}, [], 0],
    ['30 for the task', { taskTypes: ['test'] }, { task: 'test' }, [], 30],
    ['20 for the environment', { environments: ['ci'] }, { environment: 'ci' }, [], 20],
    ['10 for a recent success', {}, {}, ['a'], 10],
    [
      'all of it',
      { ...{ priority: 1, languages: ['c'], taskTypes: ['t'], environments: ['e'] } },
      { languages: ['c'], task: 't', environment: 'e' },
      ['a'],
      111,
    ],
  ])('%s', (_, profile, requirement, lately, total) => {
    expect(order(withTools({ a: profile }), requirement, lately)[0]).toBe(`a ${total}`);
  });
});

test('the best comes first, of equals the first by name, then what the best falls back to, and a person last', () => {
  const tools = withTools({
    ...{ b: { priority: 5 }, a: { priority: 5 }, best: { priority: 9, fallback: [toolId('helper'), toolId('a')] } },
    ...{ helper: { priority: 99, capabilities: [] }, stranger: { priority: 100, capabilities: [] } },
    ...{ off: { priority: 100, enabled: false } },
  });
  expect(order(tools).map((line) => line.split(' ')[0])).toEqual(['best', 'a', 'b', 'helper', 'manual']);
});

test('a script is never chosen', () => {
  expect(order(shipped, { capability: null }).join()).not.toContain('shell');
});

test('a requirement that no tool can meet is told with what there is', () => {
  expect(objectionToRequirement(shipped, { ...ANY, capability: 'revew' })).toMatch(
    /no tool has the capability "revew"; there are .*Did you mean "review"\?/,
  );
  expect(objectionToRequirement(shipped, ANY)).toBeNull();
});
