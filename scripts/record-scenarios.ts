/** Reads the scenarios that the recorder plays: a small text format of projects that are broken on purpose. */

export type Scenario = {
  readonly name: string;
  readonly run: string;
  /** What the header of the log shows instead of `run`; null where it is the same. */
  readonly shown: string | null;
  /** The command that prints the tool's version. */
  readonly version: string;
  /** Whether `node_modules` of the tools is linked into the project. */
  readonly link: boolean;
  /** The code and the plugin that a classification must give. */
  readonly expect: string;
  /** `path:line` of the first issue, `path` where it has no line, `-` where it has no place; null where nothing is said. */
  readonly first: string | null;
  /** A part of the sentence that a person would quote; null where nothing is said. */
  readonly message: string | null;
  /** `path:line:column code severity`, one per issue. */
  readonly issues: readonly string[];
  readonly files: ReadonlyMap<string, string>;
};

const FIELD = /^(run|shown|version|link|expect|first|message|issue): ?(.*)$/;

type Part = { readonly name: string; readonly fields: Map<string, string[]>; readonly files: Map<string, string> };

const parsePart = (text: string): Part => {
  const lines = text.replace(/\n$/, '').split('\n');
  const fields = new Map<string, string[]>();
  const files = new Map<string, string>();
  let path: string | null = null;
  for (const line of lines.slice(1)) {
    const opened = /^-- (.+) --$/.exec(line)?.[1];
    const field = FIELD.exec(line);
    if (opened !== undefined) files.set((path = opened), '');
    else if (path !== null) files.set(path, `${files.get(path) ?? ''}${line}\n`);
    else if (field !== null) fields.set(field[1] ?? '', [...(fields.get(field[1] ?? '') ?? []), field[2] ?? '']);
  }
  return { name: (lines[0] ?? '').trim(), fields, files };
};

/** Reads a file of scenarios; the part named `*` gives fields and files that the others take over. */
export const parseScenarios = (text: string): readonly Scenario[] => {
  const parts = text.split(/^=== /m).slice(1).map(parsePart);
  const base = parts.find((part) => part.name === '*');
  return parts
    .filter((part) => part !== base)
    .map((part) => {
      const field = (name: string): string | null =>
        part.fields.get(name)?.join('\n') ?? base?.fields.get(name)?.join('\n') ?? null;
      return {
        name: part.name,
        run: field('run') ?? '',
        shown: field('shown'),
        version: field('version') ?? 'echo',
        link: field('link') === 'yes',
        expect: field('expect') ?? '',
        first: part.fields.get('first')?.[0] ?? null,
        message: part.fields.get('message')?.[0] ?? null,
        issues: part.fields.get('issue') ?? [],
        files: new Map([...(base?.files ?? []), ...part.files]),
      };
    });
};
