/** Generates OpenSpec projects that use every construct of the format, whole and broken. */
import fc, { type Arbitrary } from 'fast-check';

/** Path below the project root → text. */
export type Tree = Readonly<Record<string, string>>;

const pick = (...values: readonly string[]): Arbitrary<string> => fc.constantFrom(...values);
const weighted = (...rows: readonly (readonly [number, Arbitrary<string>])[]): Arbitrary<string> =>
  fc.oneof(...rows.map(([weight, arbitrary]) => ({ weight, arbitrary })));
const lines = (...parts: readonly Arbitrary<string>[]): Arbitrary<string> =>
  fc.tuple(...parts).map((all) => all.filter((part) => part !== '\u0000').join('\n'));
const none = fc.constant('\u0000');
const maybe = (arbitrary: Arbitrary<string>): Arbitrary<string> => fc.oneof(none, arbitrary);
const several = (arbitrary: Arbitrary<string>, minLength: number, maxLength: number): Arbitrary<string> =>
  fc.array(arbitrary, { minLength, maxLength }).map((all) => (all.length === 0 ? '\u0000' : all.join('\n')));

export const goodName: Arbitrary<string> = pick(
  'Login',
  'Data export',
  'Session ends',
  'Rate limit',
  'Audit',
  'Search',
);
const anyName = weighted(
  [6, goodName],
  [2, pick('LOGIN', 'login', 'Data  export', 'C#', 'The system SHALL log in', 'Users MUST log out', 'Über größe')],
  [1, pick('Login ##', 'Login #', '`Login`', 'Login `', '日本語', ' ', '\u00a0Login', 'Login\t##  ', '##')],
);

const goodScenario = fc
  .tuple(pick('Works', 'Fails', 'Edge case', 'Twice'), pick('', '- **GIVEN** a user\n'), pick('', '\n- **AND** more'))
  .map(([name, given, and]) => `#### Scenario: ${name}\n${given}- **WHEN** it runs\n- **THEN** it ends${and}`);
const fence = pick(
  '```\n### Requirement: Login\nSHALL\n#### Scenario: no\n```',
  '~~~md\n## ADDED Requirements\n~~~',
  '````\n```\n## Requirements\n```\n````',
  '   ```ts\nconst a = 1;\n\n\nconst b = 2;\n   ```',
);
const anyScenario = weighted(
  [12, goodScenario],
  [1, pick('#### Scenario: Works', '#### Scenario:', '#### ', '####', '####  ', '#### Scenario: Works ####\ntext')],
  [1, pick('#### Edge\nText', '####Scenario: x\n- a', '##### Deep\ntext', '#### scenario: Works\n##### inner\n- x')],
  [1, pick('#### Scenario: Fenced\n```\n- **WHEN** x\n```', '#### Scenario: Works\n\n   \n', ' #### Scenario: a\n- b')],
);

const goodBody = pick(
  'The system SHALL do it.',
  'Users MUST be told\nwithin a second.',
  '**ID**: R-1\n\nThe system SHALL keep it.',
  '**Constraint**: The system MUST hold.',
);
const anyBody = weighted(
  [12, goodBody],
  [1, pick('', 'It does it.', 'shall and must', '**ID**: R-1', 'MUSTARD SHALLOW', '<!-- SHALL -->')],
  [1, fence],
  [1, fc.constant(`The system SHALL ${'go on and '.repeat(60)}end.`)],
  [
    1,
    pick(
      '- The system SHALL list',
      '  ## indented SHALL',
      '\n\n   The system SHALL wait.',
      '# SHALL',
      '### Notes\nSHALL',
    ),
  ],
);

const headerOf = (name: Arbitrary<string>): Arbitrary<string> =>
  fc
    .tuple(
      weighted(
        [30, fc.constant('### Requirement: ')],
        [1, pick('###Requirement: ', '### requirement:', '###   REQUIREMENT:  ', '###\tRequirement: ')],
        [1, pick('#### Requirement: ', '## Requirement: ', ' ### Requirement: ', '### Requirements: ', '### ')],
      ),
      name,
      weighted([20, fc.constant('')], [1, pick(' ###', ' ', '  ##  ', '#')]),
    )
    .map((parts) => parts.join(''));

const blank = weighted([8, fc.constant('')], [1, none], [1, pick('\n', '  ', '\n\n')]);

