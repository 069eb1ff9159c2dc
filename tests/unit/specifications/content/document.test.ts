import { expect, test } from 'vitest';
import { loadDocumentCheck, parseDocument } from '../../../../specifications/content/document.ts';
import { loadYaml } from '../../../../specifications/content/yaml.ts';

const head = 'spec: spec://x/a\nversion: 1\nstatus: draft\ntitle: T\n';
const problemsOf = async (text: string): Promise<readonly string[]> => {
  const { problems } = parseDocument(text, 'a.yaml', await loadYaml(), await loadDocumentCheck());
  return problems.map(({ where, message, line, column }) => `${line}:${column} ${where}: ${message}`);
};

test.each([
  [
    head.replace('version: 1', 'version: 1.2'),
    '2:10 version: must be a string or a whole number; put 1.2 into quotes: "1.2"',
  ],
  [head.replace('version: 1', 'version: new'), '2:10 version: must be a version such as 2 or "1.2"'],
  [head.replace('draft', 'done'), '3:9 status: must be draft, review, approved or deprecated'],
  [head.replace('title: T\n', ''), '1:1 : the document lacks "title"'],
  [`${head}depends: [auth]\n`, '5:11 depends.0: must be an address such as spec://feature/auth'],
  [
    `${head}requirements: [{ id: A, text: It works. }]\n`,
    '5:31 requirements.0.text: must say what the system SHALL or MUST do',
  ],
  [
    `${head}requirements: [{ id: "A B", text: It MUST. }]\n`,
    '5:22 requirements.0.id: must begin with a letter or digit and hold only letters, digits, ".", "_" and "-"',
  ],
  [
    `${head}requirements: [{ id: A, text: It MUST., scenarios: [{ name: S, then: 1 }] }]\n`,
    '5:70 requirements.0.scenarios.0.then: must be a sentence or a list of sentences',
  ],
  [`${head}tasks: [{ id: A, title: "" }]\n`, '5:25 tasks.0.title: must not be empty'],
  [
    `${head}tasks: [{ id: A, title: T, tool: x, requires: {} }]\n`,
    '5:9 tasks.0: must not have both "tool" and "requires"',
  ],
  [
    `${head}tasks: [{ id: A, title: T, acceptance: [{ ran: x }] }]\n`,
    '5:41 tasks.0.acceptance.0: must be a sentence, { run: <command> } or { file: <path> }',
  ],
  [
    `${head}requirements: [{ id: A, text: It MUST., scenario: [] }]\n`,
    '5:16 requirements.0: has "scenario", which is no field of it; there are id, title, text, scenarios, metadata',
  ],
])('%s', async (text, problem) => {
  expect(await problemsOf(text)).toEqual([problem]);
});

test('a document that is as its schema says has no problem', async () => {
  expect(
    await problemsOf(`${head}tasks: [{ id: A, title: T, acceptance: [It is so, { run: make }, { file: a }] }]\n`),
  ).toEqual([]);
});
