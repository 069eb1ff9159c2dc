/** What a release is made of, beside the checks of the project: the version, the notes, and a person who agrees. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainTemplateStep, type TemplateStep } from './template-text.ts';

const SET_PYPROJECT = `python3 - <<'END'
import os, re
path = 'pyproject.toml'
text = open(path, encoding='utf-8').read()
version = os.environ['VERSION']
new, count = re.subn(r'(?m)^version\\s*=\\s*"[^"]*"', lambda _: f'version = "{version}"', text, count=1)
if count != 1:
    raise SystemExit('pyproject.toml has no line version = "..."')
open(path, 'w', encoding='utf-8').write(new)
END`;

/** The script that writes the version where this project keeps it; a file of its own where it keeps it nowhere. */
const setVersion = (folder: string): string => {
  const at = (name: string): string => join(folder, name);
  if (existsSync(at('package.json'))) return 'npm version "$VERSION" --no-git-tag-version --allow-same-version';
  if (existsSync(at('pyproject.toml')) && /^version\s*=\s*"/m.test(readFileSync(at('pyproject.toml'), 'utf8')))
    return SET_PYPROJECT;
  return 'printf "%s\\n" "$VERSION" > VERSION';
};

const NOTES = `set -eu
last=$(git describe --tags --abbrev=0 2>/dev/null || true)
list=$(git log --no-merges --invert-grep --grep='^Ws-Run: ' --format='- %s (%h)' -n 500 "\${last:+$last..}HEAD" -- .)
{
  printf '## %s\\n\\n%s\\n\\n' "$VERSION" "$list"
  [ ! -f CHANGELOG.md ] || cat CHANGELOG.md
} > CHANGELOG.new
mv CHANGELOG.new CHANGELOG.md
head -n 20 CHANGELOG.md`;

/** Steps that come after the checks; `\${{ inputs.version }}` is the version. */
export const releaseSteps = (folder: string, checks: readonly TemplateStep[]): readonly TemplateStep[] => {
  const needs = checks.map(({ id }) => id).filter((id) => id !== 'install');
  const version = (script: string): string => `VERSION=\${{ inputs.version }}\nexport VERSION\n${script}`;
  return [
    plainTemplateStep('version', 'Set the version', version(setVersion(folder)), needs),
    { ...plainTemplateStep('notes', 'Write the notes', version(NOTES), ['version']), files: ['CHANGELOG.md'] },
    {
      ...plainTemplateStep('agree', 'A person agrees', '', ['notes']),
      work: { prompt: 'Read CHANGELOG.md in the worktree of the run, and edit it. Is it to be released?' },
    },
    {
      ...plainTemplateStep(
        'next',
        'What is left to do',
        `${version('echo "ws merge, then: git tag v$VERSION && git push --follow-tags, and publish"')}`,
        ['agree'],
      ),
      reads: true,
    },
  ];
};
