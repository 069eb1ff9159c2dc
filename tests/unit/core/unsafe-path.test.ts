import { expect, test } from 'vitest';
import { whyUnsafe } from '../../../core/unsafe-path.ts';

test.each(['a', 'src/a.txt', 'a b/ü.txt', '.github/x.yml', '.gitignore', 'src/.gitkeep', 'git/x', 'a..b'])(
  '%j may be written',
  (path) => expect(whyUnsafe(path)).toBeNull(),
);

test.each([
  ...['', '/etc/passwd', '../a', 'a/../../b', 'a//b', './a', 'a/.', 'C:/a', 'a\\b', 'a\nb', 'a\0b'],
  ...['.git/config', '.GIT/config', 'sub/.git/hooks/x', '.git', 'git~1/config', '.git./x', '.git /x', '.g\u200cit/x'],
  ...['.git::$INDEX_ALLOCATION/x', '.ws/tools/x.yaml', 'a/.WS/b'],
])('%j may not be written', (path) => expect(whyUnsafe(path)).not.toBeNull());
