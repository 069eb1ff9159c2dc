/** What the attempts of a step wrote. */
import { relative } from 'node:path';
import { openServed } from '../../../adapters/machine/served-file.ts';
import { stepId } from '../../../core/id.ts';
import type { AttemptPaths } from '../../../core/system.ts';
import { problem } from '../answer.ts';
import { fileAnswer } from '../file-answer.ts';
import { notFound } from '../problem.ts';
import type { Route } from '../route.ts';
import { runNamed } from '../run-of-call.ts';

const STREAMS = ['stdout', 'stderr', 'report'] as const satisfies readonly (keyof AttemptPaths)[];

export const getLogRoute: Route = {
  method: 'get',
  path: '/api/v1/runs/{run}/steps/{step}/attempts/{attempt}/{stream}',
  ...{
    id: 'getLog',
    tag: 'logs',
    role: 'viewer',
    summary: 'What an attempt wrote, or the bytes of it that Range names',
  },
  params: {
    attempt: { type: 'integer', minimum: 1, maximum: 1_000_000 },
    stream: { type: 'string', enum: [...STREAMS] },
  },
  gives: [
    { status: 200, description: 'all of it', schema: null, media: 'application/octet-stream' },
    { status: 206, description: 'the bytes asked for', schema: null, media: 'application/octet-stream' },
  ],
  act: async ({ params, headers }, desk) => {
    const named = await runNamed(params['run'] ?? '', desk);
    if (!named.ok) return problem(named.error);
    const { house } = desk;
    const step = stepId(params['step'] ?? '');
    const attempt = Number(params['attempt']);
    const stream = STREAMS.find((each) => each === params['stream']) ?? 'stdout';
    const paths = house.files.paths({ run: named.value.id, step, attempt });
    const file = openServed(house.stateDirectory, relative(house.stateDirectory, paths[stream]));
    if (file === null) return problem(notFound('file', `${stream} of attempt ${attempt} of ${step}`));
    return fileAnswer(file, `${named.value.id}-${step}-${attempt}.${stream}.log`, headers.range);
  },
};
