/** The files of a new plugin. */
import { err, ok, type Result } from '../../../core/result.ts';
import { TEMPLATE_FILES } from '../../plugins/template.generated.ts';

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** The files of a new plugin by path below its folder, ready to work; an error where the name is not kebab-case. */
export const newPluginFiles = (name: string): Result<Readonly<Record<string, string>>, string> => {
  if (!NAME.test(name) || name.length > 60) return err(`"${name}" is not kebab-case of at most 60 characters`);
  const title = name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
  const fill = (text: string): string => text.replaceAll('my-tool', name).replaceAll('My tool', title);
  return ok(Object.fromEntries(Object.entries(TEMPLATE_FILES).map(([path, text]) => [path, fill(text)])));
};
