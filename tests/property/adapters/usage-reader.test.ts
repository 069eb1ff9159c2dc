/** However an answer is cut on its way, and whatever texts in it look like, what it used is read exactly. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnswerFormat } from '../../../adapters/llm/proxy/routes.ts';
import { twinKey } from '../../../adapters/llm/proxy/twin-key.ts';
import { createUsageHider } from '../../../adapters/llm/proxy/usage-hider.ts';
import { createUsageReader } from '../../../adapters/llm/proxy/usage-reader.ts';
import { isJsonObject, type Json } from '../../../core/json.ts';
import type { TokenCount } from '../../../core/token-count.ts';

const RUNS = process.env['WS_LONG'] === undefined ? 1_000 : 10_000;

type Event = { readonly name: string | null; readonly data: Json };
type Told = { readonly events: readonly Event[]; readonly truth: TokenCount };

const count = fc.nat(100_000);
const text = fc
  .array(
    fc.constantFrom(
      ...['plain', 'ünï — 漢字 🎉', '"usage":{"input_tokens":999999}', 'data: {"usage":{"output_tokens":5}}\n\n'],
      ...['\r\n\r\nevent: x', '"usageMetadata": {"promptTokenCount": 7}', '\\"usage\\"', '\u2028'],
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));
const texts = fc.array(text, { maxLength: 20 });

const named = (type: string, rest: Readonly<Record<string, Json>>): Event => ({ name: type, data: { type, ...rest } });

const messages = fc.tuple(texts, count, count, count, count).map(
  ([said, fresh, read, written, output]): Told => ({
    events: [
      named('message_start', {
        message: {
          model: 'm',
          usage: {
            ...{ input_tokens: fresh, cache_read_input_tokens: read, cache_creation_input_tokens: written },
            output_tokens: 1,
          },
        },
      }),
      ...said.map((each, at) =>
        at % 2 === 0
          ? named('content_block_delta', { delta: { type: 'text_delta', text: each } })
          : named('content_block_start', {
              content_block: { type: 'tool_use', input: { usage: { input_tokens: 4 }, each } },
            }),
      ),
      named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: output } }),
      named('message_stop', {}),
    ],
    truth: { input: fresh + read + written, cacheRead: read, cacheWrite: written, output, reasoning: 0 },
  }),
);

const responses = fc.tuple(texts, count, count, count, count).map(
  ([said, input, cacheRead, output, reasoning]): Told => ({
    events: [
      named('response.created', { response: { model: 'm', usage: null } }),
      ...said.map((delta) => named('response.output_text.delta', { delta })),
      named('response.completed', {
        response: {
          output: [{ text: said.join(''), usage: { input_tokens: 1 } }],
          usage: {
            ...{ input_tokens: input, input_tokens_details: { cached_tokens: cacheRead } },
            ...{ output_tokens: output, output_tokens_details: { reasoning_tokens: reasoning } },
          },
        },
      }),
    ],
    truth: { input, cacheRead, cacheWrite: 0, output, reasoning },
  }),
);

const chat = fc.tuple(texts, count, count, count, count, fc.boolean()).map(
  ([said, input, cacheRead, output, reasoning, isNull]): Told => ({
    events: [
      ...said.map((content) => ({
        name: null,
        data: { choices: [{ delta: { content } }], ...(isNull ? { usage: null } : {}) },
      })),
      {
        name: null,
        data: {
          choices: [],
          usage: {
            ...{ prompt_tokens: input, prompt_tokens_details: { cached_tokens: cacheRead } },
            ...{ completion_tokens: output, completion_tokens_details: { reasoning_tokens: reasoning } },
          },
        },
      },
    ],
    truth: { input, cacheRead, cacheWrite: 0, output, reasoning },
  }),
);

const content = fc.tuple(texts, count, count, count, count).map(
  ([said, input, cacheRead, output, reasoning]): Told => ({
    events: [...said, ''].map((each, at) => ({
      name: null,
      data: {
        candidates: [{ content: { parts: [{ text: each }] } }],
        usageMetadata:
          at < said.length
            ? { promptTokenCount: at, candidatesTokenCount: at }
            : {
                ...{ promptTokenCount: input, cachedContentTokenCount: cacheRead },
                ...{ candidatesTokenCount: output, thoughtsTokenCount: reasoning },
              },
      },
    })),
    truth: { input, cacheRead, cacheWrite: 0, output: output + reasoning, reasoning },
  }),
);

const TOLD: Readonly<Record<AnswerFormat, fc.Arbitrary<Told>>> = { messages, responses, chat, content };
const FORMATS: readonly AnswerFormat[] = ['messages', 'responses', 'chat', 'content'];

const style = fc.record({
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  space: fc.constantFrom('', ' '),
  isSpread: fc.boolean(),
  hasComments: fc.boolean(),
  hasMark: fc.boolean(),
  isOpen: fc.boolean(),
});

const written = (events: readonly Event[], how: typeof style extends fc.Arbitrary<infer T> ? T : never): string => {
  const { lineEnd, space } = how;
  const each = events.map(({ name, data }) => {
    const lines = JSON.stringify(data, null, how.isSpread ? 1 : 0).split('\n');
    return [
      ...(how.hasComments ? [': keep-alive "usage'] : []),
      ...(name === null ? [] : [`event:${space}${name}`]),
      ...lines.map((line) => `data:${space}${line}`),
    ].join(lineEnd);
  });
  return `${how.hasMark ? '\uFEFF' : ''}${each.join(lineEnd + lineEnd)}${how.isOpen ? '' : lineEnd + lineEnd}`;
};

/** Pieces of these lengths, over and over. */
const pieces = (bytes: Buffer, lengths: readonly number[]): readonly Buffer[] => {
  const all: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    all.push(bytes.subarray(at, at + length));
    at += length;
  }
  return all;
};
const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 400 })), { minLength: 1 });

