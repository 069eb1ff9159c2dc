import { expect, test } from 'vitest';
import { readElements } from '../../../../../error/engine/reading/xml.ts';

const names = new Set(['a', 'b']);
const read = (xml: string) =>
  readElements(xml, names).map(({ name, attributes, text }) => [name, Object.fromEntries(attributes), text]);

test.each([
  ['<a x="1" y=\'2\'>text</a>', [['a', { x: '1', y: '2' }, 'text']]],
  ['<a x="&lt;&amp;&#65;&#x42;&none;"/>', [['a', { x: '<&AB&none;' }, '']]],
  ['<a x="1 > 0">t</a>', [['a', { x: '1 > 0' }, 't']]],
  ['<a><![CDATA[<b>&amp;]]>!</a>', [['a', {}, '<b>&amp;!']]],
  ['<?xml version="1.0"?><!-- <a> --><b/>', [['b', {}, '']]],
  [
    '<a>one<b>two</b></a>',
    [
      ['a', {}, 'one'],
      ['b', {}, 'two'],
    ],
  ],
  ['<other>x</other>', []],
  ['<a>cut off', [['a', {}, 'cut off']]],
  ['<a x="cut', [['a', {}, '']]],
  ['<![CDATA[never closed', []],
])('%s', (xml, elements) => {
  expect(read(xml)).toEqual(elements);
});