const goodBlock: Arbitrary<string> = lines(
  headerOf(goodName).map((line) => line),
  goodBody,
  fc.constant(''),
  several(goodScenario, 1, 2),
  fc.constant(''),
);
const anyBlock = lines(headerOf(anyName), anyBody, blank, several(anyScenario, 0, 3), blank);
const block = weighted(
  [6, goodBlock],
  [3, anyBlock],
  [1, pick('### Notes\n\nSome notes.', '### Requirement:', '### Requirement: ', '### ', '###  ', '# Title', '---')],
);

const goodPurpose = fc.constant('This capability lets users do what they came for, and tells them when it is done.');
const purpose = weighted(
  [8, goodPurpose],
  [
    2,
    pick('Brief.', 'TBD', 'TODO: write', 'todo el mundo puede entrar en este sistema de gestion grande', 'tbd. later'),
  ],
  [1, pick('', '```\ncode only\n```', 'TBDs are listed here because this text is long enough to be a purpose.')],
  [
    1,
    pick(
      'TBD - created by archiving change add-x. Update Purpose after archive.',
      '### Sub\n\nText under a sub heading.',
    ),
  ],
  [1, fc.constant('Written prose.\nTBD - created by archiving change add-x. Update Purpose after archive.')],
);

const requirementsHeader = weighted(
  [14, fc.constant('## Requirements')],
  [
    1,
    pick(
      '## requirements',
      '##  Requirements  ',
      '# Requirements',
      '### Requirements',
      '## Requirement',
      '##Requirements',
    ),
  ],
);

const finish = (text: Arbitrary<string>): Arbitrary<string> =>
  fc
    .tuple(text, fc.constantFrom('', '', '', '', '', '', '', '', 'crlf', 'cr', 'bom', 'fence', 'trim', 'end'))
    .map(([content, how]) => {
      if (how === 'crlf') return content.replaceAll('\n', '\r\n');
      if (how === 'cr') return content.replace('\n', '\r');
      if (how === 'bom') return `\ufeff${content}`;
      if (how === 'fence') return content.replace('\n', '\n```\n');
      if (how === 'trim') return content.trimStart();
      return how === 'end' ? `${content}\n\n\n` : content;
    });

export const validSpec: Arbitrary<string> = fc
  .uniqueArray(goodName, { minLength: 1, maxLength: 4 })
  .chain((names) =>
    lines(
      fc.constant('# Title\n\n## Purpose'),
      goodPurpose,
      fc.constant('\n## Requirements\n'),
      ...names.map((name) =>
        lines(
          fc.constant(`### Requirement: ${name}`),
          goodBody,
          fc.constant(''),
          several(goodScenario, 1, 2),
          fc.constant(''),
        ),
      ),
    ),
  );

const brokenSpec = lines(
  maybe(pick('# Title', '---\nid: x\n---', '## Purpose')),
  weighted([9, fc.constant('## Purpose')], [1, pick('## purpose', '# Purpose', '### Purpose', '', '## Purpose ##')]),
  purpose,
  blank,
  maybe(pick('## Notes\n\nText', '### Requirement: Above\nSHALL\n#### Scenario: a\n- b', '# Part')),
  requirementsHeader,
  maybe(pick('Preamble text.', '', '<!-- note -->')),
  several(block, 0, 4),
  maybe(
    pick(
      '## Notes\n\nMore',
      '## ADDED Requirements',
      '## Other\n### Requirement: Late\nSHALL',
      '## Requirements\n### Requirement: Again',
    ),
  ),
);

export const spec: Arbitrary<string> = finish(weighted([5, validSpec], [5, brokenSpec]));

const misspelt = goodBlock.map((text) =>
  text.replace('Login', 'LOGIN').replace('Audit', 'audit').replace('Search', 'SEARCH'),
);
const fittingRename = fc
  .tuple(goodName, goodName)
  .map(([from, to]) => `- FROM: \`### Requirement: ${from}\`\n- TO: \`### Requirement: ${to}\``);

const removal = fc
  .tuple(
    weighted(
      [6, fc.constant('### Requirement: ')],
      [4, pick('- `### Requirement: ', '* ### Requirement: ', '  + `###Requirement: ')],
      [1, pick('- ### requirement: ', '-### Requirement: ', '- Requirement: ')],
    ),
    anyName,
    pick('', '', '`', '\n**Reason**: old\n**Migration**: none', ' `', '` '),
  )
  .map((parts) => parts.join(''));
