/** Writes down every shipped plugin by its manifest, and the files of the template, so that a bundle needs no folder. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readManifest, type PluginManifest } from '../error/engine/plugins/plugin-manifest.ts';

const FOLDER = 'error/plugins';

/** Where the registry lies, relative to the root of the repository. */
export const REGISTRY_PATH: string = join(FOLDER, 'registry.generated.ts');

const camelCase = (name: string): string => name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const readPlugin = (root: string, name: string): PluginManifest => {
  const file = join(root, FOLDER, name, 'manifest.json');
  const manifest = readManifest(JSON.parse(readFileSync(file, 'utf8')));
  if (!manifest.ok) throw new Error(`${file} ${manifest.error}`);
  if (manifest.value.name !== name) throw new Error(`${file} /name must be "${name}", as its folder`);
  return manifest.value;
};

/** As the formatter would write it: in double quotes only where that saves escapes. */
const quoted = (text: string): string => {
  const escaped = text.replaceAll('\\', '\\\\');
  return text.includes("'") && !text.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
};
const list = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;

const entryOf = ({ name, title, description, module, priority, code, requires }: PluginManifest): string => `  {
    manifest: {
      name: ${quoted(name)},
      title: ${quoted(title)},
      description: ${quoted(description)},
      module: ${quoted(module)},
      priority: ${priority},
      code: ${quoted(code)},
      requires: { plugins: ${list(requires.plugins)}, programs: ${list(requires.programs)} },
    },
    plugin: ${camelCase(name)},
  },
`;

/** The text of the registry for the plugins that lie under `root`; throws where a manifest is wrong. */
export const registryOf = (root: string): string => {
  const names = readdirSync(join(root, FOLDER), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map((entry) => entry.name)
    .sort();
  const manifests = names.map((name) => readPlugin(root, name));
  const imports = manifests.map(
    ({ name, module }) => `import { ${camelCase(name)} } from './${name}/${module.slice('./'.length)}';\n`,
  );
  return `/** The shipped plugins. Written by scripts/generate-plugins.ts from their manifests; do not edit. */
import type { ErrorPlugin } from '../engine/plugins/plugin.ts';
import type { PluginManifest } from '../engine/plugins/plugin-manifest.ts';
${imports.join('')}
export const SHIPPED_PLUGINS: readonly { readonly manifest: PluginManifest; readonly plugin: ErrorPlugin }[] = [
${manifests.map(entryOf).join('')}];
`;
};

/** Where the files of the template lie as a module, relative to the root of the repository. */
export const TEMPLATE_PATH: string = join(FOLDER, 'template.generated.ts');

const templateFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

/** The text of the module that holds the template's files. */
export const templateOf = (root: string): string => {
  const folder = join(root, FOLDER, '_template');
  const entries = templateFiles(folder).map((path) => {
    const lines = readFileSync(join(folder, path), 'utf8')
      .split('\n')
      .map((line) => `    ${quoted(line)},\n`);
    return `  ${quoted(path)}: [\n${lines.join('')}  ].join('\\n'),\n`;
  });
  return `/** The files of error/plugins/_template. Written by scripts/generate-plugins.ts; do not edit. */

export const TEMPLATE_FILES: Readonly<Record<string, string>> = {
${entries.join('')}};
`;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(REGISTRY_PATH, registryOf('.'));
  writeFileSync(TEMPLATE_PATH, templateOf('.'));
}
