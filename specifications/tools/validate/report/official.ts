/** Prints a validation as the official tool's `validate --json` does. */
import type { Finding } from '../finding.ts';
import type { ItemKind, Validation } from '../validate.ts';

type Count = { readonly items: number; readonly passed: number; readonly failed: number };

export type OfficialIssue = {
  readonly level: 'ERROR' | 'WARNING' | 'INFO';
  readonly path: string;
  readonly message: string;
  readonly line?: number;
};

export type OfficialReport = {
  readonly items: readonly {
    readonly id: string;
    readonly type: ItemKind;
    readonly valid: boolean;
    readonly issues: readonly OfficialIssue[];
    readonly durationMs: number;
  }[];
  readonly summary: { readonly totals: Count; readonly byType: { readonly change?: Count; readonly spec?: Count } };
  readonly version: '1.0';
  readonly root: { readonly path: string; readonly source: 'nearest' };
};

const levels = { error: 'ERROR', warning: 'WARNING', info: 'INFO' } as const;

const issueOf = ({ level, message, official }: Finding): OfficialIssue => ({
  level: levels[level],
  path: official.path,
  ...(official.line === null ? {} : { line: official.line }),
  message,
});

/** The official report. `durationMs` is 0: it says nothing about the project and would make reports differ. */
export const officialReport = ({ items, scope }: Validation, root: string): OfficialReport => {
  const own = items.flatMap(({ id, kind, isValid, findings }) =>
    kind === 'project' || kind === 'document'
      ? []
      : [{ id, type: kind, valid: isValid, issues: findings.map(issueOf), durationMs: 0 }],
  );
  const count = (kind: ItemKind | null): Count => {
    const counted = own.filter((item) => kind === null || item.type === kind);
    const passed = counted.filter((item) => item.valid).length;
    return { items: counted.length, passed, failed: counted.length - passed };
  };
  const byType = {
    ...(scope.changes || scope.archived ? { change: count('change') } : {}),
    ...(scope.specs ? { spec: count('spec') } : {}),
  };
  return {
    items: own,
    summary: { totals: count(null), byType },
    version: '1.0',
    root: { path: root, source: 'nearest' },
  };
};
