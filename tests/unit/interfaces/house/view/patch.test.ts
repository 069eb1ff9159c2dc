import { expect, test } from 'vitest';
import { patchOf } from '../../../../../interfaces/house/view/patch.ts';

const PATCH = `diff --git a/src/a.ts b/src/a.ts
index 1..2 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,3 +1,3 @@ export const a
 same
-diff --git a/x b/x
+@@ -1 +1 @@
 last
\\ No newline at end of file
diff --git a/new file.txt b/new file.txt
new file mode 100644
--- /dev/null
+++ b/new file.txt
@@ -0,0 +1 @@
+one
`;

test('files are told apart, counted, and each line has its numbers', () => {
  const [first, second] = patchOf(PATCH);
  expect(first).toMatchObject({ path: 'src/a.ts', added: 1, removed: 1 });
  expect(first?.lines.map(({ kind, old, now }) => [kind, old, now])).toEqual([
    ['head', null, null],
    ['same', 1, 1],
    ['remove', 2, null],
    ['add', null, 2],
    ['same', 3, 3],
  ]);
  expect(second).toMatchObject({ path: 'new file.txt', added: 1, removed: 0 });
});

test('what stands in a file is never taken for a part of the patch', () => {
  expect(patchOf(PATCH).map(({ path }) => path)).toEqual(['src/a.ts', 'new file.txt']);
  expect(patchOf('no patch\n')).toEqual([]);
});
