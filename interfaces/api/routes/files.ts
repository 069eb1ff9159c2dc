/** The files of a run, as its commits hold them, and what it changed of them. */
import { relative } from 'node:path';
import { fileAt, folderAt } from '../../../adapters/git/objects.ts';
import { openServed } from '../../../adapters/machine/served-file.ts';
import { commitAt } from '../../../adapters/git/commit-at.ts';
import { stepId } from '../../../core/id.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import { bundleRun } from '../../house/bundle-run.ts';
import { changedIn, diffRun } from '../../house/diff-run.ts';
import { acting } from '../acting.ts';
import { json, problem, type Answer } from '../answer.ts';
import type { Desk } from '../desk.ts';
import { taggedJson } from '../entity-tag.ts';
import { fileAnswer } from '../file-answer.ts';
import { notFound, problemOf, problemOfRefusal, type Problem } from '../problem.ts';
import { given, type Call, type Route } from '../route.ts';
import { runNamed } from '../run-of-call.ts';
import { text } from './schemas.ts';
import { zipOf } from '../zip.ts';

const base = { method: 'get', tag: 'files', role: 'viewer' } as const;
const MOST_BYTES = 20 * 1024 * 1024;
const MOST_PATCH = 4 * 1024 * 1024;
const MOST_ZIPPED = 64 * 1024 * 1024;

/** The newest commit of the run, or the checkpoint of the step that `at` names. */
const commitOf = async (run: RunRow, at: unknown, desk: Desk): Promise<Result<string, Problem>> => {
  const { repository } = desk.house;
  if (typeof at === 'string' && at !== 'head') {
    const step = (await desk.standings.of(run))?.progress.steps.get(stepId(at));
    const commit = step?.checkpoint ?? null;
    return commit === null ? err(notFound('step', `${at} with a checkpoint`)) : ok(commit);
  }
  const names = [
    `refs/ws/${run.id}/head`,
    ...(run.branch === null ? [] : [`refs/heads/${run.branch}`]),
    run.base ?? '',
  ];
  for (const name of names) {
    const commit = name === '' ? null : await commitAt(repository, name);
    if (commit !== null) return ok(commit);
  }
  return err(notFound('resource', `a commit of run ${run.id}`));
};

type At = { readonly run: RunRow; readonly commit: string };

const atCommit = async (call: Call, desk: Desk, act: (at: At) => Promise<Answer>): Promise<Answer> => {
  const named = await runNamed(call.params['run'] ?? '', desk);
  if (!named.ok) return problem(named.error);
  const commit = await commitOf(named.value, call.query['at'], desk);
  return commit.ok ? act({ run: named.value, commit: commit.value }) : problem(commit.error);
};

const query = { at: text(500) };

const showTree = (call: Call, desk: Desk): Promise<Answer> =>
  atCommit(call, desk, async ({ run, commit }) => {
    const path = call.params['*'] ?? '';
    const entries = await folderAt(desk.house.repository, commit, path);
    if (entries === null) return problem(notFound('file', path));
    const changed = await changedIn({ run: run.id, step: null }, desk.house);
    const paths = changed.ok ? changed.value.map((file) => file.path) : [];
    const items = entries.map((entry) => ({
      ...entry,
      isChanged: paths.some((each) => each === entry.path || each.startsWith(`${entry.path}/`)),
    }));
    return json({ commit, path, items });
  });

const gives = [given('tree', 'what is in it')];

export const getTopRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/tree', id: 'getTop', query, gives, act: showTree },
  summary: 'The top folder as the newest commit of the run has it, or the checkpoint of the step that `at` names',
};

export const getTreeRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/tree/{path*}', id: 'getTree', query, gives, act: showTree },
  summary: 'A folder of it',
};

