/** The text of a workstream file that a template gives: YAML, with a comment where a newcomer would ask. */

/** One step of a template. */
export type TemplateStep = {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  /** A shell script. */
  readonly run: string;
  /** Whether it changes nothing that git tracks. */
  readonly reads: boolean;
  /** Ignored paths that later steps need. */
  readonly leaves: readonly string[];
};

/** A workstream as a template gives it. */
export type TemplateDocument = {
  readonly id: string;
  readonly title: string;
  /** Lines above everything. */
  readonly comments: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The folder that steps work in, from the top of the repository. */
  readonly cwd: string;
  readonly steps: readonly TemplateStep[];
};

/** A step that runs a script and says nothing else. */
export const plainTemplateStep = (id: string, title: string, run: string, needs: readonly string[]): TemplateStep => ({
  ...{ id, title, needs, run, reads: false, leaves: [] },
});

// What YAML could take for something else stands in quotes, as JSON writes them.
const scalar = (text: string): string =>
  /^[A-Za-z./][\w ./@+=-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text) && !text.endsWith(' ')
    ? text
    : JSON.stringify(text);

const list = (items: readonly string[]): string => `[${items.map(scalar).join(', ')}]`;

const scriptLines = (key: string, text: string): readonly string[] =>
  text.includes('\n')
    ? [
        `${key}: |`,
        ...text
          .trimEnd()
          .split('\n')
          .map((line) => (line === '' ? '' : `  ${line}`)),
      ]
    : [`${key}: ${scalar(text)}`];

const stepLines = (step: TemplateStep): readonly string[] => [
  `id: ${step.id}`,
  `title: ${scalar(step.title)}`,
  ...(step.needs.length === 0 ? [] : [`needs: ${list(step.needs)}`]),
  ...scriptLines('run', step.run),
  ...(step.reads ? ['access: read'] : []),
  ...(step.leaves.length === 0
    ? []
    : [
        `leaves: ${list(step.leaves)} # ignored by git, and needed later: made again where it is gone`,
        'retry: { limit: 2, on: [transient] } # the network may fail',
      ]),
];

const indented = (lines: readonly string[]): readonly string[] =>
  lines.map((line, place) => (line === '' ? '' : `${place === 0 ? '  - ' : '    '}${line}`));

/** The whole file. */
export const templateText = (document: TemplateDocument): string => {
  const { id, title, comments, env, cwd, steps } = document;
  const variables = Object.entries(env).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const readers = steps.some(({ reads }) => reads)
    ? [
        '# A step with `access: read` runs beside others and costs no commit; what it writes all the same is only told.',
        'readViolations: warn',
      ]
    : [];
  const lines = [
    ...comments.map((line) => `# ${line}`),
    'version: 1',
    `id: ${id}`,
    `title: ${scalar(title)}`,
    ...(variables.length === 0 ? [] : ['', 'env:', ...variables]),
    '',
    'defaults:',
    '  timeout: 30m',
    ...(cwd === '' ? [] : [`  cwd: ${scalar(cwd)}`]),
    ...readers,
    '',
    'steps:',
    ...steps.flatMap((step, place) => [...(place === 0 ? [] : ['']), ...indented(stepLines(step))]),
  ];
  return `${lines.join('\n')}\n`;
};
