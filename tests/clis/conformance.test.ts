/** Every real CLI, every way a call can end: the outcome is the one that `outcomes.json` has, and nobody survives. */
import { describe, expect, test } from 'vitest';
import { CELLS } from './cells.ts';
import { installed } from './installed.ts';
import { OUTCOMES } from './outcomes.ts';
import { COLUMNS } from './speakers.ts';

/** Where time is short only some ways are tried, and of ACP only an edit: `WS_CLIS_CELLS=few`. */
const isShort = process.env['WS_CLIS_CELLS'] === 'few';

describe.each(Object.entries(COLUMNS))('%s', (name, { cli, acp }) => {
  const found = installed(cli);
  if ('missing' in found) {
    // In the long lane a CLI that cannot be had is a failure; here it is named.
    test.runIf(process.env['WS_LONG'] !== undefined)('is there', () => expect(found.missing).toBe(''));
    test.skip(`is not there: ${found.missing}`, () => undefined);
    return;
  }
  const speaker = { cli, bin: found.bin, ...(acp === undefined ? {} : { acp }) };
  for (const { id, isFew, isOfStreams, run } of CELLS) {
    if (isOfStreams === true && acp !== undefined) continue;
    const isTried = !isShort || (acp === undefined ? isFew === true : id === 'edit');
    (isTried ? test : test.skip)(OUTCOMES[id]?.says ?? id, async () => {
      expect(OUTCOMES[id]?.outcomes[name] ?? []).toContain(await run(speaker));
    });
  }
});
