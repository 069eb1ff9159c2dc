/** What a step asks of a person, what each answer means, and how it is given. */
import type { Answer, Wait } from '../../../core/attempt.ts';
import type { RunId, StepId } from '../../../core/id.ts';
import { unreachable } from '../../../core/result.ts';
import { cut, pad, plainLine, wrapped } from '../fit.ts';
import type { Paint } from '../screen.ts';
import { instantText } from '../words.ts';

export type Waiting = {
  readonly step: StepId;
  readonly wait: Wait;
  /** Why what was accepted did not stand up, or what the question is about; null where there is nothing to tell. */
  readonly trouble: string | null;
  /** The steps that go on without this one when it is skipped. */
  readonly letsThrough: readonly StepId[];
};

type Settings = { readonly columns: number; readonly paint: Paint };

const promptLines = 12;
const namedSteps = 3;

/** Which steps a skipped one lets through, as a sentence. */
export const letThroughWords = (steps: readonly StepId[]): string => {
  if (steps.length === 0) return 'nothing else needs it';
  const more = steps.length - namedSteps;
  const names = `${steps.slice(0, namedSteps).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `${names} ${steps.length === 1 ? 'goes' : 'go'} on without it`;
};

const meaning = (answer: Answer, { wait, letsThrough }: Waiting): string => {
  switch (answer) {
    case 'accept':
      return wait.kind === 'work' ? 'its checks are run, and what was done is committed' : 'it counts as done';
    case 'again':
      return 'it is run again';
    case 'skip':
      return letThroughWords(letsThrough);
    case 'reject':
      return 'the step fails';
    case 'once':
      return 'it may, for this step of this run, and goes on';
    case 'always':
      return `it may, and from now on whenever ${wait.wants?.tool ?? 'the tool'} is used: that is written into your profile of it`;
    case 'no':
      return 'it may not, and the step fails';
    case 'reply':
      return 'it is told what you say, and goes on';
    default:
      return unreachable(answer);
  }
};

/** The command that answers, with all choices: quoted, so that pasted as it is it answers nothing and says so. */
export const answerCommand = (run: RunId, step: StepId, choices: readonly Answer[]): string =>
  `ws answer ${run} ${step} ${choices.length === 1 ? choices.join() : `'${choices.join('|')}'`}${choices.includes('reply') ? " --text '…'" : ''}`;

const standing = ({ kind, until }: Wait): string => {
  if (kind === 'event') return `waits for an event${until === undefined ? '' : ` until ${instantText(until)}`}`;
  return until === undefined ? 'waits for you' : `is parked until ${instantText(until)}`;
};

/** The question, wrapped, and a line for each answer. */
export const waitLines = (waiting: Waiting, { columns, paint }: Settings): readonly string[] => {
  const { step, wait, trouble } = waiting;
  const prompt = wrapped(wait.prompt, columns - 4);
  const left = prompt.length - promptLines;
  return [
    `  ${paint.bold(cut(plainLine(step), columns - 20))} ${standing(wait)}:`,
    ...prompt.slice(0, promptLines).map((line) => `    ${line}`),
    ...(left > 0 ? [paint.dim(`    and ${left} more lines`)] : []),
    ...(trouble === null
      ? []
      : wrapped(wait.kind === 'work' ? `Not accepted yet: ${trouble}` : trouble, columns - 4).map(
          (line) => `    ${paint.red(line)}`,
        )),
    ...(wait.until === undefined && wait.kind !== 'event'
      ? []
      : [paint.dim('    goes on by itself then, with a driver; an answer moves it earlier:')]),
    ...wait.choices.flatMap((answer) =>
      wrapped(meaning(answer, waiting), columns - 13).map((line, place) =>
        paint.dim(`    ${pad(place === 0 ? answer : '', 7)} ${line}`),
      ),
    ),
  ];
};
