/** The rows of a timeline: what began in the order it began, then what is to come; each composite with what is inside behind it. */

export type TimedStep = {
  readonly id: string;
  readonly parent: string | null;
  readonly kind: string;
  readonly state: string;
  readonly skipped: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number | null;
};

export type Row<S extends TimedStep> =
  | {
      readonly kind: 'step';
      readonly step: S;
      readonly depth: number;
      readonly inside: number;
      readonly isOpen: boolean;
    }
  /** Steps in a row that were skipped for the same reason. */
  | { readonly kind: 'skips'; readonly steps: readonly S[]; readonly reason: string; readonly depth: number };

export type RowsAsked = {
  /** Composites whose inside is shown. */
  readonly open: ReadonlySet<string>;
  /** Runs of skipped steps that are shown one by one, by the first of them. */
  readonly unfolded: ReadonlySet<string>;
};

const FOLDED_FROM = 2;

/** Flat, from top to bottom. */
export const timelineRows = <S extends TimedStep>(
  steps: readonly S[],
  { open, unfolded }: RowsAsked,
): readonly Row<S>[] => {
  const inside = new Map<string | null, S[]>();
  const known = new Set(steps.map(({ id }) => id));
  const began = new Map<string, number>();
  for (const step of steps) {
    const parent = step.parent !== null && known.has(step.parent) ? step.parent : null;
    const siblings = inside.get(parent);
    if (siblings === undefined) inside.set(parent, [step]);
    else siblings.push(step);
  }
  /** Of a composite, when the first inside of it did. */
  const beganAt = (step: S): number => {
    const found = began.get(step.id);
    if (found !== undefined) return found;
    const children = inside.get(step.id) ?? [];
    const at = children.reduce((least, child) => Math.min(least, beganAt(child)), step.startedAt ?? Infinity);
    began.set(step.id, at);
    return at;
  };
  const rows: Row<S>[] = [];
  const lay = (parent: string | null, depth: number): void => {
    const siblings = inside.get(parent) ?? [];
    const place = new Map(siblings.map((step, at) => [step, at]));
    const ordered = [...siblings].sort(
      (one, other) => compare(beganAt(one), beganAt(other)) || (place.get(one) ?? 0) - (place.get(other) ?? 0),
    );
    let skips: S[] = [];
    const flush = (): void => {
      const [first] = skips;
      if (first === undefined) return;
      if (skips.length >= FOLDED_FROM && !unfolded.has(first.id)) {
        rows.push({ kind: 'skips', steps: skips, reason: first.skipped ?? '', depth });
      } else for (const step of skips) rows.push({ kind: 'step', step, depth, inside: 0, isOpen: false });
      skips = [];
    };
    for (const step of ordered) {
      const children = inside.get(step.id)?.length ?? 0;
      if (step.state === 'skipped' && children === 0) {
        if (skips[0] !== undefined && skips[0].skipped !== step.skipped) flush();
        skips.push(step);
        continue;
      }
      flush();
      const isOpen = children > 0 && open.has(step.id);
      rows.push({ kind: 'step', step, depth, inside: children, isOpen });
      if (isOpen) lay(step.id, depth + 1);
    }
    flush();
  };
  lay(null, 0);
  return rows;
};

/** Two that have not begun are equal, though infinities have no difference. */
const compare = (one: number, other: number): number => (one === other ? 0 : one - other);
