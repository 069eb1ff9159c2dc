/** Workstreams to be run: files of the repository, what ws ships, and templates that the server keeps. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readDefinition } from '../../house/load-definition.ts';
import { json, problem, type Answer } from '../answer.ts';
import type { Desk } from '../desk.ts';
import { outlineDocument } from '../documents/outline-document.ts';
import { timeText } from '../documents/time.ts';
import { notFound, problemOf } from '../problem.ts';
import { given, type Call, type Route } from '../route.ts';
import { keepTemplate, removeTemplate, templateOf, templatesIn, type Template } from '../template-store.ts';
import { workstreamFiles } from '../workstream-files.ts';
import { text } from './schemas.ts';

const looking = { tag: 'library', role: 'viewer' } as const;
const keeping = { tag: 'library', role: 'operator' } as const;

const outlineOf = async (document: string, file: string, { directory, house }: Desk): Promise<object> => {
  const { plan, diagnostics } = await readDefinition({ text: document, file }, { directory, env: house.env });
  return outlineDocument(plan, diagnostics);
};

export const validateRoute: Route = {
  ...{ ...looking, method: 'post', path: '/api/v1/validate', id: 'validate', body: 'validate-request' },
  summary: 'What is wrong with a workstream, and what it would do',
  gives: [given('outline', 'what there is to say of it')],
  act: async ({ body }, desk) => {
    // Cannot lie: the body was held against its schema, here and below.
    const { text: document, file = 'workstream.yaml' } = body as { readonly text: string; readonly file?: string };
    return json(await outlineOf(document, file, desk));
  },
};

const matches = (q: unknown, ...texts: readonly (string | null)[]): boolean =>
  typeof q !== 'string' || texts.some((each) => each?.toLowerCase().includes(q.toLowerCase()) === true);

export const listWorkstreamsRoute: Route = {
  ...{ ...looking, method: 'get', path: '/api/v1/workstreams', id: 'listWorkstreams', query: { q: text() } },
  summary: 'Workstreams of the repository, and those that come with ws',
  gives: [given('workstream-files', 'all of them')],
  act: async ({ query }, desk) => {
    const all = await workstreamFiles(desk);
    const items = all
      .filter(({ file, title, id }) => matches(query['q'], file, title, id))
      .map(({ path: _, ...shown }) => shown);
    return json({ items, next: null });
  },
};

export const getWorkstreamRoute: Route = {
  ...{ ...looking, method: 'get', path: '/api/v1/workstreams/{file}', id: 'getWorkstream' },
  summary: 'One of them: its text, what it wants to be given, and its plan',
  gives: [given('workstream-text', 'the file')],
  act: async ({ params }, desk) => {
    const file = params['file'] ?? '';
    // Only what the list holds is ever read.
    const found = (await workstreamFiles(desk)).find((each) => each.file === file);
    if (found === undefined) return problem(notFound('file', file));
    const document = await readFile(found.path, 'utf8');
    return json({ file, text: document, outline: await outlineOf(document, resolve(found.path), desk) });
  },
};

const templateDocument = ({ updatedAt, ...template }: Template): object => ({
  ...template,
  updatedAt: timeText(updatedAt),
});

const ofTemplate = ({ params }: Call, { house }: Desk, act: (template: Template) => Answer): Answer => {
  const id = params['template'] ?? '';
  const found = templateOf(house.stateDirectory, id);
  return found === null ? problem(notFound('resource', `the template ${id}`)) : act(found);
};

export const listTemplatesRoute: Route = {
  ...{ ...looking, method: 'get', path: '/api/v1/templates', id: 'listTemplates', query: { q: text() } },
  summary: 'Workstreams that this server keeps',
  gives: [given('template-list', 'all of them')],
  act: async ({ query }, { house }) => {
    const all = templatesIn(house.stateDirectory);
    const items = all.filter(({ name, description }) => matches(query['q'], name, description));
    return json({ items: items.map(templateDocument), next: null });
  },
};

export const getTemplateRoute: Route = {
  ...{ ...looking, method: 'get', path: '/api/v1/templates/{template}', id: 'getTemplate' },
  summary: 'One of them',
  gives: [given('template', 'the template')],
  act: async (call, desk) => ofTemplate(call, desk, (template) => json(templateDocument(template))),
};

export const putTemplateRoute: Route = {
  ...{ ...keeping, method: 'put', path: '/api/v1/templates/{template}', id: 'putTemplate', body: 'template-request' },
  summary: 'Keep one under an id, in the place of one that was there',
  gives: [given('template', 'as it is kept')],
  act: async ({ params, body }, { house }) => {
    const id = params['template'] ?? '';
    const {
      name,
      description = '',
      text: document,
    } = body as Pick<Template, 'name' | 'text'> & { readonly description?: string };
    const template = { id, name, description, text: document, updatedAt: house.clock.now() };
    if (!keepTemplate(house.stateDirectory, template))
      return problem(problemOf(422, 'bad-id', 'an id is letters, digits and "-", in lower case, at most 63'));
    return json(templateDocument(template));
  },
};

export const deleteTemplateRoute: Route = {
  ...{ ...keeping, method: 'delete', path: '/api/v1/templates/{template}', id: 'deleteTemplate' },
  summary: 'Forget one',
  gives: [{ status: 204, description: 'it is gone', schema: null }],
  act: async (call, desk) =>
    ofTemplate(call, desk, ({ id }) => {
      removeTemplate(desk.house.stateDirectory, id);
      return { kind: 'nothing', status: 204, headers: {} };
    }),
};
