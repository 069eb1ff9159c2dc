import { describe, expect, test } from 'vitest';
import { lowered } from '../../../config/lowered.ts';

const before = { logCap: '64MiB', grace: '5s', plugins: { disabled: [], timeLimit: '2s' } };

describe('a limit that a project sets', () => {
  test.each([
    ['lower', { logCap: '1MiB', grace: '100ms', plugins: { timeLimit: '1s' } }],
    ['the same', { logCap: 64 * 1024 * 1024, grace: '5000ms', plugins: { timeLimit: '2s' } }],
  ])('counts where it is %s', (_, value) => {
    expect(lowered({ origin: 'ws.config.yaml', layer: 'project', value }, before)).toEqual({
      layer: { origin: 'ws.config.yaml', layer: 'project', value },
      notes: [],
    });
  });

  test('is ignored, with a sentence, where it is higher, and all else counts', () => {
    const value = { logCap: '1GiB', grace: '1h', plugins: { disabled: ['npm'], timeLimit: '1m' } };
    const { layer, notes } = lowered({ origin: 'ws.config.yaml', layer: 'project', value }, before);
    expect(layer.value).toEqual({ plugins: { disabled: ['npm'] } });
    expect(notes).toEqual([
      'ws.config.yaml: logCap 1GiB is ignored: a project can only lower it, and 64MiB counts',
      'ws.config.yaml: grace 1h is ignored: a project can only lower it, and 5s counts',
      'ws.config.yaml: plugins.timeLimit 1m is ignored: a project can only lower it, and 2s counts',
    ]);
  });
});
