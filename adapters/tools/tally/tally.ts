/** The tool `tally`: counts ballots by a rule, and says what is decided and why. */
import { isJsonObject, isEqualJson, type Json, type JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Gives, ToolAdapter } from '../../../core/tool.ts';
import { describeTally, TALLY } from '../descriptions.ts';
import { countVotes, RULES, type Ballot, type Poll, type Rule } from './count.ts';

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  required: ['options', 'ballots'],
  additionalProperties: false,
  properties: {
    options: { type: ['array', 'string'], minItems: 1, description: 'What can be voted for: texts.' },
    ballots: {
      type: ['array', 'string'],
      description:
        'Objects with `voter` and `choice`, `approves` or `ranking`. The last of a voter counts; null is none.',
    },
    where: { type: 'object', description: 'Only ballots that have these fields, such as { conflict: choice:auth }.' },
    rule: { enum: [...RULES], default: 'plurality' },
    quorum: { type: ['integer', 'string'], minimum: 0, default: 0, description: 'How many must be present.' },
    weights: { type: ['object', 'string'], description: 'Whole numbers by voter; 1 where a voter has none.' },
    tieBreak: {
      type: ['array', 'string'],
      description:
        'Who breaks a tie: voters, then perhaps `order`, for the first of the options. Left out, it stays undecided.',
    },
  },
};

const GIVES: Gives = {
  types: {
    ...{ decided: 'boolean', winner: 'any', reason: 'string', scores: 'array', tied: 'array', present: 'integer' },
    ...{ voted: 'integer', abstained: 'array', invalid: 'array' },
  },
  isAll: true,
};

type Wrong = { readonly key: string; readonly message: string };
const wrong = (key: string, message: string): { readonly ok: false; readonly error: Wrong } => err({ key, message });

const listOf = (value: Json | undefined): readonly Json[] | null =>
  Array.isArray(value) ? (value as readonly Json[]) : null;

const textsOf = (value: Json | undefined): readonly string[] | null => {
  const list = listOf(value);
  const texts = (list ?? []).filter((each) => typeof each === 'string');
  return list !== null && texts.length === list.length ? texts : null;
};

/** null: it is no ballot. */
const ballotOf = (value: JsonObject): Ballot | null => {
  const { voter, choice = null, ranking, approves } = value;
  if (typeof voter !== 'string' || voter === '') return null;
  const several = [ranking, approves].find((each) => Array.isArray(each) && each.length > 0);
  const said = several === undefined ? (choice === null || choice === '' ? [] : textsOf([choice])) : textsOf(several);
  return said === null ? null : { voter, said };
};

const ballotsOf = ({ ballots, where }: JsonObject): Result<readonly Ballot[], Wrong> => {
  const list = listOf(ballots);
  if (list === null) return wrong('ballots', '"ballots" is a list');
  const wanted = Object.entries(isJsonObject(where) ? where : {});
  const read: Ballot[] = [];
  for (const [at, each] of list.entries()) {
    // A voter that failed gave none.
    if (each === null) continue;
    const isMeant = isJsonObject(each) && wanted.every(([key, value]) => isEqualJson(each[key] ?? null, value));
    if (isJsonObject(each) && !isMeant) continue;
    const ballot = isJsonObject(each) ? ballotOf(each) : null;
    if (ballot === null) return wrong(`ballots/${at}`, 'a ballot is an object with "voter" and "choice"');
    read.push(ballot);
  }
  return ok(read);
};

const weightsOf = (value: Json | undefined): ReadonlyMap<string, number> | null => {
  if (value === undefined) return new Map();
  const entries = Object.entries(isJsonObject(value) ? value : {});
  const isFit = isJsonObject(value) && entries.every(([, weight]) => Number.isInteger(weight) && Number(weight) >= 0);
  return isFit ? new Map(entries.map(([voter, weight]) => [voter, Number(weight)])) : null;
};

const pollOf = (args: JsonObject): Result<Poll, Wrong> => {
  const options = textsOf(args['options']);
  if (options === null || options.length === 0 || new Set(options).size < options.length)
    return wrong('options', '"options" is a list of texts, at least one and none twice');
  const ballots = ballotsOf(args);
  if (!ballots.ok) return ballots;
  const rule: Rule | undefined = RULES.find((each) => each === (args['rule'] ?? 'plurality'));
  if (rule === undefined) return wrong('rule', `"rule" is one of ${RULES.join(', ')}`);
  const quorum = Number(args['quorum'] ?? 0);
  if (!Number.isInteger(quorum) || quorum < 0) return wrong('quorum', '"quorum" is a whole number');
  const weights = weightsOf(args['weights']);
  if (weights === null) return wrong('weights', '"weights" are whole numbers by voter');
  const tieBreak = textsOf(args['tieBreak'] ?? []);
  if (tieBreak === null) return wrong('tieBreak', '"tieBreak" is a list of voters');
  return ok({ options, ballots: ballots.value, rule, quorum, weights, tieBreak });
};

/** Makes the tool. What is undecided is no failure: `decided` says so. */
export const createTally = (): ToolAdapter => ({
  id: TALLY,
  title: 'Votes counted',
  inputSchema: INPUT_SCHEMA,
  describe: describeTally,
  gives: () => GIVES,
  check: () => Promise.resolve({ available: true, version: null, hint: '' }),
  execute: async ({ with: args }) => {
    const poll = pollOf(args);
    if (!poll.ok) {
      const { key, message } = poll.error;
      return err({ failure: { code: 'bad-input', pointer: `/with/${key}`, message }, evidence: null });
    }
    const count = countVotes(poll.value);
    return ok({ outputs: { decided: count.winner !== null, ...count }, exitCode: null });
  },
});
