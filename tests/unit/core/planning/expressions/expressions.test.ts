import { describe, expect, test } from 'vitest';
import type { ExpressionContext } from '../../../../../core/planning/expressions/expression-language.ts';
import {
  compileExpression,
  evaluate,
  evaluateCondition,
} from '../../../../../core/planning/expressions/expressions.ts';
import { fillJson, fillString } from '../../../../../core/planning/expressions/fill.ts';
import { hostileTexts } from '../shell/hostile-texts.ts';

const object = JSON.parse(
  '{"constructor":1,"__proto__":2,"list":[1,{"q":2}],"A":"upper","a":"lower"}',
) as ExpressionContext['inputs']; // an object
const context: ExpressionContext = {
  inputs: { n: 3, text: 'x', none: null, fraction: 0.1 + 0.2, object },
  env: { HOME: '/h' },
  needed: () => null,
  step: (id) => (id === 'build' ? { status: 'failed', outputs: { o: { p: [1, 2] } }, exitCode: 7 } : null),
  run: { id: 'r1', branch: 'ws/w/r1', base: 'abc', startedAt: '2026-05-05T12:00:00.000Z', workstream: 'w' },
  workstream: { id: 'w', title: 'T' },
  failure: null,
  each: null,
  matrix: null,
  loop: null,
  event: null,
  previous: null,
  standing: 'succeeded',
};

test.each<[string, unknown]>([
  ['inputs.n', 3],
  ['inputs.none', null],
  ['INPUTS.Text', 'x'],
  ['inputs.object.constructor', 1],
  ["inputs.object['__proto__']", 2],
  ['inputs.object.A', 'upper'],
  ['inputs.object.a', 'lower'],
  ['inputs.object.list.*.q', [2]],
  ['inputs.object == inputs.object', true],
  ['inputs.missing.too', null],
  ['env.HOME', '/h'],
  ['run.branch', 'ws/w/r1'],
  ['workstream.title', 'T'],
  ['steps.build.status', 'failed'],
  ['steps.build.outputs.o.p[1]', 2],
  ['steps.build.exitCode', 7],
  ['steps.build.outputs.unknown', null],
  ['steps.later.outputs.x', null],
  ["'it''s ''quoted'''", "it's 'quoted'"],
  ["contains('Hello', 'ell') && startsWith('Hello', 'he') && endsWith('Hello', 'LO')", true],
  ["format('{0}-{1}', 'a', 2)", 'a-2'],
  ["join(fromJSON('[1,2]'), '+')", '1+2'],
  ["fromJSON('{\"__proto__\":5}')['__proto__']", 5],
  ['toJSON(steps.build.outputs)', '{\n  "o": {\n    "p": [\n      1,\n      2\n    ]\n  }\n}'],
  ["inputs.n > 2 && 'yes' || 'no'", 'yes'],
  ['!inputs.none', true],
])('%s gives %j', (source, value) => {
  expect(evaluate(source, context)).toEqual({ ok: true, value });
});

test.each([
  ['', 'expression-syntax'],
  ['1 +', 'expression-syntax'],
  ['(1', 'expression-syntax'],
  ["'open", 'expression-syntax'],
  ['inputs..n', 'expression-syntax'],
  [`${'('.repeat(60)}1${')'.repeat(60)}`, 'expression-syntax'],
  ['1'.repeat(30_000), 'expression-syntax'],
  ['contains(1)', 'expression-syntax'],
  ['secrets.KEY', 'unknown-context'],
  ['nothing()', 'unknown-function'],
  ['constructor()', 'unknown-function'],
  ["fromJSON('{')", 'evaluation'],
  ["format('{5}')", 'evaluation'],
])('%s is refused, not thrown', (source, code) => {
  expect(evaluate(source, context)).toMatchObject({ ok: false, error: { code } });
});

test('an expression of thousands of terms is answered or refused, never thrown', () => {
  expect([true, false]).toContain(evaluate(`1${'==1'.repeat(6000)}`, context).ok);
});

test('only the steps that an expression names are looked up', () => {
  const asked: string[] = [];
  evaluate("steps.a.status == 'x' && steps.b.status", { ...context, step: (id) => (asked.push(id), null) });
  expect(asked).toEqual(['a']);
});

