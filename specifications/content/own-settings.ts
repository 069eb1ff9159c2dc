/** Our own part of `openspec/config.yaml`, below `ws:`, which the official tool passes over. */
import { isJsonObject } from '../../core/json.ts';
import { languages, wordingOf, type Words, type Wording } from './languages.ts';
import { entriesOf, fieldOf } from './yaml.ts';

const ownKeys = ['gate', 'severities', 'language', 'keywords'];
const wordKeys: readonly (keyof Words)[] = ['given', 'when', 'then', 'and', 'but', 'must'];

const textsIn = (value: unknown): readonly string[] | null => {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = all.filter((each): each is string => typeof each === 'string' && each.trim() !== '');
  return texts.length === all.length ? texts.map((each) => each.trim()) : null;
};

/** Where something is wrong in our own part, and what would be right. */
export type OwnProblem = { readonly path: readonly string[]; readonly message: string };

const findLanguageProblem = (own: unknown): OwnProblem | null => {
  const language = fieldOf(own, 'language');
  const known = [...languages.keys()];
  if (language !== undefined && textsIn(language)?.every((each) => known.includes(each)) !== true)
    return {
      path: ['ws', 'language'],
      message: `can be ${known.join(', ')}, or a list of them; other words go into ws.keywords`,
    };
  const keywords = fieldOf(own, 'keywords');
  if (keywords !== undefined && !isJsonObject(keywords))
    return { path: ['ws', 'keywords'], message: `must be a mapping of ${wordKeys.join(', ')} to words` };
  for (const [key, words] of entriesOf(keywords)) {
    if (!wordKeys.some((each) => each === key))
      return { path: ['ws', 'keywords', key], message: `is no keyword; there are ${wordKeys.join(', ')}` };
    if (textsIn(words) === null) return { path: ['ws', 'keywords', key], message: 'must be a word or a list of words' };
  }
  return null;
};

/** What is wrong with our own part of the settings; null where nothing is. */
export const findOwnProblem = (settings: unknown): OwnProblem | null => {
  const own = fieldOf(settings, 'ws');
  if (own === undefined) return null;
  if (!isJsonObject(own)) return { path: ['ws'], message: `must be a mapping with ${ownKeys.join(' or ')}` };
  const unknown = Object.keys(own).find((key) => !ownKeys.includes(key));
  if (unknown !== undefined)
    return { path: ['ws', unknown], message: `is no setting of ws; there are ${ownKeys.join(' and ')}` };
  const { gate } = own;
  return gate === undefined || gate === 'none' || gate === 'approved'
    ? findLanguageProblem(own)
    : { path: ['ws', 'gate'], message: 'can be approved or none' };
};

/** The words that specifications use, besides English; what is wrong with them is passed over. */
export const readWording = (settings: unknown): Wording => {
  const own = fieldOf(settings, 'ws');
  const named = textsIn(fieldOf(own, 'language') ?? []) ?? [];
  const keywords = fieldOf(own, 'keywords');
  const extra = wordKeys.flatMap((key): readonly Partial<Words>[] => {
    const words = fieldOf(keywords, key);
    const texts = words === undefined ? null : textsIn(words);
    return texts === null ? [] : [{ [key]: texts }];
  });
  return wordingOf([...named.flatMap((each) => languages.get(each) ?? []), ...extra]);
};
