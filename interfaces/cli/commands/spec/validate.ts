/** `ws spec validate`: checks specifications and changes; without --fix it touches none of their files. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { err, ok, unreachable, type Result } from '../../../../core/result.ts';
import type { Files, WritableFiles } from '../../../../specifications/files.ts';
import type { Validation } from '../../../../specifications/tools/validate/validate.ts';
import { complain } from '../../complaint.ts';
import { invalid } from '../../../house/refusals.ts';
import { exitCode } from '../../exit-code.ts';
import type { Refusal } from '../../../house/refusal.ts';
import type { Command, Session } from '../../session.ts';
import { version } from '../../../house/version.ts';
import type { CheckRequest } from '../../../house/spec/check-project.ts';
import { cacheFolder, keepValidation } from '../../../house/spec/kept-validation.ts';
import { findSpecRoot } from '../../../house/spec/spec-root.ts';
import { messageOf } from '../../../../core/thrown.ts';

export type ReportFormat = 'text' | 'json' | 'sarif' | 'junit' | 'github';

export type SpecValidateArgs = Omit<CheckRequest, 'changedFiles'> & {
  /** Whether --all, --changes or --specs was given. */
  readonly isScopeNamed: boolean;
  /** Only items that changes since this commit concern. */
  readonly changedSince: string | null;
  /** A file of findings that are not told again. */
  readonly baseline: string | null;
  readonly writeBaseline: boolean;
  readonly format: ReportFormat;
  readonly fix: boolean;
};

/** The text of a report, line end included. Each format is loaded when it is asked for. */
const reportOf = async (
  validation: Validation,
  format: ReportFormat,
  root: string,
  isBrief: boolean,
): Promise<string> => {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  switch (format) {
    case 'text':
      return (await import('../../../../specifications/tools/validate/report/text.ts')).textReport(validation, isBrief);
    case 'json':
      return validation.profile.startsWith('openspec@')
        ? json(
            (await import('../../../../specifications/tools/validate/report/official.ts')).officialReport(
              validation,
              root,
            ),
          )
        : json((await import('../../../../specifications/tools/validate/report/json.ts')).jsonReport(validation));
    case 'sarif':
      return json(
        (await import('../../../../specifications/tools/validate/report/sarif.ts')).sarifReport(validation, version),
      );
    case 'junit':
      return (await import('../../../../specifications/tools/validate/report/junit.ts')).junitReport(validation);
    case 'github':
      return (await import('../../../../specifications/tools/validate/report/github.ts')).githubReport(validation);
    default:
      return unreachable(format);
  }
};

/** What services read that know the repository, not the folder that was validated. */
const readByServices: readonly ReportFormat[] = ['sarif', 'junit', 'github'];

const prefixOf = async (root: string): Promise<string> =>
  (await import('../../../../adapters/git/command/prefix.ts')).prefixOf(root);

/** A validation with its files as they are called from further up. */
const below = (validation: Validation, prefix: string): Validation =>
  prefix === ''
    ? validation
    : {
        ...validation,
        items: validation.items.map((item) => ({
          ...item,
          findings: item.findings.map((finding) => ({ ...finding, file: prefix + finding.file })),
        })),
      };

const checkWhole = async (
  files: WritableFiles,
  request: CheckRequest,
  session: Session,
): Promise<Result<Validation, Refusal>> => {
  const make = async (watched: Files): Promise<Result<Validation, Refusal>> =>
    (await import('../../../house/spec/check-project.ts')).checkProject(watched, request);
  const isWhole = request.items.length === 0 && request.changedFiles === null;
  const folder = isWhole ? cacheFolder(session.env) : null;
  // This module's own address changes with whatever it loads: another build trusts nothing that this one kept.
  return await keepValidation(files, folder, `${JSON.stringify(request)}\n${import.meta.url}`, make);
};

