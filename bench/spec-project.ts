/** Generated OpenSpec projects to be measured on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const scenario = (which: string, name: string): string =>
  `#### Scenario: The ${which} case of ${name}\n` +
  '- **GIVEN** a user who is logged in\n- **WHEN** they ask for it\n- **THEN** they get it\n';

const requirement = (name: string): string =>
  `### Requirement: ${name}\nThe system SHALL handle ${name} within the limits that its operators set for it.\n\n` +
  ['first', 'second'].map((which) => scenario(which, name)).join('\n');

const spec = (name: string, requirements: number): string =>
  `# ${name} Specification\n\n## Purpose\nThis lets users do what they came for, and tells them when it is done.\n\n` +
  `## Requirements\n\n${Array.from({ length: requirements }, (_, each) => requirement(`thing ${name}-${each}`)).join('\n')}`;

const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

const writeChange = (root: string, at: number, specs: number): void => {
  const folder = join(root, `openspec/changes/change-${at}`);
  const capability = `cap-${at % specs}`;
  const why = `Users asked for change ${at} often enough that it is now worth its price.`;
  write(join(folder, 'proposal.md'), `## Why\n${why}\n\n## What Changes\n- x\n`);
  const tasks = Array.from({ length: 10 }, (_, each) => `- [ ] 1.${each + 1} Part ${each}\n`);
  write(join(folder, 'tasks.md'), `## 1. Do\n${tasks.join('')}`);
  const added = ['a', 'b'].map((each) => requirement(`new ${at}-${each}`)).join('\n');
  const modified = requirement(`thing ${capability}-${at % 10}`);
  const delta = `## ADDED Requirements\n\n${added}\n## MODIFIED Requirements\n\n${modified}`;
  write(join(folder, `specs/${capability}/spec.md`), delta);
};

/** Writes so many specs of 4.7 KB, and changes that add two requirements, change one and have ten tasks. */
export const writeProject = (root: string, specs: number, changes: number): void => {
  for (let at = 0; at < specs; at++) write(join(root, `openspec/specs/cap-${at}/spec.md`), spec(`cap-${at}`, 10));
  for (let at = 0; at < changes; at++) writeChange(root, at, specs);
};

/** Writes one spec of so many megabytes. */
export const writeLargeSpec = (root: string, megabytes: number): void => {
  const one = Buffer.byteLength(requirement('thing large-10000'));
  write(join(root, 'openspec/specs/large/spec.md'), spec('large', Math.round((megabytes * 1_000_000) / one)));
};
