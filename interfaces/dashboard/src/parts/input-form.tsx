/** A form of what a workstream wants to be given, made of its inputs. */
import type { ReactNode } from 'react';
import type { InputField } from '../data/resources.ts';

/** As it is typed; empty where nothing was. */
export type Typed = Readonly<Record<string, string>>;

/** What is sent: values as their types ask for, without those that were left out. */
export const inputsOf = (fields: readonly InputField[], typed: Typed): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    fields.flatMap(({ name, type }) => {
      const text = typed[name] ?? '';
      return text === '' ? [] : [[name, valueOf(type, text)]];
    }),
  );

const valueOf = (type: string, text: string): unknown => {
  if (type === 'number' || type === 'integer') return Number(text);
  if (type === 'boolean') return text === 'true';
  if (type === 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

/** Names of required inputs that have no value. */
export const missingIn = (fields: readonly InputField[], typed: Typed): readonly string[] =>
  fields
    .filter(
      ({ name, isRequired, default: given }) =>
        isRequired && (given === null || given === undefined) && (typed[name] ?? '') === '',
    )
    .map(({ name }) => name);

type FieldProps = { readonly field: InputField; readonly value: string; readonly onChange: (value: string) => void };

const Control = ({ field: { name, type, options, default: given }, value, onChange }: FieldProps): ReactNode => {
  const choices = type === 'boolean' ? ['true', 'false'] : (options ?? []).map(shown);
  if (choices.length > 0) {
    return (
      <select className="in" aria-label={name} value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{shown(given) === '' ? 'choose' : `${shown(given)} (usual)`}</option>
        {choices.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    );
  }
  const isNumber = type === 'number' || type === 'integer';
  return (
    <input
      className="in"
      aria-label={name}
      type={isNumber ? 'number' : 'text'}
      value={value}
      placeholder={shown(given)}
      onChange={({ target }) => onChange(target.value)}
    />
  );
};

type Props = { readonly fields: readonly InputField[]; readonly typed: Typed; readonly onType: (typed: Typed) => void };

/** One field for each, with its help. */
export const InputForm = ({ fields, typed, onType }: Props): ReactNode => (
  <div className="form">
    {fields.map((field) => (
      <div key={field.name} className="field">
        <span>
          {field.name}
          {field.isRequired && <span className="dim"> required</span>}
        </span>
        <Control
          field={field}
          value={typed[field.name] ?? ''}
          onChange={(value) => onType({ ...typed, [field.name]: value })}
        />
        {field.description !== null && <small className="dim">{field.description}</small>}
      </div>
    ))}
  </div>
);
