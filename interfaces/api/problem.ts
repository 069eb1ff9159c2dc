/** Why a request was not done, as RFC 9457 has it: one code for each remedy. */
import type { Diagnostic } from '../../core/diagnostic.ts';
import { unreachable } from '../../core/result.ts';
import type { Refusal } from '../house/refusal.ts';

export type ProblemPlace = {
  /** JSON pointer into what was sent, or into the document. */
  readonly pointer: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
};

export type Problem = {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly diagnostics: readonly ProblemPlace[];
};

type Rest = Partial<Pick<Problem, 'detail' | 'hint' | 'diagnostics'>>;

/** A problem that says no more than is given. */
export const problemOf = (status: number, code: string, title: string, rest: Rest = {}): Problem => ({
  status,
  code,
  title,
  detail: null,
  hint: null,
  diagnostics: [],
  ...rest,
});

/** That the server was started to change nothing. */
export const readOnlyProblem = (): Problem =>
  problemOf(403, 'read-only', 'this server only shows', { hint: 'It was started with --read-only.' });

const placeOf = ({ pointer, file, line, column, message }: Diagnostic): ProblemPlace => ({
  pointer,
  file,
  line,
  column,
  message,
});

const KINDS: Readonly<Record<Refusal['kind'], readonly [number, string]>> = {
  invalid: [422, 'refused'],
  environment: [409, 'environment'],
  findings: [409, 'findings'],
  held: [409, 'driven-elsewhere'],
};

/** What a verb of the house refused. `code`: a nearer name for it than its kind is. */
export const problemOfRefusal = (refusal: Refusal, code: string | null = null): Problem => {
  const { message, hint, diagnostics } = refusal;
  if (diagnostics.length > 0)
    return problemOf(422, 'invalid-document', message, { hint, diagnostics: diagnostics.map(placeOf) });
  const [status, name] = KINDS[refusal.kind];
  return problemOf(status, code ?? name, message, { hint });
};

/** The document that is sent. */
export const problemDocument = (
  { status, code, title, detail, hint, diagnostics }: Problem,
  requestId: string,
): object => ({
  type: `urn:ws:problem:${code}`,
  ...{ title, status, code, detail, hint, requestId, diagnostics },
});

export type Missing = 'run' | 'step' | 'file' | 'resource';

/** That there is no such thing. */
export const notFound = (what: Missing, name: string, hint: string | null = null): Problem => {
  switch (what) {
    case 'run':
      return problemOf(404, 'unknown-run', `there is no run ${name}`, { hint });
    case 'step':
      return problemOf(404, 'unknown-step', `the run has no step ${name}`, { hint });
    case 'file':
      return problemOf(404, 'unknown-file', `there is no file ${name}`, { hint });
    case 'resource':
      return problemOf(404, 'not-found', `there is nothing at ${name}`, { hint });
    default:
      return unreachable(what);
  }
};
