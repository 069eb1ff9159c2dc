/** Keeps what a pure function gave, so that it is asked once for each argument; the only place that keeps such things. */

/** By text. When `most` are kept, all are let go: what is asked for again is soon there again. */
export const remembered = <Of extends string, Gives>(most: number, make: (of: Of) => Gives): ((of: Of) => Gives) => {
  const kept = new Map<Of, { readonly gave: Gives }>();
  return (of) => {
    const known = kept.get(of);
    if (known !== undefined) return known.gave;
    const gave = make(of);
    if (kept.size >= most) kept.clear();
    kept.set(of, { gave });
    return gave;
  };
};

/** By object, for as long as the object is there. */
export const rememberedWith = <Of extends object, Gives>(make: (of: Of) => Gives): ((of: Of) => Gives) => {
  const kept = new WeakMap<Of, { readonly gave: Gives }>();
  return (of) => {
    const known = kept.get(of);
    if (known !== undefined) return known.gave;
    const gave = make(of);
    kept.set(of, { gave });
    return gave;
  };
};
