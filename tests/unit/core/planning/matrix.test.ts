import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../core/json.ts';
import { combinationsOf } from '../../../../core/planning/matrix.ts';

/** The combinations as GitHub names its jobs: values in order, `a b` for `{ x: a, y: b }`. */
const made = (matrix: Json): readonly string[] => {
  const combinations = combinationsOf(matrix);
  if (!combinations.ok) return [`${combinations.error.pointer}: ${combinations.error.message}`];
  return combinations.value.map(({ value }) =>
    Object.entries(value)
      .map(([name, each]) => `${name}=${typeof each === 'string' ? each : JSON.stringify(each)}`)
      .join(' '),
  );
};

const two = { os: ['l', 'm'], node: [20, 22] };
const fruit = { fruit: ['apple', 'pear'], animal: ['cat', 'dog'] };

describe('a matrix has the combinations that GitHub makes', () => {
  test.each<readonly [string, Json, readonly string[]]>([
    ['one dimension', { os: ['l', 'm'] }, ['os=l', 'os=m']],
    ['one value', { os: ['l'] }, ['os=l']],
    ['two dimensions, the first slowest', two, ['os=l node=20', 'os=l node=22', 'os=m node=20', 'os=m node=22']],
    [
      'three dimensions',
      { a: [1, 2], b: [1], c: [1, 2] },
      ['a=1 b=1 c=1', 'a=1 b=1 c=2', 'a=2 b=1 c=1', 'a=2 b=1 c=2'],
    ],
    ['an empty dimension', { a: [1], b: [] }, []],
    ['no dimension', {}, []],
    ['objects as values', { a: [{ v: 1 }] }, ['a={"v":1}']],
    ['truth values', { a: [true, false] }, ['a=true', 'a=false']],
    ['null as a value', { a: [null] }, ['a=null']],
    ['lists as values', { a: [[1, 2]] }, ['a=[1,2]']],
    [
      'exclude: a whole combination',
      { ...two, exclude: [{ os: 'm', node: 20 }] },
      ['os=l node=20', 'os=l node=22', 'os=m node=22'],
    ],
    ['exclude: a part of one is enough', { ...two, exclude: [{ os: 'm' }] }, ['os=l node=20', 'os=l node=22']],
    [
      'exclude: what matches nothing',
      { ...two, exclude: [{ os: 'w' }] },
      ['os=l node=20', 'os=l node=22', 'os=m node=20', 'os=m node=22'],
    ],
    ['exclude: several', { ...two, exclude: [{ os: 'm' }, { node: 22 }] }, ['os=l node=20']],
    ['exclude: everything', { os: ['l'], exclude: [{ os: 'l' }] }, []],
    ['exclude: an empty entry matches all', { os: ['l'], exclude: [{}] }, []],
    ['exclude: no entries', { os: ['l'], exclude: [] }, ['os=l']],
    ['exclude: null is none', { os: ['l'], exclude: null }, ['os=l']],
    ['exclude: the kind of a value counts', { node: [20], exclude: [{ node: '20' }] }, ['node=20']],
    [
      'exclude: objects are compared by value',
      { a: [{ v: 1, w: 2 }, { v: 2 }], exclude: [{ a: { w: 2, v: 1 } }] },
      ['a={"v":2}'],
    ],
    [
      'exclude: a name that is no dimension',
      { os: ['l'], exclude: [{ arch: 'x' }] },
      ['/exclude/0/arch: exclude names "arch", which is no dimension: there are os'],
    ],
    ['include: a new key is added to all', { os: ['l', 'm'], include: [{ v: 1 }] }, ['os=l v=1', 'os=m v=1']],
    ['include: added where it agrees', { os: ['l', 'm'], include: [{ os: 'm', v: 1 }] }, ['os=l', 'os=m v=1']],
    ['include: a new combination where it agrees nowhere', { os: ['l'], include: [{ os: 'w' }] }, ['os=l', 'os=w']],
    ['include: a new one with more keys', { os: ['l'], include: [{ os: 'w', v: 1 }] }, ['os=l', 'os=w v=1']],
    ['include: what is there already adds nothing', { os: ['l'], include: [{ os: 'l' }] }, ['os=l']],
    ['include: what was added may be overwritten', { os: ['l'], include: [{ v: 1 }, { v: 2 }] }, ['os=l v=2']],
    [
      'include: what was there from the beginning may not',
      { os: ['l'], node: [20], include: [{ os: 'l', node: 22 }] },
      ['os=l node=20', 'os=l node=22'],
    ],
    [
      'include: nothing is added to what an include has made',
      { os: ['l'], include: [{ os: 'w' }, { os: 'w', v: 1 }] },
      ['os=l', 'os=w', 'os=w v=1'],
    ],
    ['include: alone', { include: [{ a: 1 }, { a: 2 }] }, ['a=1', 'a=2']],
    ['include: alone, equal entries stay two', { include: [{ a: 1 }, { a: 1 }] }, ['a=1', 'a=1']],
    [
      'include: comes after exclude',
      { os: ['l', 'm'], exclude: [{ os: 'm' }], include: [{ os: 'm', v: 1 }] },
      ['os=l', 'os=m v=1'],
    ],
    [
      'include: adds to what exclude has left',
      { os: ['l', 'm'], exclude: [{ os: 'm' }], include: [{ v: 1 }] },
      ['os=l v=1'],
    ],
    ['include: with all excluded it is a new one', { os: ['l'], exclude: [{ os: 'l' }], include: [{ v: 1 }] }, ['v=1']],
    ['include: null is none', { os: ['l'], include: null }, ['os=l']],
    [
      'the example of the manual',
      {
        ...fruit,
        include: [
          { color: 'green' },
          { color: 'pink', animal: 'cat' },
          { fruit: 'apple', shape: 'circle' },
          { fruit: 'banana' },
          { fruit: 'banana', animal: 'cat' },
        ],
      },
      [
        'fruit=apple animal=cat color=pink shape=circle',
        'fruit=apple animal=dog color=green shape=circle',
        'fruit=pear animal=cat color=pink',
        'fruit=pear animal=dog color=green',
        'fruit=banana',
        'fruit=banana animal=cat',
      ],
    ],
    ['no object', 'x', [': it is not an object']],
    ['a list', [1], [': it is not an object']],
    ['a dimension that is no list', { os: 'l' }, ['/os: os is not a list']],
    ['include that is no list', { os: ['l'], include: { os: 'm' } }, ['/include: include is not a list']],
    ['an entry that is no object', { os: ['l'], exclude: ['l'] }, ['/exclude/0: exclude: entry 1 is not an object']],
  ])('%s', (_, matrix, combinations) => {
    expect(made(matrix)).toEqual(combinations);
  });

  test('keys name the dimensions, and of a new one all it has', () => {
    const combinations = combinationsOf({ os: ['l'], node: [20], include: [{ v: 1 }, { os: 'w', v: { a: 1 } }] });
    expect(combinations.ok && combinations.value.map(({ key }) => key)).toEqual(['os=l,node=20', 'os=w,v={"a":1}']);
  });
});
