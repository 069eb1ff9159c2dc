/** Compiles the sources as they would be after an edit, without touching a file. */
import { relative, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '../..');

/** In `file`, `after` is put behind the one place where `before` stands. */
export type Edit = { readonly file: string; readonly before: string; readonly after: string };

export type Complaint = { readonly file: string; readonly message: string };

const edited = (text: string, { file, before, after }: Edit): string => {
  const [head, tail, ...more] = text.split(before);
  if (head === undefined || tail === undefined || more.length > 0) throw new Error(`${file} holds "${before}" once`);
  return head + before + after + tail;
};

/** What the compiler says of the files below `folders`, and of those alone. */
export const complaintsAfter = (edits: readonly Edit[], folders: readonly string[]): readonly Complaint[] => {
  const config = ts.readConfigFile(resolve(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options, fileNames } = ts.parseJsonConfigFileContent(config.config, ts.sys, root, { noEmit: true });
  const isIn = (name: string): boolean => folders.some((folder) => relative(root, name).startsWith(`${folder}/`));
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target, ...rest) => {
    const own = edits.filter(({ file }) => file === relative(root, name));
    const text = own.length === 0 ? undefined : ts.sys.readFile(name);
    if (text === undefined) return getSourceFile(name, target, ...rest);
    return ts.createSourceFile(name, own.reduce(edited, text), target);
  };
  const program = ts.createProgram(fileNames.filter(isIn), options, host);
  return program
    .getSourceFiles()
    .filter(({ fileName, isDeclarationFile }) => !isDeclarationFile && isIn(fileName))
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map(({ file, messageText }) => ({
      file: file === undefined ? '' : relative(root, file.fileName),
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));
};
