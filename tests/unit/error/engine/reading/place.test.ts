import { expect, test } from 'vitest';
import { placeOfFrame, withoutCheckout } from '../../../../../error/engine/reading/place.ts';

test.each([
  ['/home/runner/work/shop/shop/src/a.ts', 'src/a.ts'],
  ['/Users/runner/work/shop/shop/src/a.swift', 'src/a.swift'],
  ['D:/a/shop/shop/src/a.cs', 'src/a.cs'],
  ['/home/vsts/work/1/s/src/a.cs', 'src/a.cs'],
  ['/__w/shop/shop/a.go', 'a.go'],
  ['/github/workspace/a.py', 'a.py'],
  ['/builds/group/shop/app/a.rb', 'app/a.rb'],
  ['/var/jenkins_home/workspace/shop/a.c', 'a.c'],
  ['/home/circleci/project/lib/a.js', 'lib/a.js'],
  ['/opt/atlassian/pipelines/agent/build/a.js', 'a.js'],
  ['/drone/src/a.js', 'a.js'],
  ['/usr/lib/python3/a.py', '/usr/lib/python3/a.py'],
  ['/home/somebody/shop/a.js', '/home/somebody/shop/a.js'],
  ['src/a.js', 'src/a.js'],
])('%s lies in the repository at %s', (path, inside) => {
  expect(withoutCheckout(path)).toBe(inside);
});

test.each([
  ['    at load (file:///repo/a.js:2:9)', '/repo/a.js'],
  ['      at Context.eval (webpack:///./cypress/e2e/a.cy.ts:8:29)', 'cypress/e2e/a.cy.ts'],
  ['      at eval (webpack-internal:///./src/a.ts:3:1)', 'src/a.ts'],
])('%s is a frame of %s', (line, path) => {
  expect(placeOfFrame(line)?.path).toBe(path);
});
