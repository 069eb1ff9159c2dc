/** What the attempts of a step wrote: bytes, lines, and where something stands. */
import { join, relative } from 'node:path';
import { openServed } from '../../../adapters/machine/served-file.ts';
import { stepId } from '../../../core/id.ts';
import type { JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { AttemptPaths } from '../../../core/system.ts';
import { json, problem } from '../answer.ts';
import type { Desk } from '../desk.ts';
import { fileAnswer } from '../file-answer.ts';
import { notFound, type Problem } from '../problem.ts';
import { given, type Call, type Route } from '../route.ts';
import { runNamed } from '../run-of-call.ts';
import { count, text } from './schemas.ts';

const STREAMS = ['stdout', 'stderr', 'report'] as const satisfies readonly (keyof AttemptPaths)[];

const PATH = '/api/v1/runs/{run}/steps/{step}/attempts/{attempt}/{stream}';
const params: Readonly<Record<string, JsonObject>> = {
  attempt: count(1, 1_000_000),
  stream: { type: 'string', enum: [...STREAMS] },
};
const base = { method: 'get', tag: 'logs', role: 'viewer', params } as const;
const LINES = 5_000;

type Log = {
  /** Below the state folder. */
  readonly below: string;
  readonly name: string;
  readonly told: string;
};

const logOf = async ({ params: given }: Call, desk: Desk): Promise<Result<Log, Problem>> => {
  const named = await runNamed(given['run'] ?? '', desk);
  if (!named.ok) return named;
  const { stateDirectory, files } = desk.house;
  const step = stepId(given['step'] ?? '');
  const attempt = Number(given['attempt']);
  const stream = STREAMS.find((each) => each === given['stream']) ?? 'stdout';
  const path = files.paths({ run: named.value.id, step, attempt })[stream];
  const name = `${named.value.id}-${step}-${attempt}.${stream}.log`;
  return ok({ below: relative(stateDirectory, path), name, told: `${stream} of attempt ${attempt} of ${step}` });
};

/** Where it lies, once it was seen to be a plain file of ours. */
const plainLog = async (call: Call, desk: Desk): Promise<Result<string, Problem>> => {
  const log = await logOf(call, desk);
  if (!log.ok) return log;
  const file = openServed(desk.house.stateDirectory, log.value.below);
  if (file === null) return err(notFound('file', log.value.told));
  file.close();
  return ok(join(desk.house.stateDirectory, log.value.below));
};

export const getLogRoute: Route = {
  ...{ ...base, path: PATH, id: 'getLog', summary: 'What an attempt wrote, or the bytes of it that Range names' },
  gives: [
    { status: 200, description: 'all of it', schema: null, media: 'application/octet-stream' },
    { status: 206, description: 'the bytes asked for', schema: null, media: 'application/octet-stream' },
  ],
  act: async (call, desk) => {
    const log = await logOf(call, desk);
    if (!log.ok) return problem(log.error);
    const file = openServed(desk.house.stateDirectory, log.value.below);
    return file === null
      ? problem(notFound('file', log.value.told))
      : fileAnswer(file, log.value.name, call.headers.range);
  },
};

export const getLinesRoute: Route = {
  ...{ ...base, path: `${PATH}/lines`, id: 'getLines', summary: 'Some lines of it' },
  query: { from: count(1, Number.MAX_SAFE_INTEGER), count: count(1, LINES) },
  gives: [given('log-lines', 'the lines')],
  act: async (call, desk) => {
    const path = await plainLog(call, desk);
    if (!path.ok) return problem(path.error);
    const { from = 1, count: most = 500 } = call.query;
    return json(await desk.lines.lines(path.value, Number(from), Number(most)));
  },
};

export const searchLogRoute: Route = {
  ...{ ...base, path: `${PATH}/search`, id: 'searchLog', summary: 'The lines of it that hold a text' },
  query: { q: text() },
  gives: [given('log-hits', 'where it stands')],
  act: async (call, desk) => {
    const path = await plainLog(call, desk);
    if (!path.ok) return problem(path.error);
    const { q } = call.query;
    return json(typeof q === 'string' ? await desk.lines.search(path.value, q) : { items: [], isCut: false });
  },
};
