/** Places in the forms of many tools, where no plugin knows the tool or where a plugin knows it by one line. */
import { expect, test } from 'vitest';
import { classify } from '../../../../error/engine/verdict/classify.ts';
import { requestFor } from '../fixture.ts';

const TOLD: readonly (readonly [string, string])[] = [
  [
    'src/app/a.ts:3:5',
    "\nError: src/app/a.ts:3:5 - error TS2339: Property 'x' does not exist on type 'A'.\n\n3     this.x;\n      ~~~~\n",
  ],
  [
    'app/page.tsx:3:7',
    "Failed to compile.\n\n./app/page.tsx:3:7\nType error: Type 'string' is not assignable to type 'number'.\n\n  1 | a\n> 3 |       b",
  ],
  [
    'app/page.tsx:3:7',
    "Failed to compile.\n\n./app/page.tsx\n3:7  Error: 'x' is never used.  @typescript-eslint/no-unused-vars\n\ninfo  - Need to disable some ESLint rules?",
  ],
  [
    'lib/a.dart:3:5',
    "Analyzing shop...\n\n  error • Undefined name 'x' • lib/a.dart:3:5 • undefined_identifier\n\n1 issue found.",
  ],
  ['lib/a.dart:3:5', "lib/a.dart:3:5: Error: Undefined name 'x'.\n    x;\n    ^"],
  [
    'src/a.php:3:5',
    'ERROR: UndefinedMethod - src/a.php:3:5 - Method A::b does not exist (see https://psalm.dev/022)\n        $a->b();\n\n------------------------------\n1 errors found',
  ],
  ['Dockerfile:3:', 'Dockerfile:3 DL3008 warning: Pin versions in apt get install.'],
  [
    '.github/workflows/a.yml:3:5',
    '.github/workflows/a.yml:3:5: unexpected key "foo" for "job" section [syntax-check]\n  |\n3 |     foo: 1',
  ],
  [
    '/main.tf:1:',
    'Check: CKV_AWS_20: "S3 Bucket has an ACL"\n\tFAILED for resource: aws_s3_bucket.a\n\tFile: /main.tf:1-3\n',
  ],
  [
    'main.tf:3:',
    '1 issue(s) found:\n\nWarning: variable "x" is declared but not used (terraform_unused_declarations)\n\n  on main.tf line 3:\n   3: variable "x" {}\n',
  ],
  [
    'a.go:3:',
    '[/repo/a.go:3] - G401 (CWE-326): Use of weak cryptographic primitive (Confidence: HIGH, Severity: MEDIUM)\n',
  ],
  ['src/a.kt:3:5', 'src/a.kt:3:5: The function a is too long [LongMethod]\n'],
  [
    'Sources/a.swift:3:5',
    '/repo/Sources/a.swift:3:5: error: Force Cast Violation: Force casts should be avoided (force_cast)\n',
  ],
  [
    'lib/a.ex:3:5',
    '┃ [F] → Function is too complex (CC is 12, max is 9).\n┃       lib/a.ex:3:5 #(Shop.total)\n\n10 mods/funs, found 1 refactoring opportunity.',
  ],
  ['src/a.zig:3:5', "src/a.zig:3:5: error: use of undeclared identifier 'x'\n    x;\n    ^\n"],
  ['src/a.cr:3:5', "In src/a.cr:3:5\n\n 3 | foo\n     ^--\nError: undefined local variable or method 'foo'"],
  ['bin/a.ml:3:', 'File "bin/a.ml", line 3, characters 0-5:\n3 | foo x\n    ^^^^^\nError: Unbound value foo'],
  [
    'test-a.R:3:3',
    '── Failure (test-a.R:3:3): adds ──────\n`x` not equal to 3.\n\n[ FAIL 1 | WARN 0 | SKIP 0 | PASS 2 ]\nError: Test failures\nExecution halted',
  ],
  [
    'test/a.jl:3:',
    'adds: Test Failed at /repo/test/a.jl:3\n  Expression: 1 + 1 == 3\n   Evaluated: 2 == 3\nERROR: Some tests did not pass: 0 passed, 1 failed, 0 errored, 0 broken.',
  ],
  [
    'contracts/a.sol:3:5',
    'Error: Compiler run failed:\nError (7576): Undeclared identifier.\n --> contracts/a.sol:3:5:\n  |\n3 |     x = 1;',
  ],
  ['a.yaml:3:5', 'E3012 Property Resources/A should be of type String\na.yaml:3:5\n'],
  [
    'site/a.yml:3:',
    'fqcn[action-core]: Use FQCN for builtin module actions (command).\nsite/a.yml:3 Task/Handler: Build\n',
  ],
  ['docs/a.md:3:5', "\n docs/a.md\n 3:5  error  Use 'x' instead of 'y'.  Vale.Terms\n\n✖ 1 error, 0 warnings"],
  ['src/a.cpp:3:', "src\\a.cpp(3): error C2065: 'x': undeclared identifier\n"],
  [
    'src/a.py:3:',
    '    src/a.py\n    ❯❯❱ python.lang.security.audit.exec\n          Found exec\n\n            3┆ exec(x)\n\nRan 1 rule on 1 file: 1 finding.',
  ],
  [
    'spec/a_spec.lua:3:',
    'Failure → spec/a_spec.lua @ 3\nadds\nspec/a_spec.lua:3: Expected objects to be equal.\n\n0 successes / 1 failure / 0 errors',
  ],
  ['src/a.gleam:3:5', 'error: Unknown variable\n  ┌─ /repo/src/a.gleam:3:5\n  │\n3 │     x\n'],
  [
    'a.yaml::',
    'FAIL - a.yaml - main - containers must not run as root\n\n1 test, 0 passed, 0 warnings, 1 failure, 0 exceptions',
  ],
  ['src/A.vue:3:5', "src/A.vue:3:5 - error TS2322: Type 'string' is not assignable to type 'number'.\n"],
  [
    'src/a.test.ts:3:5',
    '(fail) adds [1.00ms]\nerror: expect(received).toBe(expected)\n      at <anonymous> (/repo/src/a.test.ts:3:5)\n',
  ],
  ['App.tsx:3:5', 'SyntaxError: /repo/App.tsx: Unexpected token (3:4)\n\n  1 | a'],
  ['src/main/java/A.java:3:5', '[ERROR] /repo/src/main/java/A.java:[3,5] cannot find symbol\n[INFO] BUILD FAILURE'],
  [
    'src/a.f90:3:5',
    "src/a.f90:3:5:\n\n    3 |     x = y\n      |     1\nError: Symbol 'y' at (1) has no IMPLICIT type",
  ],
];

test.each(TOLD)('%s', async (expected, stdout) => {
  const { code, issues } = await classify(await requestFor({ stdout, exitCode: 1 }));
  const [first] = issues;
  const place = `${first?.path ?? ''}:${first?.line ?? ''}:${first?.column ?? ''}`;
  expect({ code, isPlaced: place.startsWith(expected) ? true : place }).toEqual({
    code: 'check-failed',
    isPlaced: true,
  });
});

test('the parameters of a function are no path', async () => {
  const stdout = [
    '  node_modules/@types/node/http2.d.ts:952:8',
    '  ✖   952:8   Module crypto has no exported member BlobOptions.',
    "  ✖  1085:11  Element implicitly has an any type because it can't be used to index type (...args: any) => undefined.",
    '',
    '  2791 errors',
  ].join('\n');
  const { code, issues } = await classify(await requestFor({ stdout, exitCode: 1 }));
  expect([code, issues]).toEqual(['tool-exit', []]);
});