/** Applies safe fixes until none is left; at most three times, because a fix may bring a finding to light. */
const fixAll = async (
  files: WritableFiles,
  validation: Validation,
  session: Session,
  again: () => Promise<Result<Validation, Refusal>>,
): Promise<Result<Validation, Refusal>> => {
  const { planFixes, writeFixes } = await import('../../../../specifications/tools/validate/fixes.ts');
  let current = validation;
  for (let round = 0; round < 3; round++) {
    const planned = planFixes(current, (path) => files.read(path));
    if (planned.length === 0) break;
    const written = writeFixes(files, planned);
    if (!written.ok) return err({ kind: 'environment', message: written.error.message, hint: null, diagnostics: [] });
    for (const { file, titles } of planned) session.screen.note(`fixed ${file}: ${titles.join(', ')}`);
    const next = await again();
    if (!next.ok) return next;
    current = next.value;
  }
  return ok(current);
};

const withBaseline = async (
  validation: Validation,
  path: string,
  isWritten: boolean,
): Promise<Result<Validation, Refusal>> => {
  const { makeBaseline, parseBaseline, withoutBaseline } = await import(
    '../../../../specifications/tools/validate/baseline.ts'
  );
  if (isWritten) {
    const baseline = makeBaseline(validation);
    try {
      writeFileSync(path, `${JSON.stringify(baseline, null, 2)}\n`);
    } catch (error) {
      return err(invalid(`${path} cannot be written: ${messageOf(error)}`));
    }
    return ok(withoutBaseline(validation, baseline));
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return err(
      invalid(`the baseline ${path} cannot be read`, 'Make it: ws spec validate --baseline <file> --write-baseline'),
    );
  }
  const baseline = parseBaseline(text);
  return baseline.ok
    ? ok(withoutBaseline(validation, baseline.value))
    : err(invalid(`the baseline ${path} cannot be used: ${baseline.error}`));
};

const changedFilesOf = async (
  root: string,
  since: string | null,
): Promise<Result<readonly string[] | null, Refusal>> =>
  since === null ? ok(null) : (await import('../../../house/changed-files.ts')).changedFiles(root, since);

/** What is asked for where items and scopes come together: an official profile takes the scope, as the official tool does. */
const asked = ({
  items,
  scope,
  profile,
  isScopeNamed,
}: SpecValidateArgs): Result<Pick<CheckRequest, 'items' | 'scope'>, Refusal> => {
  if (!profile.startsWith('openspec@')) {
    const hint = 'Leave out the names, or --all, --changes and --specs.';
    return items.length > 0 && isScopeNamed
      ? err(invalid(`${items.join(', ')}: items cannot be combined with --all, --changes or --specs`, hint))
      : ok({ items, scope });
  }
  if (scope.archived) return ok({ items: [], scope: { changes: false, specs: false, archived: true } });
  return ok({ items: isScopeNamed ? [] : items, scope });
};

const judge = async (
  session: Session,
  args: SpecValidateArgs,
  files: WritableFiles,
): Promise<Result<Validation, Refusal>> => {
  const { strict, profile, severities } = args;
  const which = asked(args);
  if (!which.ok) return which;
  const changed = await changedFilesOf(files.root, args.changedSince);
  if (!changed.ok) return changed;
  const request: CheckRequest = { ...which.value, strict, profile, severities, changedFiles: changed.value };
  const again = (): Promise<Result<Validation, Refusal>> => checkWhole(files, request, session);
  const first = await again();
  const checked = first.ok && args.fix ? await fixAll(files, first.value, session, again) : first;
  if (!checked.ok || args.baseline === null) return checked;
  return await withBaseline(checked.value, resolve(session.directory, args.baseline), args.writeBaseline);
};

/** Prints the report; exits with 1 where something is not valid. */
export const specValidate: Command<SpecValidateArgs> = async (session, args) => {
  const { screen } = session;
  if (args.writeBaseline && args.baseline === null)
    return complain(screen, invalid('--write-baseline needs --baseline <file>'));
  const files = findSpecRoot(session.directory, !args.profile.startsWith('openspec@'));
  if (!files.ok) return complain(screen, files.error);
  const judged = await judge(session, args, files.value);
  if (!judged.ok) return complain(screen, judged.error);
  const format = session.json ? 'json' : args.format;
  const { root } = files.value;
  const prefix = readByServices.includes(format) ? await prefixOf(root) : '';
  screen.write(await reportOf(below(judged.value, prefix), format, root, session.quiet));
  return judged.value.isValid ? exitCode.ok : exitCode.failed;
};
