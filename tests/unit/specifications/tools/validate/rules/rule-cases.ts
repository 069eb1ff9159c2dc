/** For every rule one small project that breaks it, and where. */

export type RuleCase = {
  readonly rule: string;
  readonly files: Readonly<Record<string, string>>;
  /** `file:line` of the finding. */
  readonly at: string;
};

const requirement = (name: string, body = 'The system SHALL do it.'): string =>
  `### Requirement: ${name}\n${body}\n\n#### Scenario: Works\n- **WHEN** it runs\n- **THEN** it ends\n`;
const purpose = '## Purpose\nThis capability lets users do what they came for, from the first to the last step.\n';
const spec = (...blocks: readonly string[]): string => `# S\n${purpose}\n## Requirements\n${blocks.join('\n')}`;
const login = requirement('Login');
const auth = 'openspec/specs/auth/spec.md';
const fix = 'openspec/changes/fix';
const delta = `${fix}/specs/auth/spec.md`;
const why = '## Why\nBecause nobody can log in today, and everybody has asked for it twice.\n';
const proposal = `${why}\n## What Changes\n- x\n`;
const whole = { [`${fix}/proposal.md`]: proposal, [`${fix}/tasks.md`]: '## 1. All\n- [ ] 1.1 Do\n' };
const added = '## ADDED Requirements\n';
const onSpec = (rule: string, text: string, line: number): RuleCase => ({
  rule,
  files: { [auth]: text },
  at: `${auth}:${line}`,
});
const onDelta = (rule: string, text: string, line: number, main: string | null = spec(login)): RuleCase => ({
  rule,
  files: { ...(main === null ? {} : { [auth]: main }), ...whole, [delta]: text },
  at: `${delta}:${line}`,
});
const onChange = (rule: string, files: Readonly<Record<string, string>>, at: string, line = 1): RuleCase => ({
  rule,
  files: { [auth]: spec(login), ...whole, ...files },
  at: `${at}:${line}`,
});
const other = requirement('Other');

