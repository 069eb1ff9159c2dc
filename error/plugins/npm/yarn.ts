/** Reads the errors of Yarn itself, of the first and of the later ones. */
import { issueOf, type Issue, type IssueCategory } from '../../engine/reading/issue.ts';

/** Only Yarn says so; `error …` alone is said by many. */
const SIGN =
  /^yarn (?:run|install|add|remove|upgrade|workspace|workspaces|test|\S{1,40}) v\d|^info Visit https?:\/\/\S{1,60}\/en\/docs\/cli\//;
const CLASSIC = /^error (?!Command failed)(?:Error: )?(\S.*)$/;
const BERRY = /^➤ (YN00(?:01|02|18|27|28|35|41|46|48|62|77|78|81|82)): (?:[│└┌] {1,2})?(?![-+@│└┌])(\S.*)$/;
const USAGE = /^(?:Usage|Internal|Unknown Syntax) Error: (\S.*)$/;
const BERRY_SIGN = /^\$ yarn |^➤ YN\d{4}: |\bYarn\b|packageManager|workspace/;
/** Whoever asks for something that is not there asks wrongly; all else is about dependencies. */
const BUILD = /^Command .{1,200} not found|lockfile|script named|project|workspace/i;

const of = (message: string, code: string | null): Issue => {
  const category: IssueCategory = BUILD.test(message) ? 'build' : 'dependency';
  const path = /lockfile/i.test(message) ? 'yarn.lock' : 'package.json';
  return issueOf({ tool: 'yarn', path, code, message, category });
};

/** What Yarn itself complains of. */
export const readYarn = (lines: readonly string[]): readonly Issue[] => {
  const isClassic = lines.some((line) => SIGN.test(line));
  const isBerry = !isClassic && lines.some((line) => BERRY_SIGN.test(line));
  return lines.flatMap((line) => {
    const [, code, said] = BERRY.exec(line) ?? [];
    if (said !== undefined) return [of(said, code ?? null)];
    const message = (isClassic ? CLASSIC.exec(line)?.[1] : undefined) ?? (isBerry ? USAGE.exec(line)?.[1] : undefined);
    return message === undefined ? [] : [of(message, null)];
  });
};