export const getBlobRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/blob/{path*}', id: 'getBlob', query, summary: 'A file of it' },
  gives: [{ status: 200, description: 'what it holds', schema: null, media: 'application/octet-stream' }],
  act: (call, desk) =>
    atCommit(call, desk, async ({ commit }) => {
      const path = call.params['*'] ?? '';
      const file = await fileAt(desk.house.repository, { commit, path, most: MOST_BYTES });
      if (!file.ok) return problem(problemOf(503, 'unavailable', file.error.message));
      if (file.value === null) return problem(notFound('file', path));
      if (file.value === 'too-large') return problem(problemOf(413, 'too-large', `${path} is larger than 20 MiB`));
      return bytesOf(file.value, path);
    }),
};

const bytesOf = (body: Uint8Array, path: string): Answer => ({
  ...{ kind: 'bytes', status: 200, body },
  headers: {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${(path.split('/').at(-1) ?? '').replaceAll(/[^A-Za-z0-9._-]/g, '_')}"`,
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'no-store',
  },
});

export const getZipRoute: Route = {
  ...{
    ...base,
    path: '/api/v1/runs/{run}/files.zip',
    id: 'getZip',
    summary: 'The files that the run added or changed',
  },
  gives: [{ status: 200, description: 'an archive', schema: null, media: 'application/zip' }],
  act: (call, desk) =>
    atCommit(call, desk, async ({ run, commit }) => {
      const { repository } = desk.house;
      const changed = await changedIn({ run: run.id, step: null }, desk.house);
      if (!changed.ok) return problem(problemOfRefusal(changed.error));
      const files = new Map<string, Uint8Array>();
      let left = MOST_ZIPPED;
      for (const { path } of changed.value) {
        const file = await fileAt(repository, { commit, path, most: left });
        if (!file.ok || file.value === null) continue;
        if (file.value === 'too-large')
          return problem(problemOf(413, 'too-large', 'the files are larger than 64 MiB together'));
        files.set(path, file.value);
        left -= file.value.length;
      }
      return bytesOf(zipOf(files), `${run.id}.zip`);
    }),
};

export const getDiffRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/diff', id: 'getDiff', summary: 'What a run changed, or one of its steps' },
  query: { step: text(500), patch: { type: 'boolean' } },
  gives: [given('diff', 'the changes')],
  act: async (call, desk) => {
    const named = await runNamed(call.params['run'] ?? '', desk);
    if (!named.ok) return problem(named.error);
    const run = named.value;
    const step = typeof call.query['step'] === 'string' ? call.query['step'] : null;
    const files = await changedIn({ run: run.id, step }, desk.house);
    if (!files.ok) return problem({ ...problemOfRefusal(files.error), status: 404 });
    const patch =
      call.query['patch'] === false ? ok(null) : await diffRun({ run: run.id, step, form: 'patch' }, desk.house);
    if (!patch.ok) return problem(problemOfRefusal(patch.error));
    const isShown = patch.value !== null && Buffer.byteLength(patch.value) <= MOST_PATCH;
    return taggedJson(
      { run: run.id, step, files: files.value, patch: isShown ? patch.value : null },
      run,
      call.headers,
    );
  },
};

export const getDiagnosticsRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/diagnostics', id: 'getDiagnostics' },
  summary: 'Everything that helps to understand a run, packed, its secrets masked',
  gives: [{ status: 200, description: 'an archive, .tar.gz', schema: null, media: 'application/octet-stream' }],
  act: async (call, desk) => {
    const named = await runNamed(call.params['run'] ?? '', desk);
    if (!named.ok) return problem(named.error);
    return acting(desk, async (house) => {
      const made = await bundleRun(named.value.id, null, house);
      if (!made.ok) return problem({ ...problemOfRefusal(made.error), status: 503 });
      const file = openServed(house.stateDirectory, relative(house.stateDirectory, made.value.path));
      if (file === null) return problem(notFound('file', 'diagnostics.tar.gz'));
      return fileAnswer(file, `${named.value.id}.tar.gz`, call.headers.range);
    });
  },
};
