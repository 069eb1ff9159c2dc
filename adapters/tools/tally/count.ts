/**
 * Counts votes. Pure.
 *
 *   V1. One ballot a voter: the last counts.
 *   V2. Who says nothing abstains: they are present, and no vote. So is a ballot that says what is no option, and it is told.
 *   V3. Nothing is decided by chance: what is tied and nobody may break stays undecided.
 */
import { unreachable } from '../../../core/result.ts';

export const RULES = ['plurality', 'majority', 'supermajority', 'unanimity', 'borda', 'approval'] as const;
export type Rule = (typeof RULES)[number];

/** What somebody said: one option, several that are as good, or all in their order. Empty where they abstain. */
export type Ballot = { readonly voter: string; readonly said: readonly string[] };

export type Poll = {
  readonly options: readonly string[];
  readonly ballots: readonly Ballot[];
  readonly rule: Rule;
  /** How many must be present. */
  readonly quorum: number;
  /** Whole numbers; 1 where a voter has none. */
  readonly weights: ReadonlyMap<string, number>;
  /** Who breaks a tie, the first that can: voters, and `order` for the first of the options. */
  readonly tieBreak: readonly string[];
};

export type Count = {
  readonly winner: string | null;
  readonly reason: string;
  readonly scores: readonly { readonly option: string; readonly score: number }[];
  readonly tied: readonly string[];
  readonly present: number;
  readonly voted: number;
  readonly abstained: readonly string[];
  readonly invalid: readonly { readonly voter: string; readonly message: string }[];
};

/** Breaks a tie by the order of the options. */
const ORDER = 'order';

/** An option by its words, whatever their case and the space around them; null where it is none. */
const optionNamed = (said: string, options: readonly string[]): string | null => {
  const plain = (text: string): string => text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
  return options.find((option) => option === said) ?? options.find((option) => plain(option) === plain(said)) ?? null;
};

type Vote = { readonly voter: string; readonly weight: number; readonly choices: readonly string[] };

/** What is wrong with a ballot; null where nothing is. */
const objectionTo = ({ said }: Ballot, { options, rule }: Poll): string | null => {
  const choices = said.map((each) => optionNamed(each, options));
  const unknown = choices.indexOf(null);
  if (unknown !== -1) return `${JSON.stringify(said[unknown])} is no option`;
  if (new Set(choices).size < choices.length) return 'it names an option twice';
  return said.length > 1 && rule !== 'borda' && rule !== 'approval' ? 'it names more than one option' : null;
};

/** What a vote gives to an option. */
const pointsOf = ({ choices }: Vote, option: string, { rule, options }: Poll): number => {
  const place = choices.indexOf(option);
  if (place === -1) return 0;
  return rule === 'borda' ? options.length - 1 - place : 1;
};

/** Whether the best score is enough, as the rule has it; a sentence where it is not. */
const shortOf = (best: number, total: number, rule: Rule): string | null => {
  switch (rule) {
    case 'majority':
      return 2 * best > total ? null : `no option has more than half of ${total}`;
    case 'supermajority':
      return 3 * best >= 2 * total ? null : `no option has two thirds of ${total}`;
    case 'unanimity':
      return best === total ? null : 'not all voted for the same';
    case 'plurality':
    case 'borda':
    case 'approval':
      return null;
    default:
      return unreachable(rule);
  }
};

/** Who breaks the tie, and for what; null where nobody can. A voter can who says one of the tied before the others. */
const broken = (
  tied: readonly string[],
  votes: readonly Vote[],
  { tieBreak, rule }: Poll,
): readonly [string, string] | null => {
  for (const who of tieBreak) {
    const wished = votes.find(({ voter }) => voter === who)?.choices.filter((choice) => tied.includes(choice)) ?? [];
    const [first] = who === ORDER ? tied : wished;
    if (first !== undefined && (who === ORDER || rule === 'borda' || wished.length === 1)) return [who, first];
  }
  return null;
};

/** Counts a poll of at least one option. */
export const countVotes = (poll: Poll): Count => {
  const { options, rule, quorum, weights } = poll;
  const last = [...new Map(poll.ballots.map((ballot) => [ballot.voter, ballot])).values()]; // V1
  const judged = last.map((ballot) => ({ ballot, message: objectionTo(ballot, poll) }));
  const votes = judged.flatMap(({ ballot: { voter, said }, message }): readonly Vote[] => {
    const choices = message === null ? said.flatMap((each) => optionNamed(each, options) ?? []) : [];
    return choices.length === 0 ? [] : [{ voter, weight: weights.get(voter) ?? 1, choices }];
  });
  const scores = options.map((option) => ({
    option,
    score: votes.reduce((score, vote) => score + vote.weight * pointsOf(vote, option, poll), 0),
  }));
  const counted = {
    ...{ scores, present: last.length, voted: votes.length },
    abstained: last.filter(({ said }) => said.length === 0).map(({ voter }) => voter), // V2
    invalid: judged.flatMap(({ ballot: { voter }, message }) => (message === null ? [] : [{ voter, message }])),
  };
  const undecided = (reason: string, tied: readonly string[] = []): Count => ({
    winner: null,
    reason,
    tied,
    ...counted,
  });
  if (last.length < quorum) return undecided(`${last.length} were present, and ${quorum} must be`);
  const total = votes.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undecided('nobody voted');
  const best = Math.max(...scores.map(({ score }) => score));
  const short = shortOf(best, total, rule);
  if (short !== null) return undecided(short);
  const tied = scores.filter(({ score }) => score === best).map(({ option }) => option);
  const [winner = null] = tied;
  if (tied.length === 1)
    return { winner, reason: `${rule}: ${best} of ${rule === 'borda' ? 'all points' : total}`, tied: [], ...counted };
  const tieBreaker = broken(tied, votes, poll);
  if (tieBreaker === null) return undecided(`${tied.join(' and ')} are tied`, tied); // V3
  return { winner: tieBreaker[1], reason: `tie broken by ${tieBreaker[0]}`, tied, ...counted };
};