test('references are found wherever they stand', () => {
  expect(compileExpression("steps.a.outputs[inputs.k] == format('{0}', steps['b'].status) || !always()")).toMatchObject(
    {
      ok: true,
      value: {
        references: expect.arrayContaining([
          { context: 'steps', name: 'a', property: 'outputs', offset: 0 },
          { context: 'steps', name: 'b', property: 'status', offset: 43 },
          { context: 'inputs', name: 'k', property: null, offset: 16 },
        ]) as unknown,
        statusFunction: 'always',
      },
    },
  );
});

describe('a condition', () => {
  test.each<[string | null, ExpressionContext['standing'], boolean]>([
    [null, 'succeeded', true],
    [null, 'failed', false],
    ['true', 'failed', false],
    ["inputs.text == 'x'", 'succeeded', true],
    ["inputs.text == 'x'", 'failed', false],
    ['${{ failure() }}', 'failed', true],
    ['failure()', 'succeeded', false],
    ['cancelled()', 'cancelled', true],
    ['always()', 'cancelled', true],
    ['!cancelled()', 'failed', true],
    ["failure() && inputs.text == 'y'", 'failed', false],
    ["''", 'succeeded', false],
    ['0', 'succeeded', false],
    ['inputs.object', 'succeeded', true],
  ])('%s after %s: %s', (condition, standing, value) => {
    expect(evaluateCondition(condition, { ...context, standing })).toEqual({ ok: true, value });
  });
});

describe('filling in', () => {
  test('a text takes values as text', () => {
    expect(
      fillString("a ${{ inputs.n }} ${{ inputs.none }} ${{ true }} ${{ steps.build.outputs.o }} ${{ '}}' }}", context),
    ).toEqual({
      ok: true,
      value: 'a 3  true {"p":[1,2]} }}',
    });
  });
  test('numbers are printed as GitHub prints them', () => {
    expect(fillString('${{ inputs.fraction }} ${{ -0 }} ${{ 1e3 }}', context)).toEqual({
      ok: true,
      value: '0.3 0 1000',
    });
  });
  test('a text that is one expression keeps the type of its value, at any depth', () => {
    expect(
      fillJson({ a: ['${{ inputs.n }}', { b: ' ${{ inputs.n }}' }], c: '${{ steps.build.outputs.o }}', d: 4 }, context),
    ).toEqual({
      ok: true,
      value: { a: [3, { b: ' 3' }], c: { p: [1, 2] }, d: 4 },
    });
  });
  test('a key named __proto__ stays a key', () => {
    const filled = fillJson(JSON.parse('{"__proto__":"${{ inputs.n }}"}') as ExpressionContext['inputs'], context); // an object
    expect(JSON.stringify(filled)).toBe('{"ok":true,"value":{"__proto__":3}}');
  });
  test('hostile values come out byte for byte and are not read again', () => {
    const wrong = hostileTexts.filter((v) => {
      const filled = fillJson(['${{ inputs.v }}', '<${{ inputs.v }}>'], { ...context, inputs: { v } });
      return JSON.stringify(filled) !== JSON.stringify({ ok: true, value: [v, `<${v}>`] });
    });
    expect(wrong).toEqual([]);
  });
});

test.each([['fromJSON(\'{"a": 12345678901234567890}\').a'], ["fromJSON('[1e400]')[0]"]])(
  '%s fails, because the number would lose digits',
  (source) => {
    expect(evaluate(source, context)).toMatchObject({ ok: false, error: { code: 'evaluation' } });
  },
);

test('fromJSON takes nothing that is too deep to be walked', () => {
  const levels = (many: number): string => `${'['.repeat(many)}${']'.repeat(many)}`;
  expect(evaluate(`length(fromJSON('${levels(400)}'))`, context)).toEqual({ ok: true, value: 1 });
  const deep = { ...context, inputs: { text: levels(100_000) } };
  expect(evaluate('fromJSON(inputs.text)', deep)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('more than 500 levels') as string },
  });
});

test('fromJSON holds what can be held', () => {
  expect(evaluate('fromJSON(\'{"a": "12345678901234567890", "b": 9007199254740992}\')', context)).toEqual({
    ok: true,
    value: { a: '12345678901234567890', b: 9007199254740992 },
  });
});
