/** The tool `event`: a step waits for a domain event, and gives its payload. Who drives the run hears of those that come. */
import { instant } from '../../../core/id.ts';
import type { JsonObject } from '../../../core/json.ts';
import { err, ok } from '../../../core/result.ts';
import type { Wait } from '../../../core/attempt.ts';
import type { ToolAdapter } from '../../../core/tool.ts';
import { parseDuration } from '../../../schema/duration.ts';
import { describeEvent, EVENT } from '../descriptions.ts';

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  required: ['event'],
  additionalProperties: false,
  properties: {
    event: { type: 'string', minLength: 1, description: 'The type of the event.' },
    where: { type: 'string', description: 'An expression over event: only one for which it holds.' },
    timeout: { type: 'string', description: 'How long it is waited for, such as 2d; then the step fails.' },
  },
};

/** Makes the tool; it needs nothing and never fails by itself. */
export const createEvent = (now: () => number = Date.now): ToolAdapter => ({
  id: EVENT,
  title: 'A domain event',
  inputSchema: INPUT_SCHEMA,
  describe: describeEvent,
  check: () => Promise.resolve({ available: true, version: null, hint: '' }),
  execute: async ({ with: { event, where = null, timeout = null } }) => {
    if (typeof event !== 'string' || (where !== null && typeof where !== 'string')) {
      const message = '"event" is the type of an event, and "where" an expression';
      return err({ failure: { code: 'bad-input', pointer: '/with/event', message }, evidence: null });
    }
    const afterMs = typeof timeout === 'string' ? parseDuration(timeout) : null;
    const wait: Wait = {
      ...{ kind: 'event', prompt: `It waits for the event ${event}${where === null ? '' : ` where ${where}`}.` },
      ...{ choices: ['accept', 'skip', 'reject'], awaits: { type: event, where } },
      ...(afterMs === null ? {} : { until: instant(now() + afterMs), onTimeout: { answer: 'fail', afterMs } }),
    };
    return ok({ wait });
  },
});
