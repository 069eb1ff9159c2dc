/** Reads the blocks in which Playwright tells of failed tests: a head with the place of the test, an error, a stack. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { isForeignPath, placeOfFrame } from '../../engine/reading/place.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

/** `  1) [chromium] › tests/cart.spec.ts:3:1 › cart › adds up ─────`. */
const HEAD = /^ {2}\d{1,5}\) (?:\[[^\]]{1,80}\] › )?(\S.{0,300}?):(\d{1,7}):(\d{1,7}) › (.{1,400})$/;
const END = /^ {2}\d{1,6} (?:failed|flaky|passed|skipped|did not run|interrupted)\b/;
/** Where every test passed in the end, what a try before that showed is no fault. */
const FLAKY = /^ {2}\d{1,6} flaky$/;
const FAILED = /^ {2}\d{1,6} (?:failed|interrupted|did not run)$/;
const ERROR = /^ {4}((?:[A-Za-z_$][\w$.]{0,80})?Error|Test timeout of \d+ms exceeded\b)(?:: (.*)|(.*))$/;
const DETAIL = /^ {4}(Expected|Received)[\w ]{0,40}: .*$/;
/** Trouble before any test ran. */
const STARTUP = /^Error: (No tests found|.{1,200} is not a valid (?:project|reporter).*|Project\(s\) .*)$/;
const REACH = 120;

const blockEnd = (lines: readonly string[], from: number): number => {
  let at = from;
  while (at < Math.min(lines.length, from + REACH) && !HEAD.test(lines[at] ?? '') && !END.test(lines[at] ?? ''))
    at += 1;
  return at;
};

const readBlock = (lines: readonly string[], at: number): Issue | null => {
  const [, path, row, column, title] = HEAD.exec(lines[at] ?? '') ?? [];
  if (path === undefined || title === undefined) return null;
  const block = lines.slice(at + 1, blockEnd(lines, at + 1));
  const error = block.map((line) => ERROR.exec(line)).find((each) => each !== null) ?? null;
  const frames = block.map(placeOfFrame);
  const own = frames.find((each) => each !== null && !isForeignPath(each.path)) ?? null;
  const details = block.filter((line) => DETAIL.test(line)).slice(0, 2);
  const said = error === null ? 'failed' : (error[2] ?? `${error[1] ?? ''}${error[3] ?? ''}`);
  // The line of the head is drawn out to the edge of the terminal.
  const name = title.replace(/ ?─{1,200}$/, '').trim();
  const message = `${name}: ${[said, ...details.map((line) => line.trim())].join('; ')}`;
  return issueOf({ tool: 'playwright', ...(own ?? { path, line: row, column }), message, category: 'test' });
};

export const playwright: ErrorPlugin = definePlugin({
  name: 'playwright',
  canHandle: (log) =>
    hasLine(log, HEAD) || (hasLine(log, STARTUP) && hasLine(log, /playwright|^Error: No tests found$/i)),
  parse: ({ lines }) => {
    if (lines.some((line) => FLAKY.test(line)) && !lines.some((line) => FAILED.test(line))) return [];
    // A test that was tried again is told of once for each try, under the same head.
    const issues = new Map(
      lines.flatMap((line, at) => {
        const issue = readBlock(lines, at);
        return issue === null ? [] : [[line, issue] as const];
      }),
    );
    if (issues.size > 0) return [...issues.values()];
    const startup = lines.map((line) => STARTUP.exec(line)?.[1]).find((each) => each !== undefined);
    return startup === undefined ? [] : [issueOf({ tool: 'playwright', message: startup, category: 'test' })];
  },
});
