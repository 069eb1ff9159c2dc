/** Asks a person for what a workstream needs and nobody has given: its inputs and its secrets. */
import type { Json } from '../../core/json.ts';
import type { InputDefinition } from '../../core/input-definition.ts';
import { readInput } from '../house/inputs.ts';
import { typedOrNot } from './ask.ts';
import { plainLine } from './fit.ts';
import type { Session } from './session.ts';

/** By name, what was typed; `ended` where the person would say no more. */
export type Asked =
  | { readonly kind: 'given'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'ended' }
  | { readonly kind: 'interrupted' };

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const KINDS = {
  ...{ string: '', number: ', a number', integer: ', a whole number', boolean: '' },
  ...{ array: ', a list as JSON', object: ', an object as JSON', json: ', as JSON' },
} as const satisfies Record<InputDefinition['type'], string>;

const choicesOf = ({ type, options }: InputDefinition): readonly string[] =>
  (type === 'boolean' && options.length === 0 ? [true, false] : options).map(textOf);

/** Whether each choice can be named by its place: not where a choice is itself such a number. */
const isNumbered = (choices: readonly string[]): boolean => !choices.some((choice) => /^\d+$/.test(choice.trim()));

const inputQuestion = (name: string, definition: InputDefinition): readonly string[] => {
  const { description, type } = definition;
  const choices = choicesOf(definition);
  const said = description === null ? '' : `: ${plainLine(description)}`;
  const numbers = isNumbered(choices);
  const rows = choices.map((choice, place) => `  ${numbers ? `${place + 1}  ` : ''}${plainLine(choice)}`);
  const how = choices.length === 0 ? KINDS[type] : numbers ? ', its number or itself' : ', one of these';
  return [`input "${name}"${how}${said}`, ...rows];
};

const chosenIn = (typed: string, choices: readonly string[]): string => {
  if (choices.includes(typed) || !isNumbered(choices)) return typed;
  return (/^\d+$/.test(typed.trim()) ? choices[Number(typed.trim()) - 1] : undefined) ?? typed;
};

type Question = {
  readonly name: string;
  readonly lines: readonly string[];
  readonly isHidden: boolean;
  /** What the typed line means, or why it will not do. */
  readonly read: (typed: string) => { readonly text: string } | { readonly wrong: string };
};

const inputAsked = (name: string, definition: InputDefinition): Question => ({
  name,
  lines: inputQuestion(name, definition),
  isHidden: false,
  read: (typed) => {
    if (typed.trim() === '') return { wrong: `nothing was typed; Ctrl-C starts nothing` };
    const text = chosenIn(typed, choicesOf(definition));
    const value = readInput(text, definition);
    return value.ok ? { text } : { wrong: `input "${name}" ${value.error}` };
  },
});

const secretAsked = (name: string): Question => ({
  name,
  lines: [`the secret ${name}; what you type is not shown, and kept nowhere`],
  isHidden: true,
  read: (typed) => (typed === '' ? { wrong: 'nothing was typed; Ctrl-C starts nothing' } : { text: typed }),
});

const askAll = async (session: Session, questions: readonly Question[]): Promise<Asked> => {
  const values = new Map<string, string>();
  for (const { name, lines, isHidden, read } of questions) {
    let said = lines;
    while (!values.has(name)) {
      // Hidden before it is asked: an answer may come at once.
      const typing = typedOrNot(session, isHidden);
      for (const line of said) session.screen.complain(line);
      const typed = await typing;
      if (typed.kind !== 'line') return typed;
      const meant = read(typed.text);
      if ('text' in meant) values.set(name, meant.text);
      else said = [`  ${meant.wrong}`];
    }
  }
  return { kind: 'given', values: Object.fromEntries(values) };
};

/** Asks for each of the inputs until what is typed is one. */
export const askForInputs = (
  session: Session,
  definitions: Readonly<Record<string, InputDefinition>>,
  names: readonly string[],
): Promise<Asked> =>
  askAll(
    session,
    names.flatMap((name) => {
      const definition = definitions[name];
      return definition === undefined ? [] : [inputAsked(name, definition)];
    }),
  );

/** Asks for each of the secrets, hidden. */
export const askForSecrets = (session: Session, names: readonly string[]): Promise<Asked> =>
  askAll(session, names.map(secretAsked));