/** Cases of rules that the official tool has, too. */
export const officialCases: readonly RuleCase[] = [
  onSpec('spec/missing-purpose', `# S\n## Requirements\n${login}`, 1),
  onSpec('spec/missing-requirements', `# S\n${purpose}`, 1),
  onSpec('spec/no-requirements', spec(), 5),
  onSpec('spec/empty-requirement-text', spec(login, '###  \n#### Scenario: x\n- y\n'), 13),
  onSpec('spec/no-scenario', spec('### Requirement: A\nIt SHALL be.\n'), 6),
  onSpec('spec/no-scenario-guidance', spec('### Notes\nIt SHALL be.\n'), 6),
  onSpec('spec/empty-requirement', spec(requirement('Login', '')), 6),
  onSpec('spec/keyword-in-header', spec(requirement('It SHALL log in', '')), 6),
  onSpec('spec/missing-keyword', spec(requirement('Login', 'It does.')), 6),
  onSpec('spec/keyword-outside-body', spec(requirement('It MUST log in', 'It does.')), 6),
  onSpec('spec/brief-purpose', `## Purpose\nShort.\n\n## Requirements\n${login}`, 1),
  onSpec('spec/placeholder-purpose', `## Purpose\n\nTBD\n\n## Requirements\n${login}`, 3),
  onSpec('spec/long-requirement', spec(requirement('Login', `It SHALL ${'go on '.repeat(90)}`)), 6),
  onSpec('spec/delta-header', spec(login, '## ADDED Requirements\n'), 13),
  onSpec('spec/stray-requirement', spec(login, '## Notes\n### Requirement: Late\nIt SHALL.\n'), 14),
  onSpec('spec/duplicate-requirement', spec(login, login), 13),
  onChange('change/root-delta', { [`${fix}/specs/spec.md`]: added }, `${fix}/specs/spec.md`),
  onDelta('change/ignored-header', `${added}### Notes\n${other}`, 2),
  onDelta('change/nameless-requirement', `${added}### Requirement:\n${other}`, 2),
  onDelta('change/unpaired-rename', '## RENAMED Requirements\n- FROM: `### Requirement: Login`\n', 2),
  onDelta('change/stray-requirement', `${added}${other}\n## Notes\n### Requirement: Lost\n`, 10),
  onDelta('change/empty-delta', `text\n${added}`, 2),
  onDelta('change/no-delta-section', 'text\n', 1),
  onDelta('change/duplicate-requirement', `${added}${other}\n${other}`, 9),
  onDelta('change/missing-text', `${added}${requirement('Other', '')}`, 2),
  onDelta('change/keyword-in-header', `${added}${requirement('It SHALL be', '')}`, 2),
  onDelta('change/missing-keyword', `${added}${requirement('Other', 'It does.')}`, 2),
  onDelta('change/no-scenario', `${added}### Requirement: Other\nIt SHALL.\n`, 2),
  onDelta('change/empty-scenario', `${added}### Requirement: Other\nIt SHALL.\n#### Scenario: Bare\n`, 2),
  onDelta('change/lost-scenario', `## MODIFIED Requirements\n${login.replace('Works', 'New')}`, 2),
  {
    rule: 'change/unreadable-spec',
    files: { [`${auth}/x`]: '', ...whole, [delta]: `## MODIFIED Requirements\n${login}` },
    at: `${delta}:1`,
  },
  onDelta(
    'change/conflicting-operations',
    `## MODIFIED Requirements\n${login}\n## REMOVED Requirements\n### Requirement: Login\n`,
    2,
  ),
  onDelta('change/modified-unknown', `## MODIFIED Requirements\n${other}`, 2),
  onDelta('change/added-exists', `${added}${requirement('Login', 'It MUST differ.')}`, 2),
  onDelta('change/added-misspelt', `${added}${requirement('LOGIN')}`, 2),
  onDelta(
    'change/renamed-unknown',
    '## RENAMED Requirements\n- FROM: `### Requirement: X`\n- TO: `### Requirement: Y`\n',
    2,
  ),
  onDelta(
    'change/renamed-exists',
    '## RENAMED Requirements\n- FROM: `### Requirement: Login`\n- TO: `### Requirement: Other`\n',
    3,
    spec(login, other),
  ),
  onDelta(
    'change/removed-misspelt',
    '## REMOVED Requirements\n### Requirement: login\n**Reason**: a\n**Migration**: b\n',
    2,
  ),
  onDelta('change/new-spec-operation', `## MODIFIED Requirements\n${login}`, 2, null),
  onDelta('change/broken-target', `${added}${other}`, 1, spec(login, login)),
  {
    rule: 'change/blocked-target',
    files: { 'openspec/specs/auth': 'a file', ...whole, [delta]: `${added}${other}` },
    at: `${delta}:1`,
  },
  onChange('change/unread-delta', { [`${fix}/specs/auth.md`]: added }, `${fix}/specs/auth.md`),
  onChange('change/bad-skip-marker', { [`${fix}/.openspec.yaml`]: 'skip_specs: true\n' }, `${fix}/.openspec.yaml`),
  onChange(
    'change/skip-conflict',
    { [`${fix}/.openspec.yaml`]: 'schema: spec-driven\nskip_specs: true\n', [`${fix}/specs/x.txt`]: '' },
    `${fix}/.openspec.yaml`,
  ),
  onChange(
    'change/skip-accepted',
    { [`${fix}/.openspec.yaml`]: 'schema: spec-driven\nskip_specs: true\n' },
    `${fix}/.openspec.yaml`,
  ),
  onChange('change/no-deltas', {}, fix),
  onChange('tasks/no-checkbox', { [`${fix}/tasks.md`]: '# T\n\n- item\n' }, `${fix}/tasks.md`, 3),
  onChange('tasks/wrong-group', { [`${fix}/tasks.md`]: '## 1. A\n- [ ] 2.1 Do\n' }, `${fix}/tasks.md`, 2),
  onChange(
    'tasks/duplicate-id',
    { [`${fix}/tasks.md`]: '## 1. A\n- [ ] 1.1 Do\n- [ ] 1.1 Do\n' },
    `${fix}/tasks.md`,
    3,
  ),
  {
    rule: 'change/nested',
    files: { [auth]: spec(login), 'openspec/changes/web/fix/tasks.md': '' },
    at: 'openspec/changes/web:1',
  },
];

