/**
 * Does once what is asked for several times under one `Idempotency-Key`. The id of the run follows from who asks and from the key, so
 * that `run.created` itself is the record: no crash makes two of it.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readOwn, writeOwn } from '../../adapters/machine/own-folder.ts';
import { runId, type RunId } from '../../core/id.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { runAccepted } from './acting.ts';
import { problem, type Answer } from './answer.ts';
import type { Desk } from './desk.ts';
import { problemOf, type Problem } from './problem.ts';
import type { Call } from './route.ts';

const KEY = /^[\x21-\x7e]{8,200}$/;
const ID_LENGTH = 16;

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Letters and digits, a letter first, as ids are. */
const idOf = (call: Call, key: string): RunId => {
  const digits = BigInt(`0x${sha256(JSON.stringify([call.caller.name, key]))}`).toString(36);
  return runId(`k${digits.slice(0, ID_LENGTH)}`);
};

/** null where none was sent. */
const keyOf = ({ headers }: Call): Result<string | null, Problem> => {
  const key = headers['idempotency-key'];
  if (key === undefined) return ok(null);
  if (typeof key === 'string' && KEY.test(key)) return ok(key);
  return err(problemOf(400, 'bad-key', 'an Idempotency-Key is 8 to 200 visible characters'));
};

const replayed = async (run: RunRow, desk: Desk): Promise<Answer> => {
  const answer = await runAccepted(run, desk);
  return answer.kind === 'json' ? { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } } : answer;
};

/** `make` is given the id that the run is to have, null for a fresh one, and gives the id it has. The run is driven. */
export const onceByKey = async (
  call: Call,
  desk: Desk,
  make: (id: RunId | null) => Promise<Result<RunId, Problem>>,
): Promise<Answer> => {
  const key = keyOf(call);
  if (!key.ok) return problem(key.error);
  const { store, stateDirectory } = desk.house;
  const id = key.value === null ? null : idOf(call, key.value);
  const record = id === null ? null : join(stateDirectory, 'runs', id, 'asked');
  const asked = sha256(JSON.stringify([call.params, call.body]));
  // Who asks first says what is asked for: it is looked at and written down in one go.
  if (record !== null) {
    const first = readOwn(record);
    if (first !== '' && first !== asked)
      return problem(problemOf(422, 'key-reused', 'something else was asked for under the same Idempotency-Key'));
    if (first === '') writeOwn(stateDirectory, record, asked);
  }
  const before = id === null ? null : await store.run(id);
  if (before !== null) return replayed(before, desk);
  const made = await make(id);
  if (!made.ok) {
    const meanwhile = id === null ? null : await store.run(id);
    return meanwhile === null ? problem(made.error) : replayed(meanwhile, desk);
  }
  desk.drivers.drive(made.value);
  const row = await store.run(made.value);
  return row === null ? problem(problemOf(500, 'bug', 'the run is not there')) : runAccepted(row, desk);
};
