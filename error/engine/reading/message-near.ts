/** The sentence that belongs to a place which stands on a line of its own. */

/** A frame of a source, a position, a link, a frame of a stack, what is drawn: those say nothing. */
const SILENT =
  /^(?:\s{0,200}(?:>|\d{1,6}(?: ?[|│┃]|: )|[|│┃^~:·╰╭╷╵`,-]|at |❯|→|https?:|Import trace|\.{3})|(?:\.{0,2}\/)?[\w@./\\+-]{1,300}\.\w{1,8}(?::\d{1,7}){1,2}:?$|\s{0,2000}$)/;
/** What is drawn of a source, which belongs to the place and has as many lines as it needs. */
const DRAWN = /^\s{0,200}(?:(?:>\s{0,4})?\d{1,6} ?[|│┃]|[|│┃^~·╰╭╷╵]|\d{1,2}\s{0,4}$)/;
/** Another place, which has words of its own. */
const NEXT = /^(?:\.{0,2}\/)?[\w@./\\+-]{1,300}\.\w{1,8}(?::\d{1,7}|\.\d{1,7}){1,2}:?$/;
/** How much is drawn at the most. */
const DRAWN_LINES = 12;
/** What tells of something that is wrong. */
const WRONG =
  /\b(?:error|fail\w*|warn\w*|not (?:found|defined|assignable|exported|allowed|valid|supported|exist)|can(?:no|'|’)t|cannot|unexpected|expected|invalid|missing|unknown|undefined|undeclared|unsupported|unresolved|unable|could not|does not|must|should|is not|no such|duplicate|unterminated|unclosed|unused|never|exception|denied|illegal|mismatch|wrong)\b|Error\b/i;
/** What came of it; the sentence itself stands a paragraph above. */
const BESIDE = /^\s{0,12}(?:Because (?:this|of this) (?:error|failure)|This error (?:is|was|originated))\b/;
/** What a bar or a mark puts before a sentence. */
const MARK = /^\s{0,40}(?:(?:[xX×✖✘✗!⚠⨯●*•-]|\[!\]|Error:|error:)\s{1,8})?(?=\S)/;

const plain = (line: string): string => line.replace(MARK, '').trim();

/** Among lines from `from` on by `step`, the first that says what is wrong, else the first that says anything. */
const firstOf = (
  lines: readonly string[],
  from: number,
  step: 1 | -1,
  reach: number,
): { readonly text: string; readonly isWrong: boolean } | null => {
  let any: string | null = null;
  let isBridged = false;
  let drawn = 0;
  for (let away = 0; away < reach + drawn; away += 1) {
    const line = lines[from + away * step];
    if (line === undefined || line.length > 1000 || NEXT.test(line)) break;
    if (DRAWN.test(line)) {
      if (drawn < DRAWN_LINES) drawn += 1;
      continue;
    }
    if (BESIDE.test(line)) {
      isBridged = true;
      continue;
    }
    if (SILENT.test(line)) {
      // An empty line ends what belongs together, unless nothing was said yet.
      if (line.trim() === '' && !isBridged && (any !== null || away > 0)) break;
      continue;
    }
    if (WRONG.test(line) && plain(line) !== '') return { text: plain(line), isWrong: true };
    any ??= plain(line);
  }
  return any === null || any === '' ? null : { text: any, isWrong: false };
};

/** Whether a line says that something is wrong, in words; what a path is called says nothing. */
export const saysWrong = (line: string): boolean =>
  WRONG.test(
    line
      .split(/\s/)
      .filter((word) => !/[/\\]|\.\w{1,8}:\d|^[A-Z]+_[A-Z_]+$/.test(word))
      .join(' '),
  ) ||
  /^\s{0,12}[✖×✘✗❌✕]|\b(?:FAIL|Which|Actual|Received|Stacktrace|Traceback|Backtrace|Severity|[Tt]oo \w+|[Ww]eak|[Uu]nsafe|[Ii]nsecure|[Vv]ulnerab\w*|[Vv]iolations?|[Dd]eprecated|[Aa]void|[Ll]eaks?|[Ii]ssues?)\b/.test(
    line,
  );

/** What is said next to line `at`, which is a place and nothing else: below it, else above; null where nothing is. */
export const messageNear = (lines: readonly string[], at: number): string | null => {
  const below = firstOf(lines, at + 1, 1, 3);
  if (below?.isWrong === true) return below.text;
  const above = firstOf(lines, at - 1, -1, 4);
  if (above?.isWrong === true) return above.text;
  return below?.text ?? above?.text ?? null;
};