/** Cases of `--archived`. */
export const archivedCases: readonly RuleCase[] = [
  {
    rule: 'archive/incomplete-tasks',
    files: { [auth]: spec(login), 'openspec/changes/archive/2025-01-01-a/tasks.md': '- [x] a\n- [ ] b\n' },
    at: 'openspec/changes/archive/2025-01-01-a/tasks.md:2',
  },
  {
    rule: 'archive/unreadable-tasks',
    files: { [auth]: spec(login), 'openspec/changes/archive/2025-01-01-a/tasks.md/x': '' },
    at: 'openspec/changes/archive/2025-01-01-a/tasks.md:1',
  },
];

const config = 'openspec/config.yaml';
const meta = `${fix}/.openspec.yaml`;
const modified = `## MODIFIED Requirements\n${login}`;

/** Cases of what the official tool lets pass: `validate --all --strict` finds nothing in them. */
export const gapCases: readonly RuleCase[] = [
  onDelta(
    'change/removed-unknown',
    '## REMOVED Requirements\n### Requirement: Gone\n**Reason**: a\n**Migration**: b\n',
    2,
  ),
  {
    rule: 'change/overlap',
    files: {
      [auth]: spec(login),
      ...whole,
      [delta]: modified,
      'openspec/changes/also/specs/auth/spec.md': modified,
      'openspec/changes/also/proposal.md': proposal,
      'openspec/changes/also/tasks.md': '- [ ] 1.1 Do\n',
    },
    at: `${delta}:2`,
  },
  {
    rule: 'change/misspelt-section',
    files: { [auth]: spec(login), ...whole, [delta]: `${modified}\n## Added  requirement\n\nText\n` },
    at: `${delta}:9`,
  },
  onDelta('change/erases-metadata', modified, 2, spec(requirement('Login', '**ID**: R-1\nThe system SHALL do it.'))),
  {
    rule: 'change/missing-proposal',
    files: { [auth]: spec(login), [delta]: modified, [`${fix}/tasks.md`]: '- [ ] a\n' },
    at: `${fix}/proposal.md:1`,
  },
  {
    rule: 'change/missing-tasks',
    files: { [auth]: spec(login), [delta]: modified, [`${fix}/proposal.md`]: proposal },
    at: `${fix}/tasks.md:1`,
  },
  {
    rule: 'change/bad-name',
    files: { [auth]: spec(login), 'openspec/changes/My Change!/specs/auth/spec.md': modified },
    at: 'openspec/changes/My Change!:1',
  },
  onChange(
    'change/too-many-deltas',
    { [delta]: added + Array.from({ length: 14 }, (_, at) => requirement(`R${at}`)).join('\n') },
    fix,
  ),
  onDelta('change/removed-unexplained', '## REMOVED Requirements\n- `### Requirement: Login`\n', 2, spec(login, other)),
  onChange(
    'change/unknown-dependency',
    { [delta]: modified, [meta]: 'schema: spec-driven\ndepends_on: [gone]\n' },
    meta,
  ),
  onChange('change/dependency-cycle', { [delta]: modified, [meta]: 'schema: spec-driven\ndepends_on: [fix]\n' }, meta),
  onChange(
    'proposal/undelivered-capability',
    {
      [delta]: modified,
      [`${fix}/proposal.md`]: `${proposal}\n## Capabilities\n### New Capabilities\n- \`billing\`: pays\n`,
    },
    `${fix}/proposal.md`,
    9,
  ),
  onChange(
    'proposal/undeclared-capability',
    {
      [delta]: modified,
      [`${fix}/specs/billing/spec.md`]: added + other,
      [`${fix}/proposal.md`]: `${proposal}\n## Capabilities\n### New Capabilities\n- \`billing\`: pays\n`,
    },
    delta,
  ),
  onChange('proposal/missing-section', { [delta]: modified, [`${fix}/proposal.md`]: why }, `${fix}/proposal.md`),
  onChange(
    'proposal/why-length',
    { [delta]: modified, [`${fix}/proposal.md`]: '# P\n## Why\nTiny.\n\n## What Changes\n- x\n' },
    `${fix}/proposal.md`,
    2,
  ),
  onChange('metadata/invalid', { [delta]: modified, [meta]: 'schema: spec-driven\ncreated: soon\n' }, meta, 2),
  onChange('metadata/invalid', { [delta]: modified, [meta]: 'schema: [\n' }, meta, 2),
  onChange('metadata/unknown-schema', { [delta]: modified, [meta]: 'schema: nope\n' }, meta),
  onChange('config/invalid', { [delta]: modified, [config]: 'schema: [\n' }, config, 2),
  onChange('config/invalid', { [delta]: modified, [config]: 'ws:\n  gates: approved\n' }, config, 2),
  onChange('config/invalid', { [delta]: modified, [config]: 'schema: spec-driven\nws: approved\n' }, config, 2),
  onChange('config/invalid', { [delta]: modified, [config]: 'ws:\n  gate: aproved\n' }, config, 2),
  onChange('config/unknown-schema', { [delta]: modified, [config]: 'schema: nope\n' }, config),
  onChange(
    'schema/invalid',
    { [delta]: modified, 'openspec/schemas/own/schema.yaml': 'name: own\n' },
    'openspec/schemas/own/schema.yaml',
  ),
  onSpec('text/dead-link', spec(`${login}- See [billing](../billing/spec.md).\n`), 12),
  onSpec('text/dead-link', spec(`${login}- See spec://cap/auth#logout.\n`), 12),
  onSpec('text/conflict-marker', spec(`${login}<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> x\n`), 12),
  onSpec('scenario/no-steps', spec('### Requirement: A\nIt SHALL be.\n\n#### Scenario: S\nIt just is.\n'), 9),
  onSpec('scenario/duplicate-name', spec(`${login}\n#### Scenario: Works\n- **WHEN** a\n- **THEN** b\n`), 13),
  onSpec('spec/near-duplicate', spec(login, requirement('LOGIN')), 13),
  onSpec('spec/plain-requirement', spec(login, requirement('B').replace('Requirement: ', '')), 13),
  onSpec('spec/header-space', spec(login, requirement('B').replace('### ', '###')), 13),
  onSpec('spec/unclosed-fence', spec(`${login}\`\`\`\ncode\n`), 12),
];

