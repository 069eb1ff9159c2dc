/** The parts of a plan that count for themselves: each has its own steps left, its own failures, its own end. */
/** `compensation` is there once it has opened; the others from the beginning. */
export type ScopeKind = 'main' | 'finally' | 'compensation';

/** The steps of a scope stand side by side: at the places from `first` on, up to `end` and without it. */
export type Scope = { readonly kind: ScopeKind; readonly first: number; readonly end: number };

/** The scope that a place belongs to. */
export const scopeAt = (scopes: readonly Scope[], place: number): Scope => {
  for (const scope of scopes) if (place >= scope.first && place < scope.end) return scope;
  throw new Error(`invariant: no scope holds the place ${place}`);
};

/** Whether the author wrote the steps of a scope, so that they decide how a run ends. */
export const isAuthored = ({ kind }: Scope): boolean => kind !== 'compensation';
