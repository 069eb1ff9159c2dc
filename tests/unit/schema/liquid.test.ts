import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../core/result.ts';
import { examineTemplate, renderTemplate, type ReadPart } from '../../../schema/liquid.ts';

const PARTS: Readonly<Record<string, string>> = {
  'part.md': 'for {{ who }}',
  'wrong.md': 'a\n {{ who | upcas }}',
  'circle.md': '{% render "round.md" %}',
  'round.md': '{% if who %}{% render "circle.md" %}{% endif %}',
};
const read: ReadPart = async (name) => {
  const text = PARTS[name];
  return text === undefined ? err(`there is no file ${name}`) : ok(text);
};

const problems = async (text: string, given: readonly string[]): Promise<readonly string[]> =>
  (await examineTemplate({ name: 'a.md', text, given }, read)).problems.map(
    ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
  );

const render = (text: string, values: Parameters<typeof renderTemplate>[0]['with'] = {}) =>
  renderTemplate({ file: 'a.md', files: { 'a.md': text, ...PARTS }, with: values });

describe('what is wrong with a template is told with its place before anything is rendered', () => {
  test.each([
    ['x\n{{ name }} {{ nam }}', 'a.md:2:15 "nam" is not known: its "with" gives name. Did you mean "name"?'],
    [
      '{{ inputs.a }}',
      'a.md:1:4 "inputs" is not known: its "with" gives name. Expressions stand there, as in with: { x: ${{ inputs… }} }.',
    ],
    ['{{ name | upcas }}', 'a.md:1:1 undefined filter: upcas'],
    ['\n{% if name %}', 'a.md:2:1 tag {% if name %} not closed'],
    ['{{ name', 'a.md:1:1 output "{{ name" not closed'],
    ['{% unles name %}', 'a.md:1:1 tag "unles" not found'],
    ['{% render "part.md" %}', 'part.md:1:8 "who" is not known: its "with" gives name.'],
    ['{% render "wrong.md", who: name %}', 'wrong.md:2:2 undefined filter: upcas'],
    ['{% render "gone.md" %}', 'a.md:1:1 render "gone.md": there is no file gone.md'],
    ['{% if name %}{% include name %}{% endif %}', 'a.md:1:14 include takes the name of a file, in quotes'],
    [
      '{% render "circle.md", who: 1 %}',
      'round.md:1:13 templates render each other in a circle: a.md → circle.md → round.md → circle.md',
    ],
  ])('%j', async (text, told) => {
    expect(await problems(text, ['name'])).toEqual([told]);
  });

  test('and nothing is wrong with what it makes itself, and with what it renders with what that needs', async () => {
    const text =
      '{% for each in name %}{{ forloop.index }}{{ each.x | default: "y" }}{% endfor %}{% render "part.md", who: name %}';
    expect(await problems(text, ['name'])).toEqual([]);
  });
});

describe('a text is made of values, and of nothing else', () => {
  test('what a value holds is read neither as a template nor as an expression', () => {
    const text = render('{{ a }}{% render "part.md", who: a %}', { a: '{{ b }} {% raw %} ${{ c }}' });
    expect(text).toEqual(ok('{{ b }} {% raw %} ${{ c }}for {{ b }} {% raw %} ${{ c }}'));
  });

  test('no filter reads a value as an expression', async () => {
    const named = ['where_exp', 'reject_exp', 'group_by_exp', 'has_exp', 'find_exp', 'find_index_exp'];
    for (const filter of named)
      expect(await problems(`{{ name | ${filter}: "x", name }}`, ['name'])).toEqual([
        `a.md:1:1 undefined filter: ${filter}`,
      ]);
  });

  test('objects and lists are shown as JSON, null as nothing', () => {
    expect(render('{{ o }}|{{ l }}|{{ n }}|{{ l | join: "," }}', { o: { a: 1 }, l: ['x', 2], n: null })).toEqual(
      ok('{"a":1}|["x",2]||x,2'),
    );
  });

  test.each([
    ['what a value lacks', '\n{{ o.b }}', 'a.md:2:4: undefined variable: o.b'],
    ['what every object has in JavaScript', '{{ o.constructor }}', 'a.md:1:4: undefined variable: o.constructor'],
    ['a file that was not read with it', '{% render "/etc/passwd" %}', 'Failed to lookup "/etc/passwd"'],
    [
      'more than there is room for',
      '{% assign a = "xxxxxxxx" %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}',
      'memory alloc limit exceeded',
    ],
    ['more items than anybody reads', '{% for i in (1..100000000) %}x{% endfor %}', 'memory alloc limit exceeded'],
    ['more text than anybody reads', `{% for i in (1..2000) %}${'x'.repeat(1000)}{% endfor %}`, 'more than 1000000'],
  ])('%s is an error', (_, text, told) => {
    const made = render(text, { o: { a: 1 } });
    expect(made.ok ? '' : made.error).toContain(told);
  });

  test('what may be lacking is asked for', () => {
    expect(render('{% if o.b %}b{% else %}none{% endif %} {{ o.b | default: "x" }}', { o: {} })).toEqual(ok('none x'));
  });
});
