import { expect, test } from 'vitest';
import { createProcesses } from '../../../../adapters/machine/processes.ts';
import { ADAPTERS } from '../../../../adapters/tools/descriptions.ts';
import { NO_SURROUNDINGS } from '../../../../adapters/tools/agent/surroundings.ts';
import { createTools } from '../../../../adapters/tools/registry.ts';
import { createShell } from '../../../../adapters/tools/shell/shell.ts';
import { shippedProfiles } from '../../../../config/profiles/load.ts';
import { toolId } from '../../../../core/id.ts';

const processes = createProcesses();
const shipped = shippedProfiles(ADAPTERS);
const claude = shipped.get(toolId('claude'));
if (claude === undefined) throw new Error('claude is shipped');

test('there is a tool for each profile that is enabled, two of one adapter, too', () => {
  const cheap = { ...claude, name: toolId('cheap'), title: 'Cheap', access: 'read' as const };
  const off = { ...claude, name: toolId('off'), enabled: false };
  const profiles = new Map([...shipped, ...[cheap, off].map((each) => [each.name, each] as const)]);
  const tools = createTools(profiles, {
    ...{ shell: createShell(processes), processes, surroundings: NO_SURROUNDINGS },
  });
  expect(tools.all().map(({ id }) => id)).toEqual([...shipped.keys(), 'cheap']);
  expect(tools.find(toolId('cheap'))).toMatchObject({
    title: 'Cheap',
    inputSchema: tools.find(toolId('claude'))?.inputSchema,
  });
  expect(tools.find(toolId('cheap'))?.describe({}).access).toBe('read');
  expect(tools.find(toolId('cheap'))).toBe(tools.find(toolId('cheap')));
  expect(tools.find(toolId('off'))).toBeNull();
  expect(tools.find(toolId('fish'))).toBeNull();
});