test.each(FORMATS)('of a stream of %s', (format) => {
  fc.assert(
    fc.property(TOLD[format], style, cuts, fc.boolean(), ({ events, truth }, how, lengths, isClose) => {
      const reader = createUsageReader(format, { isStream: true, isClose });
      for (const piece of pieces(Buffer.from(written(events, how)), lengths)) reader.push(piece);
      reader.end();
      expect(reader.said()).toEqual({ tokens: truth, isLast: true });
    }),
    { numRuns: RUNS },
  );
});

test.each(['\n', '\r\n', '\r'])('64 MB of a stream with line ends %j leave nothing behind', (lineEnd) => {
  const reader = createUsageReader('chat', { isStream: true, isClose: false });
  const block = Buffer.from(`data: {"choices":[{"delta":{"content":"abc"}}]}${lineEnd}${lineEnd}`.repeat(1_200));
  let most = 0;
  for (let sent = 0; sent < 64 << 20; sent += block.length)
    for (const piece of pieces(block, [16_411])) {
      reader.push(piece);
      most = Math.max(most, reader.waiting());
    }
  expect(most).toBeLessThan(200_000);
});

test('a text has a key twice in one object only where it was written twice', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 1), (value, indent) => {
      expect(twinKey(JSON.stringify(value, null, indent))).toBeNull();
    }),
    { numRuns: RUNS },
  );
  expect(twinKey('{"a":"\\"b\\": \\\\","c":{"a":1},"e":["f",{"a":1},{"a":1}],"a" \n\t : 1}')).toBe('a');
  expect(twinKey('{"e":[{"type":"x", "t\\u0079pe":"y"}]}')).toBe('type');
});

test('of a stream of chat only the event of usage that was asked for is taken out', () => {
  fc.assert(
    fc.property(chat, style, cuts, ({ events }, how, lengths) => {
      const plain = { ...how, isSpread: false, hasComments: false, hasMark: false, isOpen: false };
      const hider = createUsageHider();
      const got = pieces(Buffer.from(written(events, plain)), lengths).map((piece) => hider.pass(piece));
      const isUsage = ({ data }: Event): boolean => isJsonObject(data) && isJsonObject(data['usage']);
      const left = events.filter((each) => !isUsage(each));
      expect(Buffer.concat([...got, hider.rest()]).toString()).toBe(left.length === 0 ? '' : written(left, plain));
    }),
    { numRuns: RUNS },
  );
});