const side = (label: string): Arbitrary<string> =>
  fc
    .tuple(
      weighted([8, fc.constant('- ')], [1, pick('* ', '+ ', '', '  ')]),
      fc.constant(label),
      pick(' `### Requirement: ', ' ### Requirement: ', '`###Requirement:'),
      anyName,
      pick('`', '', ' '),
    )
    .map((parts) => parts.join(''));
const renaming = weighted(
  [4, fittingRename],
  [8, lines(side('FROM:'), side('TO:'))],
  [1, side('FROM:')],
  [1, side('TO:')],
  [1, pick('- from: `### Requirement: A`', 'text')],
);

const section = fc
  .tuple(
    pick('ADDED', 'ADDED', 'ADDED', 'MODIFIED', 'MODIFIED', 'REMOVED', 'RENAMED', 'Added', 'modified'),
    weighted(
      [16, fc.constant('## @ Requirements')],
      [
        1,
        pick('## @  Requirements', '##  @ Requirements ', '## @ requirements', '# @ Requirements', '##', '## ', '##  '),
      ],
    ),
  )
  .chain(([operation, template]) => {
    const entry =
      { REMOVED: removal, RENAMED: renaming }[operation] ?? weighted([12, block], [1, removal], [3, misspelt]);
    const title = template.replace('@', operation);
    return lines(fc.constant(title), blank, several(entry, 0, 3), maybe(pick('', 'Loose text.')));
  });

const fenceText = (): string => {
  return '```\n## ADDED Requirements\n### Requirement: Fenced\n```';
};

const brokenDelta = lines(
  maybe(
    pick(
      '# Delta',
      'Intro',
      '### Requirement: Orphan\nSHALL',
      '## Purpose\n\nA purpose for the new capability that is long enough.',
    ),
  ),
  several(section, 0, 4),
  maybe(pick('## Notes\n\n### Requirement: Lost\nSHALL', '## Notes', fenceText())),
);
const goodDelta = lines(fc.constant('## ADDED Requirements\n'), several(goodBlock, 1, 2));
export const delta: Arbitrary<string> = finish(weighted([2, goodDelta], [8, brokenDelta]));

const taskLine = fc
  .tuple(
    weighted([10, fc.constant('- ')], [1, pick('* ', '+ ', '1. ', '2) ', '  - ', '-', '1234567890. ', '\t- ')]),
    weighted(
      [10, pick('[ ] ', '[x] ')],
      [1, pick('[X] ', '[]', '[~] ', '[ x ] ', '[  ]', '[xx] ', '[a](b)', '[ ](b)', '[x][', '[')],
    ),
    pick('1.1 Do', '1.2 Do it', '2.1 Do', '2.1 Do', '10.1a Do', '01.2 Do', '1.1.1 Do', 'Do', '1.1', '1. Do', ''),
  )
  .map((parts) => parts.join(''));
export const tasks: Arbitrary<string> = finish(
  weighted(
    [
      8,
      lines(
        maybe(fc.constant('# Tasks')),
        several(
          fc
            .tuple(
              pick('## 1. First', '## 2. Second', '## 10.', '##  01. A', '## Other', '##', ' ## 3. C', '## 1.x'),
              several(taskLine, 0, 4),
            )
            .map((all) => all.join('\n')),
          0,
          3,
        ),
      ),
    ],
    [
      1,
      pick(
        '',
        'Only prose.',
        '- item\n- item',
        '1. item',
        '    - code',
        '---\ntags:\n - a\n---\n- item',
        '```\n- item\n```\n\n* item',
      ),
    ],
    [
      1,
      pick(
        '<!-- c\n- a\n-->\n- b',
        '<!-- a --> \n+ b',
        '- a <!-- b',
        '   ```\n   - a',
        '----\n- a',
        '- - -',
        '* * *',
        '--- \n- a',
        '\ufeff---\nt:\n- a\n---\n',
      ),
    ],
  ),
);

