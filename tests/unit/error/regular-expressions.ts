/** Every regular expression that stands in the sources of a folder, read out of their syntax trees. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export type FoundExpression = { readonly where: string; readonly source: string; readonly flags: string };

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

const readFile = (file: string): readonly FoundExpression[] => {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: FoundExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      found.push({ where: `${file}:${line + 1}`, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
};

/** In the order of files and lines. */
export const expressionsIn = (folder: string): readonly FoundExpression[] => filesIn(folder).flatMap(readFile);

/** Files that make one out of a text, which no test could see. */
export const makersOfExpressions = (folder: string): readonly string[] =>
  filesIn(folder).filter((file) => /\bRegExp\(/.test(readFileSync(file, 'utf8')));
