import { expect, test } from 'vitest';
import { itemOf } from '../../../core/brought.ts';

test.each([
  ['.ws/plugins/mine/fixtures/a.log', '.ws/plugins/mine'],
  ['.ws/schedules/nightly.yaml', '.ws/schedules/nightly.yaml'],
  ['.ws/anything.sh', '.ws/anything.sh'],
  ['.WS/tools/t/run.sh', '.WS/tools/t'],
  ['.ws', '.ws'],
  ['.claude/hooks/before.sh', '.claude'],
  ['.mcp.json', '.mcp.json'],
  ['.github/hooks/before.json', '.github/hooks'],
  ['.GitHub/mcp.json', '.GitHub/mcp.json'],
  ['.github/workflows/ci.yml', null],
  ['.github/copilot-instructions.md', null],
  ['.ws/worktrees/r1/src/a.ts', null],
  ['.ws/state.db-wal', null],
  ['.wsrc', null],
  ['docs/.ws/a.md', null],
  ['src/.claude/settings.json', null],
])('%s belongs to %s', (path, item) => {
  expect(itemOf(path)).toBe(item);
});
