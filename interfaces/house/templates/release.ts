/** How the version is set that a project is released with. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
export const setVersion = (folder: string): string => {
  const at = (name: string): string => join(folder, name);
  if (existsSync(at('package.json'))) return 'npm version "$VERSION" --no-git-tag-version --allow-same-version';
  if (existsSync(at('pyproject.toml')) && /^version\s*=\s*"/m.test(readFileSync(at('pyproject.toml'), 'utf8')))
    return SET_PYPROJECT;
  return 'printf "%s\\n" "$VERSION" > VERSION';
};
