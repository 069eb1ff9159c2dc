/** What may start something from outside: names, each bound to what it starts and to who may ask. In the state folder. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readOwn, replaceOwn } from '../../../adapters/machine/own-folder.ts';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';

/** What a delivery becomes. */
export type TriggerEffect =
  /** A run of the file as the branch has it, whatever a delivery names. */
  | { readonly kind: 'run'; readonly workstream: string; readonly branch: string }
  /** A domain event of this type. */
  | { readonly kind: 'emit'; readonly type: string };

export type Trigger = {
  readonly name: string;
  /** Signs deliveries: HMAC-SHA-256. */
  readonly secret: string;
  readonly effect: TriggerEffect;
  /** By JSON pointer into the delivery, what must stand there; others are passed over. */
  readonly where: JsonObject;
  /** Name of an input, or of what is in the payload of the event, by JSON pointer into the delivery. */
  readonly inputs: Readonly<Record<string, string>>;
};

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export const isTriggerName = (name: string): boolean => NAME.test(name);

export interface TriggerStore {
  list(): readonly Trigger[];
  put(trigger: Trigger): void;
  /** Whether there was one. */
  remove(name: string): boolean;
}

export const triggersIn = (stateDirectory: string): TriggerStore => {
  const file = join(stateDirectory, 'serve', 'triggers.json');
  const read = (): Readonly<Record<string, Trigger>> => {
    try {
      const value: unknown = JSON.parse(readOwn(file));
      // Cannot lie: only this file writes it, as the type has it.
      return isJsonObject(value) ? (value as unknown as Readonly<Record<string, Trigger>>) : {};
    } catch {
      return {};
    }
  };
  const keep = (triggers: Readonly<Record<string, Trigger>>): void => {
    if (Object.keys(triggers).length === 0) rmSync(file, { force: true });
    else replaceOwn(stateDirectory, file, `${JSON.stringify(triggers, null, 2)}\n`);
  };
  return {
    list: () => Object.values(read()),
    put: (trigger) => keep({ ...read(), [trigger.name]: trigger }),
    remove: (name) => {
      const { [name]: known, ...left } = read();
      if (known !== undefined) keep(left);
      return known !== undefined;
    },
  };
};