const metadata = weighted(
  [
    10,
    pick(
      'schema: spec-driven\ncreated: 2025-01-01\n',
      'schema: spec-driven\n',
      'schema: spec-driven\nx-ws: 1\ndepends_on: [other]\n',
    ),
  ],
  [
    2,
    pick(
      'schema: spec-driven\nskip_specs: true\n',
      'skip_specs: true\n',
      'schema: spec-driven\nskip_specs: "yes"\n',
      'schema: nope\nskip_specs: true\n',
    ),
  ],
  [
    1,
    pick(
      'schema: ""\nskip_specs: true',
      'schema: spec-driven\ncreated: soon\nskip_specs: true',
      '- a\n- skip_specs',
      'skip_specs: true\n  bad: : yaml: [',
      'schema: spec-driven.yaml\nskip_specs: true',
    ),
  ],
  [
    1,
    pick(
      '',
      '# empty',
      'schema: own\n',
      'schema: own\nskip_specs: true\n',
      'schema: broken\nskip_specs: false\n',
      'schema: 1\n',
      'schema: spec-driven\ngoal: ""\nskip_specs: true',
    ),
  ],
  [
    1,
    pick(
      'schema: spec-driven\ninitiative: {store: A b, id: x}\nskip_specs: true',
      'schema: spec-driven\ninitiative: {store: a, id: x, y: 1, z: 2}\nskip_specs: true',
      'schema: spec-driven\naffected_areas: [a, "", 3]\nskip_specs: true',
      'schema: spec-driven\naffected_areas: a\nskip_specs: true',
      'schema: spec-driven\ncreated: 5\nskip_specs: true',
      'schema: null\nskip_specs: true',
      'schema: spec-driven\ninitiative: x\nskip_specs: true',
      'schema: a\nschema: b\nskip_specs: true',
      'null',
    ),
  ],
);

const capability = weighted(
  [14, pick('auth', 'export', 'auth', 'auth')],
  [1, pick('area/auth', 'area/sub/deep', 'new-cap', 'Ünï', 'a b')],
);

const change = fc
  .record({
    metadata: fc.option(metadata, { freq: 2, nil: null }),
    deltas: fc.array(fc.tuple(capability, delta), { minLength: 0, maxLength: 2 }),
    tasks: fc.option(tasks, { freq: 4, nil: null }),
    proposal: fc.option(
      pick('## Why\n\nBecause it is needed, and nobody else does it yet.\n\n## What Changes\n\n- x\n', 'x'),
      { nil: null, freq: 4 },
    ),
    extra: fc.option(
      fc.tuple(
        pick(
          'specs/spec.md',
          'specs/auth.md',
          'specs/auth/notes.md',
          'specs/.hidden.md',
          'specs/x.txt',
          'design.md',
          'sub/proposal.md',
          'sub/specs/a/spec.md',
          'a/b/tasks.md',
          'a/b/c/d/tasks.md',
          'specs/auth/spec.md/spec.md',
          'todo/a.md',
          'specs/.d/spec.md',
          '.x/tasks.md',
          'specs',
          'tasks.md/x',
        ),
        pick('## ADDED Requirements\n', 'text', '', '- [ ] 1.1 a'),
      ),
      { freq: 3, nil: null },
    ),
  })
  .map(
    ({ metadata: meta, deltas, tasks: list, proposal, extra }): Tree => ({
      ...(meta === null ? {} : { '.openspec.yaml': meta }),
      ...Object.fromEntries(deltas.map(([id, text]) => [`specs/${id}/spec.md`, text])),
      ...(list === null ? {} : { 'tasks.md': list }),
      ...(proposal === null ? {} : { 'proposal.md': proposal }),
      ...(extra === null ? {} : { [extra[0]]: extra[1] }),
    }),
  );

const ownSchema = (generates: string, apply: string): string =>
  `name: own\nversion: 1\nartifacts:\n  - id: todo\n    generates: "${generates}"\n    description: d\n    template: t.md\n${apply}`;

