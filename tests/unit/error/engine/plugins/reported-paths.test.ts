/** A fix touches what was reported. */
import { expect, test } from 'vitest';
import { reportedPaths } from '../../../../../error/engine/plugins/reported-paths.ts';
import { issueOf } from '../../../../../error/engine/reading/issue.ts';
import { SHIPPED_PLUGINS } from '../../../../../error/plugins/registry.generated.ts';

const at = (path: string | null) => issueOf({ tool: 't', message: 'm', path, category: 'format', code: 'rustfmt' });

test('each file once, in their order, and nothing that would be an option', () => {
  expect(reportedPaths([at('b.ts'), at('a.ts'), at('b.ts'), at(null), at('--config=x')])).toEqual(['b.ts', 'a.ts']);
});

test.each(SHIPPED_PLUGINS.map(({ plugin }) => plugin).filter((plugin) => plugin.fix !== undefined))(
  '$name offers nothing without a file, and never the whole folder',
  (plugin) => {
    expect(plugin.fix?.([at(null)]) ?? null).toBeNull();
    expect(plugin.fix?.([at('src/a.x')])?.argv ?? []).not.toContain('.');
  },
);