const documentAt = (name: string): string => `specifications/content/${name}.yaml`;
const document = (uri: string, more = '', status = 'draft', version = 1): string =>
  `spec: spec://${uri}\nversion: ${version}\nstatus: ${status}\ntitle: T\n${more}`;
const onDocuments = (rule: string, texts: Readonly<Record<string, string>>, at: string): RuleCase => ({
  rule,
  files: {
    'openspec/specs/.keep': '',
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [documentAt(name), text])),
  },
  at,
});

/** Rules about spec YAML, which the official tool knows nothing of. */
export const documentCases: readonly RuleCase[] = [
  onDocuments(
    'document/invalid',
    { 'x/a': 'spec: spec://x/a\nversion: 1\nstatus: odd\ntitle: T\n' },
    `${documentAt('x/a')}:3`,
  ),
  onDocuments('document/duplicate', { 'x/a': document('x/a'), 'x/b': document('x/a') }, `${documentAt('x/b')}:1`),
  onDocuments('document/missing', { 'x/a': document('x/a', 'depends: [spec://x/no:v3]\n') }, `${documentAt('x/a')}:5`),
  onDocuments(
    'document/cycle',
    { 'x/a': document('x/a', 'extends: spec://x/b\n'), 'x/b': document('x/b', 'depends: [spec://x/a]\n') },
    `${documentAt('x/b')}:5`,
  ),
  onDocuments(
    'document/version-conflict',
    {
      'x/a': document('x/a', 'depends: [spec://x/u:v1, spec://x/b]\n'),
      'x/b': document('x/b', 'depends: [spec://x/u:v2]\n'),
      'x/u.v1': document('x/u'),
      'x/u': document('x/u', '', 'draft', 2),
    },
    `${documentAt('x/a')}:5`,
  ),
  onDocuments(
    'document/bad-tasks',
    { 'x/a': document('x/a', 'tasks:\n  - { id: A, title: One }\n  - { id: B, title: Two, needs: [A, C] }\n') },
    `${documentAt('x/a')}:7`,
  ),
  onDocuments(
    'document/deprecated',
    { 'x/a': document('x/a', 'depends: [spec://x/u]\n'), 'x/u': document('x/u', '', 'deprecated') },
    `${documentAt('x/a')}:5`,
  ),
];
