/** The one sentence of a log that nobody understands, for a person to read. */
import { isAsking } from './report.ts';

/** Nobody reads what is no text: control characters, and what could not be decoded. */
const isText = (line: string): boolean =>
  line.trim() !== '' && (line.match(/[\u0000-\u0008\u000e-\u001f\ufffd]/g) ?? []).length * 10 < line.length;

/** What says nothing of why: what a runner prints when it is over, where more can be read, a frame of a source. */
const EMPTY =
  /^(?:npm (?:error|ERR!) (?:A complete log|code ELIFECYCLE|Lifecycle script|Exit status|path|workspace|location|command)|.{0,40}(?:exit(?:ed)?|completed|failed|returned|terminated|finished).{0,30}\b(?:code|status)\b|https?:\/\/|\s*at |\s*[\d|^~>·│]|[}\])]+;?$|Node\.js v\d|Cleaning up|\(\d+ failures?\)|.{0,60}\bfailed with a non-?zero exit|The following build commands failed|\*\* BUILD FAILED|.{0,20}Build did NOT complete|\W*$|make(?:\[\d+\])?: (?:\*\*\*|Leaving))/i;
const NAMED =
  /\b(?:error|fail(?:ed|ure)?|fatal|cannot|can't|could not|unable|invalid|missing|not (?:found|supported|allowed)|denied|refused|unknown|no such|exceeded|expired|unexpected)\b|Error\b/i;
const LAST_SAID = 15;

/** A sentence that ends with a colon goes on in the next line. */
const joined = (lines: readonly string[], sentence: string): string => {
  if (!sentence.trimEnd().endsWith(':')) return sentence;
  const next = lines[lines.lastIndexOf(sentence) + 1]?.trim() ?? '';
  return next === '' || !isText(next) ? sentence : `${sentence.trimEnd()} ${next}`;
};

/** The best sentence of a log that nobody understands: of the last ones the one that names a fault, else the last. */
export const bestSentence = (lines: readonly string[]): string => {
  const said = lines.filter((line) => isText(line) && !EMPTY.test(line) && !isAsking(line)).slice(-LAST_SAID);
  const best = said.findLast((line) => NAMED.test(line)) ?? said.at(-1) ?? lines.findLast(isText) ?? '';
  return joined(lines, best).trim().slice(0, 300);
};
