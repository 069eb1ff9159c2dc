import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { mayHoldGitlinks } from '../../../../../adapters/git/checkpoint/stage.ts';
import { sh, temporary, write } from '../rig.ts';

const GITLINK =
  'git update-index --add --cacheinfo 160000,$(printf %0$(git hash-object -t tree /dev/null | tr -d "\\n" | wc -c)d 1),sub';

describe.each(['sha1', 'sha256'])('in a repository of %s', (format) => {
  const held = async (commands: string): Promise<boolean> => {
    const root = temporary('git');
    sh(root, `git init -q --object-format=${format}`);
    // The mode of a gitlink as bytes, and the name of an extension, in names of files.
    write(root, { 'link.txt': 'x\n', 'd/link': 'l\n', 'a\u00e0': 'e\n' });
    sh(root, `git add .; ${commands}`);
    return mayHoldGitlinks(join(root, '.git/index'));
  };

  test.each(['2', '3', '4'])('an index of version %s holds a submodule where it has one', async (version) => {
    const as = `echo n > new; git add -N new; git update-index --index-version ${version}`;
    expect(await held(as)).toBe(false);
    expect(await held(`${GITLINK}; ${as}`)).toBe(true);
  });

  test('a split index holds what its second file does', async () => {
    expect(await held('git update-index --split-index')).toBe(false);
    expect(await held(`git update-index --split-index; ${GITLINK}`)).toBe(true);
    expect(await held(`${GITLINK}; git update-index --split-index`)).toBe(true);
    expect(await held('git update-index --split-index; rm .git/sharedindex.*')).toBe(true);
  });
});

test('20,000 entries are looked at in no time', async () => {
  const root = temporary('git');
  sh(
    root,
    'git init -q; sha=$(echo x | git hash-object -w --stdin); for n in $(seq 20000); do printf "100644 $sha\\tlink/%s\\n" $n; done | git update-index --index-info',
  );
  const started = performance.now();
  expect(await mayHoldGitlinks(join(root, '.git/index'))).toBe(false);
  expect(performance.now() - started).toBeLessThan(400);
});