const schemas: Arbitrary<Tree> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: pick('todo/*.md', '**/*.md', 'tasks.md', 'todo/{a,b}.md').map((generates) => ({
      'openspec/schemas/own/schema.yaml': ownSchema(
        generates,
        `apply:\n  requires: [todo]\n  tracks: "${generates}"\n`,
      ),
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constant({
      'openspec/schemas/own/schema.yaml': ownSchema('tasks.md', '').replace('id: todo', 'id: tasks'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant({
      'openspec/schemas/spec-driven/schema.yaml': ownSchema('tasks.md', '')
        .replace('id: todo', 'id: tasks')
        .replace('name: own', 'name: spec-driven'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant({
      'openspec/schemas/broken/schema.yaml': 'name: broken\n',
      'openspec/schemas/own/schema.yaml': ': [',
    }),
  },
);

const config = fc.option(
  pick(
    'schema: spec-driven\n',
    'schema: own\n',
    'schema: nope\n',
    'schema: ""\n',
    ': [broken',
    'schema: spec-driven.yaml\ncontext: |\n  hi\n',
    '- list',
  ),
  { freq: 2, nil: null },
);

const put = (tree: Record<string, string>, path: string, text: string): void => {
  // A path can be a file or a folder, not both: what came first stays.
  const clashes = Object.keys(tree).some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`));
  if (!clashes) tree[path] = text;
};

/** A whole project. Every verdict of the validator can come up; most projects have several. */
export const project: Arbitrary<Tree> = fc
  .record({
    specs: fc.array(fc.tuple(capability, spec), { minLength: 0, maxLength: 3 }),
    changes: fc.array(fc.tuple(pick('add-x', 'fix-y', 'My Change!', 'auth', 'archive'), change), {
      minLength: 0,
      maxLength: 2,
    }),
    archived: fc.option(fc.tuple(pick('2025-01-01-old', 'old'), change), { freq: 2, nil: null }),
    schemas,
    config,
    odd: fc.option(
      pick(
        'openspec/specs/spec.md',
        'openspec/specs/auth/notes.md',
        'openspec/specs/.hid/spec.md',
        'openspec/specs/auth/spec.md/spec.md',
        'openspec/project.md',
      ),
      { freq: 5, nil: null },
    ),
  })
  .map(({ specs, changes, archived, schemas: own, config: settings, odd }) => {
    const tree: Record<string, string> = { 'openspec/specs/.keep': '', ...own };
    if (settings !== null) tree['openspec/config.yaml'] = settings;
    for (const [id, text] of specs) put(tree, `openspec/specs/${id}/spec.md`, text);
    if (odd !== null) put(tree, odd, '# Odd');
    const all = [...changes.map(([id, files]) => [`openspec/changes/${id}`, files] as const)];
    if (archived !== null) all.push([`openspec/changes/archive/${archived[0]}`, archived[1]]);
    for (const [folder, files] of all)
      for (const [path, text] of Object.entries(files)) put(tree, `${folder}/${path}`, text);
    return tree;
  });

const blocksOf = (text: string): readonly string[] => text.split(/^(?=### Requirement: )/m).slice(1);
const nameOf = (text: string): string => /^### Requirement: (.*)$/m.exec(text)?.[1] ?? '';

/** A delta that fits a spec made by {@link validSpec}; for null, one that creates a capability. */
export const deltaFor = (text: string | null): Arbitrary<string> => {
  const blocks = text === null ? [] : blocksOf(text);
  const roles = fc.array(fc.constantFrom('keep', 'modify', 'remove', 'rename', 'same'), {
    minLength: blocks.length,
    maxLength: blocks.length,
  });
  const additions = fc.uniqueArray(pick('New one', 'Newer', 'Newest', 'Fresh `x`'), { maxLength: 2 });
  const style = fc.record({
    bullets: fc.boolean(),
    purpose: fc.constantFrom(
      '',
      '',
      '## Purpose\n\nA purpose for the new capability that is long enough to pass.\n\n',
      '## Purpose\nShort.\n\n',
      '## Purpose\n\n<!-- x -->\nLong enough a purpose to be carried over, but with a comment.\n',
      '## Purpose\n```\ncode\n```\n',
    ),
    tail: pick('', '\n## Notes\n\nx\n', '\n\n\n', '\n### Aside\n\ntext\n'),
  });
  return fc.tuple(roles, additions, style).map(([role, names, { bullets, purpose: own, tail }]) => {
    const chosen = (wanted: string): readonly string[] => blocks.filter((_, index) => role[index] === wanted);
    const part = (title: string, entries: readonly string[]): string =>
      entries.length === 0 ? '' : `## ${title} Requirements\n\n${entries.join('\n')}\n`;
    const more = (entry: string): string =>
      `${entry.trimEnd()}\n\n#### Scenario: More\n- **WHEN** a\n\n\n- **THEN** b\n\n`;
    return [
      own,
      part(
        'RENAMED',
        chosen('rename').map(
          (entry) => `- FROM: \`### Requirement: ${nameOf(entry)}\`\n- TO: \`### Requirement: ${nameOf(entry)} again\``,
        ),
      ),
      part('MODIFIED', [...chosen('modify').map(more), ...chosen('same')]),
      part(
        'REMOVED',
        chosen('remove').map((entry) =>
          bullets ? `- \`### Requirement: ${nameOf(entry)}\`` : `### Requirement: ${nameOf(entry)}\n**Reason**: old\n`,
        ),
      ),
      part(
        'ADDED',
        names.map((name) => `### Requirement: ${name}\nIt SHALL be.\n\n#### Scenario: S\n- **THEN** it is\n`),
      ),
      tail,
    ].join('');
  });
};
