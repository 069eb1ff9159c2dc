/** Expected failure is a value; `throw` is kept for broken invariants. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/** Ends every switch over a union: a new member is a type error there, and a bug at run time. */
export const unreachable = (value: never): never => {
  throw new Error(`invariant: unreachable ${JSON.stringify(value)}`);
};

/** A fact that must hold; when it does not, the program is wrong, not its input. */
export function invariant(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`invariant: ${what}`);
}
