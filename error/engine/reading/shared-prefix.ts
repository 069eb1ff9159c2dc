/** Takes off whatever most lines of a log begin with and did not say themselves: times, seconds, names, bars. */

/** How many lines there must be to tell what most of them have in common. */
const LEAST = 4;
const SAMPLE = 2000;
/** A prefix is taken off, and what stands behind it may have one again. */
const ROUNDS = 3;

type Kind = {
  /** The first group is what all have in common; null where they have it in common that they are of this kind. */
  readonly pattern: RegExp;
  /** Whether the lines must share the first group as well. */
  readonly isNamed: boolean;
};

const KINDS: readonly Kind[] = [
  // dates and times of any make, in brackets or not
  {
    pattern:
      /^[[(]?(?:(?:\d{4}[-/.]\d\d[-/.]\d\d|\d{1,2}[-/.](?:\d\d|[A-Z][a-z]{2})[-/.]\d{2,4}|(?:[A-Z][a-z]{2},? )?[A-Z][a-z]{2} {1,2}\d{1,2}(?: \d{4})?)[ T,]{1,2})?\d{1,2}:\d\d(?::\d\d)?(?:[.,:]\d{1,9})?(?: ?[AP]M)?(?: ?Z| ?[+-]\d\d:?\d\d| UTC| GMT)?[\])]?:?(?:[ \t]{1,4}|$)/,
    isNamed: false,
  },
  // seconds since something, as BuildKit, ninja and kernels write them
  { pattern: /^\[? {0,8}\d{1,8}\.\d{1,9}s?\]?:?(?:[ \t]|$)/, isNamed: false },
  { pattern: /^\+?\d{1,6}(?:\.\d{1,3})?(?:ms|s|m)(?: \+\d{1,6}m?s)?(?:[ \t]{1,4}|$)/, isNamed: false },
  // epochs
  { pattern: /^\[?1\d{9}(?:\.?\d{1,9})?\]?(?:[ \t]|$)/, isNamed: false },
  // the number of a step of a build
  { pattern: /^#\d{1,4}(?:[ \t]|$)/, isNamed: false },
  // what npm keeps of a run: how many lines there were, how grave each is, what it was at
  {
    pattern:
      /^\d{1,5} (?:silly|verbose|info|warn|error|http|timing|notice)(?: (?:lifecycle|execute|stack|build))?(?: |$)/,
    isNamed: false,
  },
  // bars
  { pattern: /^ {0,4}(?:\||│|┃|┊|>>?) ?(?:(?= )|(?=\S)|$)/, isNamed: false },
  // Yarn: `➤ YN0000: `
  { pattern: /^➤ YN\d{4}: (?:[│|] )?\[[^\]]{1,100}\]: ?/, isNamed: false },
  // names in brackets, before a bar, before a colon or an arrow
  { pattern: /^\[([^\]\n]{1,100})\]:?(?:[ \t]{1,3}|$)/, isNamed: true },
  { pattern: /^\(([\w@./:#-]{1,80})\)(?:[ \t]{1,3}|$)/, isNamed: true },
  { pattern: /^<([\w@./:#-]{1,80})>(?:[ \t]{1,3}|$)/, isNamed: true },
  { pattern: /^((?:@[\w.-]{1,60}\/)?[A-Za-z][\w.:#/-]{1,80}) {0,20}(?:\||│|┃|»|❯|>)(?: |$)/, isNamed: true },
  { pattern: /^((?:@[\w.-]{1,60}\/)?[A-Za-z](?:[\w.#/-]|:(?!:)){1,80}):(?: |$)/, isNamed: true },
  // what a program of macOS writes: its session, its name and its process
  { pattern: /^\[0x[\da-f]{1,8}-0x[\da-f]{1,8}\]\.([\w.-]{1,120})\[\d{1,8}\](?:[ \t]{1,4}|$)/, isNamed: true },
  // host and process, as syslog and journals write them
  { pattern: /^([\w.-]{1,60} [\w./@-]{1,60}\[)\d{1,8}\]: ?/, isNamed: true },
  { pattern: /^\[(?:pid )?\d{1,8}\](?: |$)/, isNamed: false },
];

/** What stands before a colon or in brackets and says something: how grave a line is, a tool, a file with its place. */
const SAYS =
  /^(?:err(?:or)?|warn(?:ing)?|info|debug|trace|fatal|notice|note|verbose|success|fail(?:ed|ure)?|ok|pass(?:ed)?|done|skip(?:ped)?|help|critical|severe|hint|e|w|i|f|remote|at|from|caused by|https?|file)$|\.\w{1,8}(?::\d|$)|^\d{1,7}$|^[ xX~-]?$|^\d{1,3}%$|\b(?:error|fail|warn)/i;
/** What tools put before each of their own lines, by which their plugins know them. */
const TOOLS =
  /^(?:npm|go|make|g?make\[\d+\]|git|ld|gcc|g\+\+|clang|cargo|cc|sh|bash|dash|zsh|error\[.*|warn\[.*|python3?|ruby|perl|php|node|java|javac|mvn|gradle|docker|ansible|terraform|kubectl|helm|curl|wget|tar|cp|mv|rm|E|F|W|C|R)$/i;

const lengthOf = (line: string, { pattern, isNamed }: Kind, name: string | null): number => {
  const match = pattern.exec(line.slice(0, 300));
  if (match === null || (isNamed && match[1] !== name)) return 0;
  return match[0].length;
};

/** The name that most lines have in this kind of prefix; null where it is a name that says something. */
const nameIn = (lines: readonly string[], { pattern }: Kind): string | null => {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const name = pattern.exec(line.slice(0, 300))?.[1];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most === undefined || SAYS.test(most[0]) || TOOLS.test(most[0]) ? null : most[0];
};

/** How many characters each line loses; null where most lines have nothing in common. */
const prefixOf = (lines: readonly string[]): ((line: string) => number) | null => {
  const said = lines.filter((line) => line.trim() !== '').slice(0, SAMPLE);
  if (said.length < LEAST) return null;
  for (const kind of KINDS) {
    const name = kind.isNamed ? nameIn(said, kind) : null;
    if (kind.isNamed && name === null) continue;
    const have = said.filter((line) => lengthOf(line, kind, name) > 0).length;
    if (have * 10 < said.length * 6) continue;
    // What is left must say something: a column of times is a table.
    const left = said.map((line) => line.slice(lengthOf(line, kind, name))).filter((line) => line.trim() !== '');
    if (left.filter((line) => /\p{L}/u.test(line)).length * 10 >= left.length * 5)
      return (line) => lengthOf(line, kind, name);
  }
  return null;
};

/** A line of JSON that a logger wrote: its text. */
const LOGGED = /^\{.{0,2000}"(?:log|message|msg)" ?: ?"/;

const textOf = (line: string): string => {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== 'object' || entry === null) return line;
    const fields: readonly (readonly [string, unknown])[] = Object.entries(entry);
    const isLogged = fields.some(([name]) => /^(?:time|timestamp|ts|stream|level|@timestamp|severity)$/.test(name));
    const text = fields.find(([name, value]) => /^(?:log|message|msg)$/.test(name) && typeof value === 'string')?.[1];
    return isLogged && typeof text === 'string' ? text.trimEnd() : line;
  } catch {
    return line;
  }
};

const withoutLogger = (lines: readonly string[]): readonly string[] => {
  const said = lines.filter((line) => line.trim() !== '');
  const logged = said.filter((line) => LOGGED.test(line));
  if (logged.length < LEAST || logged.length * 10 < said.length * 6) return lines;
  return lines.flatMap((line) => (LOGGED.test(line) ? textOf(line).split('\n') : [line]));
};

/** A line that a logger wrote field by field; one without a text is an empty line. */
const FIELDED = /^time="[^"]{1,60}" level=\w{1,10}(?: |$)/;
const FIELD_TEXT = / msg="((?:[^"\\]|\\.){0,2000})"/;

const withoutFields = (lines: readonly string[]): readonly string[] => {
  const said = lines.filter((line) => line.trim() !== '');
  const fielded = said.filter((line) => FIELDED.test(line));
  if (fielded.length < LEAST || fielded.length * 10 < said.length * 6) return lines;
  return lines.map((line) =>
    FIELDED.test(line) ? (FIELD_TEXT.exec(line)?.[1] ?? '').replace(/\\(["\\])/g, '$1') : line,
  );
};

/** What BuildKit prints of a step that failed has the seconds since its start in front, however much stands around it. */
const IMAGE_BUILD = /^#\d{1,4} \[|=> ERROR \[|^ > \[.{1,200}\]|failed to solve: /;
const IMAGE_SECONDS = /^\d{1,5}\.\d{1,3}(?: |$)/;

const withoutSeconds = (lines: readonly string[]): readonly string[] => {
  if (!lines.some((line) => IMAGE_BUILD.test(line)) || !lines.some((line) => IMAGE_SECONDS.test(line))) return lines;
  return lines.map((line) => line.replace(IMAGE_SECONDS, ''));
};

/** The lines without the prefixes that most of them share; the same array where there are none. */
export const withoutSharedPrefix = (given: readonly string[]): readonly string[] => {
  let lines = withoutSeconds(withoutFields(withoutLogger(given)));
  for (let round = 0; round < ROUNDS; round += 1) {
    const length = prefixOf(lines);
    if (length === null) return lines;
    lines = lines.map((line) => line.slice(length(line)));
  }
  return lines;
};
