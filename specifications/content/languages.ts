/** The words of languages: what steps of scenarios begin with, and what binds as SHALL and MUST do. */
import type { Lines } from './lines.ts';
import { englishSteps, readSteps, type StepKeyword, type StepWords } from './scenario-steps.ts';

/** Words for each keyword, and those that bind. */
export type Words = Readonly<Record<Lowercase<StepKeyword> | 'must', readonly string[]>>;

const list = (words: string): readonly string[] => (words === '' ? [] : words.split('|'));

const language = (
  given: string,
  when: string,
  then: string,
  joined: readonly [and: string, but: string, must: string],
): Words => ({
  given: list(given),
  when: list(when),
  then: list(then),
  and: list(joined[0]),
  but: list(joined[1]),
  must: list(joined[2]),
});

/** Languages by their code (ISO 639-1). Steps as Gherkin translates them, and the verbs that specifications bind with. */
export const languages: ReadonlyMap<string, Words> = new Map([
  [
    'de',
    language('angenommen|gegeben sei|gegeben seien|gegeben', 'wenn', 'dann', [
      'und',
      'aber',
      'muss|müssen|soll|sollen',
    ]),
  ],
  ['es', language('dado|dada|dados|dadas', 'cuando', 'entonces', ['y|e', 'pero', 'debe|deben|deberá|deberán'])],
  [
    'fr',
    language('étant donné|étant donnée|soit|sachant que', "quand|lorsque|lorsqu’|lorsqu'", 'alors|donc', [
      'et',
      'mais',
      'doit|doivent',
    ]),
  ],
  ['it', language('dato|data|dati|date', 'quando', 'allora', ['e|ed', 'ma', 'deve|devono'])],
  ['ja', language('前提', 'もし', 'ならば', ['かつ|且つ', 'しかし|但し', 'しなければならない|必須|べき'])],
  ['ko', language('조건|먼저', '만일|만약', '그러면', ['그리고', '하지만|단', '해야 한다|하여야 한다|해야 합니다'])],
  ['nl', language('gegeven|stel', 'als|wanneer', 'dan', ['en', 'maar', 'moet|moeten|zal|zullen'])],
  [
    'pl',
    language('zakładając|mając|zakładając, że', 'jeżeli|jeśli|gdy|kiedy', 'wtedy', [
      'oraz|i',
      'ale',
      'musi|muszą|powinien|powinna',
    ]),
  ],
  ['pt', language('dado|dada|dados|dadas', 'quando', 'então|entao', ['e', 'mas', 'deve|devem|deverá|deverão'])],
  [
    'ru',
    language('допустим|дано|пусть', 'когда|если', 'то|затем|тогда', [
      'и|к тому же|также',
      'но|а',
      'должен|должна|должно|должны|обязан',
    ]),
  ],
  ['tr', language('diyelim ki', 'eğer ki|eğer', 'o zaman', ['ve', 'fakat|ama', 'zorundadır|gerekir|malıdır|melidir'])],
  [
    'uk',
    language('припустимо|нехай|дано', 'якщо|коли', 'то|тоді', ['і|та|й', 'але', 'повинен|повинна|повинно|повинні|має']),
  ],
  ['vi', language('biết|cho', 'khi', 'thì', ['và', 'nhưng', 'phải'])],
  [
    'zh',
    language('假如|假设|假定|給定|给定|鉴于|前提', '当|當', '那么|那麼|则|則', [
      '并且|而且|同时|並且|且|和',
      '但是|但',
      '必须|必須|应当|應當|应该|應該|不得',
    ]),
  ],
]);

/** What a project reads its specifications by. */
export type Wording = {
  readonly steps: StepWords;
  /** Words that bind besides SHALL and MUST, in lower case. */
  readonly must: readonly string[];
};

/** English alone. */
export const englishWording: Wording = { steps: englishSteps, must: [] };

/** English and the words given. */
export const wordingOf = (all: readonly Partial<Words>[]): Wording => {
  if (all.length === 0) return englishWording;
  const steps = new Map(englishSteps);
  // `keyword` in capitals is one of the five.
  for (const words of all)
    for (const keyword of ['given', 'when', 'then', 'and', 'but'] as const)
      for (const word of words[keyword] ?? []) steps.set(word.toLowerCase(), keyword.toUpperCase() as StepKeyword);
  return { steps, must: all.flatMap((words) => words.must ?? []).map((word) => word.toLowerCase()) };
};

const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u;

/** Whether a text holds one of the words that bind in the languages of its project. */
export const bindsIn = (text: string, { must }: Wording): boolean => {
  const lower = text.toLowerCase();
  return must.some((word) => {
    for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + 1)) {
      const around = [lower.charAt(at - 1), lower.charAt(at + word.length)];
      if (!spaced.test(word) || around.every((char) => !/\p{L}/u.test(char))) return true;
    }
    return false;
  });
};

/** Words of all languages that bind, in capitals; those of scripts without capitals are none. */
const capitals: readonly string[] = [...languages.values()]
  .flatMap(({ must }) => must)
  .filter((word) => word.toUpperCase() !== word)
  .map((word) => word.toUpperCase());

/** Whether a text holds a word in capitals that binds in any language: as SHALL, it was written to bind. */
export const bindsInCapitals = (text: string): boolean =>
  capitals.some((word) => {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      const around = [text.charAt(at - 1), text.charAt(at + word.length)];
      if (around.every((char) => !/[\p{L}\p{N}_]/u.test(char))) return true;
    }
    return false;
  });

const stepsByLanguage: readonly StepWords[] = [...languages.values()].map((words) => wordingOf([words]).steps);

/** Whether some language, beside English, reads both a WHEN (or GIVEN) and a THEN in a text. */
export const hasStepsOfOneLanguage = (source: Lines): boolean =>
  stepsByLanguage.some((words) => {
    const found = new Set(readSteps(source, 0, source.count, words).steps.map(({ keyword }) => keyword));
    return (found.has('WHEN') || found.has('GIVEN')) && found.has('THEN');
  });

const letters = /\p{L}/gu;
const latin = /\p{Script=Latin}/gu;
const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Whether more letters of a text are of other scripts than of the one that English is written in. */
export const isOtherScript = (text: string): boolean => {
  const all = count(text.replace(/`[^`]*`/g, ''), letters);
  return all > 0 && count(text.replace(/`[^`]*`/g, ''), latin) * 2 < all;
};

/** How long a text is, in letters of English: one of Chinese, Japanese or Korean says about as much as three. */
export const weighText = (text: string): number => text.length + 2 * count(text, dense);
