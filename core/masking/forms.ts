/** All forms in which secrets are looked for. */
import { base64Forms, doubleBase64Forms } from './base64-forms.ts';
import { dumpedForm, hexForms, utf16Forms } from './byte-forms.ts';
import { membersOf, type Member } from './members.ts';
import { isWeak, isWeakWord } from './weak.ts';
import { quotedForms } from './text-forms.ts';

/** Whose form it is: the place of its secret, and whether what holds the form holds the secret. */
export type Origin = {
  readonly secret: number;
  readonly isTelling: boolean;
  /** A form that is shorter others write by chance. */
  readonly shortestTelling: number;
};

/** Texts whose every character stands for one byte. */
export type Lists = {
  readonly plain: readonly string[];
  /** White space may stand anywhere between their characters; they hold none. */
  readonly woven: readonly string[];
};

/** A secret, or a part of one that is secret by itself. */
export type Source = {
  readonly origin: Origin;
  /** What its forms begin with, in the order of the forms: at least `HEAD_LENGTH` of what is longer. */
  readonly heads: () => Lists;
  /** Its forms; some are the same. */
  readonly forms: () => Lists;
  /** As it is, it is meant only where it is no part of a longer word or number. */
  readonly isWord: boolean;
  /** What its first woven form is where only line ends may break it; null where anything may. */
  readonly broken: string | null;
};

/** Below this an encoded form is too common a word to hide wherever it stands. */
export const SHORTEST_ENCODED = 4;
/** From here on a raw secret is found however it is wrapped: shorter ones stand by chance in words put together. */
const SHORTEST_WOVEN = 32;
/** From here on it is found where line ends break it. */
const SHORTEST_BROKEN = 12;
/** Beyond short secrets themselves: parts of encoded texts. */
const SHORTEST_TELLING = 8;
/** So much of a long text is encoded at first. */
const BEGINNING = 64;
/** So much of the encoded beginning is what the whole begins with, whatever follows. */
export const HEAD_LENGTH = 56;

const utf8 = new TextEncoder();

/** The UTF-8 bytes of a text, each as a character. */
export const toBytes = (text: string): string =>
  /[^\0-\x7f]/.test(text) ? Array.from(utf8.encode(text), (byte) => String.fromCharCode(byte)).join('') : text;

/** What is written of a text: all, or what the first `HEAD_LENGTH` bytes of a form follow from. */
type Cut = (text: string, most: number) => string;
const whole: Cut = (text) => text;
const beginning: Cut = (text, most) => text.slice(0, most);

/**
 * So much makes `HEAD_LENGTH` bytes where each is written as two. What is encoded by threes is cut at one of them, and one
 * more stands for half of a character.
 */
const TWOFOLD = 30;
const BY_THREES = 45;

const BLANKS = /[ \t\r\n]+/g;

/** Whether a key may be wrapped at any width; words that are put apart are no secret any more. */
const isWoven = (text: string): boolean => text.length >= SHORTEST_WOVEN && !/[ \t]/.test(text);
const isBreakable = (text: string): boolean => text.replace(BLANKS, '').length >= SHORTEST_BROKEN && !isWeak(text);

/** Which forms there are depends on the whole text, so that its beginning has the same ones in the same places. */
const encoded = (text: string, member: Member, cut: Cut): Lists => {
  const bytes = toBytes(text);
  if (member.text.length < SHORTEST_ENCODED) return { plain: [bytes], woven: [] };
  const plain = [bytes, ...quotedForms(text, member.text).map(toBytes)];
  const raw =
    isWoven(member.text) || isBreakable(member.text) ? [bytes.replace(BLANKS, ''), dumpedForm(bytes)] : ['', ''];
  const woven = [...raw, ...base64Forms(cut(bytes, BY_THREES)), ...hexForms(cut(bytes, TWOFOLD))];
  if (member.isLine) return { plain, woven };
  const utf16 = utf16Forms(cut(text, TWOFOLD));
  return {
    plain: [...plain, ...utf16],
    woven: [
      ...woven,
      ...doubleBase64Forms(bytes, cut === beginning ? BY_THREES : Infinity),
      ...base64Forms(cut(utf16[0], BY_THREES)),
    ],
  };
};

const sourceOf = (secret: number, member: Member): Source => {
  const { text, isTelling } = member;
  const heads = (): Lists => encoded(text.slice(0, BEGINNING), member, beginning);
  const isWord = isWeakWord(text);
  const origin = { secret, isTelling, shortestTelling: Math.min(SHORTEST_TELLING, text.length) };
  const broken = isWoven(text) ? null : toBytes(text);
  return { origin, heads, forms: () => encoded(text, member, whole), isWord, broken };
};

/** What is looked for where these secrets are, which are known by their places. Empty ones have no forms. */
export const sourcesOf = (secrets: readonly string[]): readonly Source[] =>
  secrets.flatMap((value, secret) => membersOf(value).map((member) => sourceOf(secret, member)));
