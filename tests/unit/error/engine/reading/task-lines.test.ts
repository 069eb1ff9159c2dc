import { expect, test } from 'vitest';
import { byTask } from '../../../../../error/engine/reading/task-lines.ts';

test.each([
  ['turbo', ['web:test: a', 'api:test: x', 'web:test: b', 'api:test: y'], ['a', 'b', 'x', 'y']],
  ['concurrently', ['[0] a', '[1] x', '[0] b', '[1] y'], ['a', 'b', 'x', 'y']],
  ['Jenkins', ['start', '[unit tests] a', '[unit tests]   b', 'end'], ['start', 'a', '  b', 'end']],
  ['pnpm', ['packages/a lint$ eslint .', 'packages/a lint: a', 'packages/a lint:   b'], ['eslint .', 'a', '  b']],
  [
    'docker compose',
    ['web-1  | a', 'db-1   | x', 'web-1  | b', 'web-1  | c', 'db-1   | y', 'db-1   | z'],
    ['a', 'b', 'c', 'x', 'y', 'z'],
  ],
  ['docker compose, its first version', ['web_1  | a', 'web_1 exited with code 2'], ['a', 'web_1 exited with code 2']],
  [
    'docker compose with times',
    ['web-1  | 2026-01-02T03:04:05.123456789Z a', 'web-1  | 2026-01-02T03:04:05.223456789Z   b'],
    ['a', '  b'],
  ],
  ['act', ['[CI/build]   | a', '[CI/build]   |   b'], ['a', '  b']],
  ['Google Cloud Build', ['start', 'Step #2 - "test": a', 'Step #2 - "test":   b'], ['start', 'a', '  b']],
  ['PM2', ['0|web    | a', '1|api    | x', '0|web    | b', '1|api    | y'], ['a', 'b', 'x', 'y']],
  ['Ant', ['    [javac] a', '    [javac]   b', '', 'BUILD FAILED'], ['a', '  b', '', 'BUILD FAILED']],
  ['Heroku', ['remote:        a', 'remote:          b'], ['a', '  b']],
  [
    'Nix',
    ["error: builder for '/nix/store/a-b.drv' failed with exit code 2;", '       > a', '       >   b'],
    ["error: builder for '/nix/store/a-b.drv' failed with exit code 2;", 'a', '  b'],
  ],
  ['Earthly', ['  ./web+test | a', '  ./web+test |   b'], ['a', '  b']],
  ['Tilt', ['web │ a', 'api │ x', 'web │ b', 'web │ c', 'api │ y', 'api │ z'], ['a', 'b', 'c', 'x', 'y', 'z']],
  ['lerna', ['lerna info run', 'web: a', 'api: x', 'web: b', 'api: y'], ['lerna info run', 'a', 'b', 'x', 'y']],
])('lines of %s lose the names in front and stand together by task', (_, lines, expected) => {
  expect(byTask(lines)).toEqual(expected);
});

test.each([
  ['levels of Maven', ['[ERROR] a', '[ERROR] b', '[INFO] c', '[WARNING] d', '[WARNING] e']],
  ['levels of Prettier', ['[warn] a.ts', '[warn] b.ts', '[error] c.ts: SyntaxError']],
  ['steps of Yarn', ['[1/4] Resolving', '[2/4] Fetching', '[1/4] Again']],
  ['progress of CMake', ['[ 50%] Building', '[ 50%] Linking']],
  ['findings of a compiler', ['src/a.c:1:2: error: x', 'src/a.c:2:2: error: y', 'a.py:1: error: z']],
  ['words with a colon', ['error: a', 'error: b', 'note: c', 'make: d', 'make: e']],
  ['code of C++', ['std::vector: a', 'std::vector: b']],
  ['a table of coverage with numbers in its names', ['part-1 |     50 |  100', 'part-2 |   12.5 |  100']],
  ['a table of coverage', ['File   | % Stmts', 'a.js   |  100', 'b.js   |  50']],
  [
    'messages with lines of their own',
    ['[tsl] ERROR in a.ts(1,2)', '      TS1: x', '', 'done', '[tsl] ERROR in b.ts(1,2)', '      TS2: y'],
  ],
  ['code frames', ['12 | const a', '13 | const b', '14 | const c']],
])('%s stay as they are', (_, lines) => {
  expect(byTask(lines)).toBe(lines);
});
