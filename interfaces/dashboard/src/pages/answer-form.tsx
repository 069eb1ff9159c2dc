/** Answers what a step asks. An approval is bound to the tree that one saw: it names it, and sends it along. */
import { useMemo, useState, type ReactNode } from 'react';
import { useAct } from '../data/act.ts';
import { part } from '../data/ask.ts';
import { useLive } from '../data/live.ts';
import type { Question } from '../data/resources.ts';
import { ageWords } from '../../../house/view/words.ts';
import { useKeys } from '../parts/keys.ts';
import { useNow } from '../parts/now.ts';
import { Prose } from '../parts/prose.tsx';

type Props = {
  readonly run: string;
  readonly step: string;
  readonly question: Question;
  /** After an answer was taken. */
  readonly onDone?: () => void;
};

const WORDS: Readonly<Record<string, string>> = {
  accept: 'Approve',
  again: 'Try again',
  skip: 'Skip the step',
  reject: 'Reject',
  once: 'Allow in this run',
  always: 'Allow always',
  no: 'Do not allow',
  reply: 'Send the answer',
};

const REFUSALS: ReadonlySet<string> = new Set(['reject', 'no']);

/** What stands on the button of an answer. */
const labelOf = (answer: string, { subject, boundTo }: Question): string => {
  const word = WORDS[answer] ?? answer;
  return answer === 'accept' && subject !== null && boundTo !== null ? `${word} ${subject.slice(0, 7)}` : word;
};

const Field = ({
  name,
  schema,
  value,
  onChange,
}: {
  readonly name: string;
  readonly schema: unknown;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode => {
  const described =
    typeof schema === 'object' && schema !== null && 'description' in schema ? String(schema.description) : null;
  return (
    <label className="field">
      <span>{name}</span>
      <input className="in" value={value} onChange={({ target }) => onChange(target.value)} />
      {described !== null && <small className="dim">{described}</small>}
    </label>
  );
};

/** As the form asks for: numbers and booleans where it says so, else text. */
const valueOf = (schema: unknown, text: string): unknown => {
  const type = typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : null;
  if (type === 'number' || type === 'integer') return Number(text);
  if (type === 'boolean') return text === 'true';
  return text;
};

/** The question, what is asked for besides, and a button for each answer. */
export const AnswerForm = ({ run, step, question, onDone }: Props): ReactNode => {
  const [comment, setComment] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const act = useAct();
  const now = useNow(30_000);
  const { isLive } = useLive();
  const fields = useMemo((): readonly (readonly [string, unknown])[] => {
    const properties: unknown = question.form?.['properties'];
    return typeof properties === 'object' && properties !== null ? Object.entries<unknown>({ ...properties }) : [];
  }, [question.form]);
  const isReply = question.kind === 'reply';
  const answers = question.choices;
  const first = answers.find((each) => !REFUSALS.has(each)) ?? null;
  const send = (answer: string): void =>
    act.mutate(
      {
        path: `/runs/${part(run)}/steps/${part(step)}/answer`,
        body: {
          answer,
          question: question.seq,
          ...(comment === '' ? {} : isReply ? { says: comment } : { comment }),
          ...(question.subject !== null && answer === 'accept' ? { subject: question.subject } : {}),
          ...(answer === 'accept' && fields.length > 0
            ? {
                outputs: Object.fromEntries(
                  fields.map(([name, schema]) => [name, valueOf(schema, values[name] ?? '')]),
                ),
              }
            : {}),
        },
        done: `${WORDS[answer] ?? answer}: taken`,
      },
      { onSuccess: () => onDone?.() },
    );
  useKeys(
    useMemo(
      () => ({
        ...(answers.includes('accept') ? { a: () => send('accept') } : {}),
        ...(answers.includes('reject')
          ? { r: () => document.querySelector<HTMLElement>('.answer textarea')?.focus() }
          : {}),
      }),
      [answers, question, comment, values],
    ),
  );
  return (
    <div className="answer">
      <div className="answer-in">
        <Prose text={question.prompt} />
        {question.wants.length > 0 && (
          <ul className="wants">
            {question.wants.map(({ name, subject, rule }) => (
              <li key={rule}>
                <b>{name}</b> <code>{subject}</code>
              </li>
            ))}
          </ul>
        )}
        {question.approvers !== null && (
          <p className="dim">
            {question.approvers.any} of {question.approvers.of.join(', ')} must approve.
          </p>
        )}
        {question.until !== null && (
          <p className="dim">Goes on by itself in {ageWords(Date.parse(question.until) - now)}.</p>
        )}
        {fields.map(([name, schema]) => (
          <Field
            key={name}
            name={name}
            schema={schema}
            value={values[name] ?? ''}
            onChange={(value) => setValues({ ...values, [name]: value })}
          />
        ))}
      </div>
      <div className="act">
        <textarea
          className="in"
          rows={isReply ? 3 : 1}
          placeholder={isReply ? 'Your answer' : 'Comment, kept in the log'}
          aria-label={isReply ? 'Your answer' : 'Comment'}
          value={comment}
          onChange={({ target }) => setComment(target.value)}
        />
        {[...answers].reverse().map((answer) => (
          <button
            key={answer}
            type="button"
            className={answer === first ? 'btn primary' : REFUSALS.has(answer) ? 'btn danger' : 'btn'}
            disabled={!isLive || act.isPending || (isReply && answer === 'reply' && comment === '')}
            onClick={() => send(answer)}
          >
            {labelOf(answer, question)}
            {answer === 'accept' && <kbd>a</kbd>}
          </button>
        ))}
      </div>
    </div>
  );
};
