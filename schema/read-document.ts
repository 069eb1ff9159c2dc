/** Reads a text as a document: YAML where the file ends in .yaml or .yml, else JSON. */
import { LONGEST_TEXT, LONGEST_YAML, type Reading } from './document.ts';
import { readJson } from './json-document.ts';

/** Fails with what is wrong with its syntax, or its length; the YAML parser is loaded only where it is needed. */
export const readDocument = async (text: string, file: string): Promise<Reading> => {
  const isYaml = /\.ya?ml$/i.test(file);
  const longest = isYaml ? LONGEST_YAML : LONGEST_TEXT;
  if (text.length > longest) {
    const message = `the file is longer than ${longest / 1024 / 1024} MiB${isYaml ? '; JSON may be longer' : ''}`;
    return { document: null, problems: [{ code: 'too-large', message, pointer: '', place: { offset: 0 } }] };
  }
  if (!isYaml) return readJson(text);
  const { readYaml } = await import('./yaml-document.ts');
  return readYaml(text);
};
