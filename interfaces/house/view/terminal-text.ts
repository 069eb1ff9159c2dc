/** A line of a terminal as parts with the colours they have. Nothing else of what terminals obey is obeyed. */

export type Part = { readonly text: string; readonly classes: string };

/** Of CSI only `m` is read; OSC, DCS, APC and PM go with all they hold, whether they end or not. */
const SEQUENCES =
  /\u001b\[([0-9;:]*)([ -/]*[@-~])|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[ -/]*[0-~]/g;

/** Controls, and marks that turn the direction of text or have no width: seen, they deceive nobody. */
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** What a person sees of a character that is none. */
const visible = (hidden: string): string => {
  const code = hidden.codePointAt(0) ?? 0;
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
};

/** A text in which nothing is hidden. */
export const plainText = (text: string): string => text.replace(HIDDEN, visible);

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

type Ink = { readonly colour: string | null; readonly isBold: boolean; readonly isDim: boolean };
const PLAIN: Ink = { colour: null, isBold: false, isDim: false };

const after = (ink: Ink, codes: readonly number[]): Ink => {
  let now = ink;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 0) now = PLAIN;
    else if (code === 1) now = { ...now, isBold: true };
    else if (code === 2) now = { ...now, isDim: true };
    else if (code === 22) now = { ...now, isBold: false, isDim: false };
    else if (code >= 30 && code <= 37) now = { ...now, colour: COLOURS[code - 30] ?? null };
    else if (code >= 90 && code <= 97) now = { ...now, colour: COLOURS[code - 90] ?? null };
    else if (code === 39) now = { ...now, colour: null };
    // Colours by number or by parts: what follows belongs to them, and they are shown as plain text.
    else if (code === 38 || code === 48) at += codes[at + 1] === 5 ? 2 : 4;
  }
  return now;
};

const classesOf = ({ colour, isBold, isDim }: Ink): string =>
  [colour === null ? '' : `t-${colour}`, isBold ? 't-bold' : '', isDim ? 't-dim' : '']
    .filter((each) => each !== '')
    .join(' ');

/** A line that was written over by carriage returns shows what it ended as. */
const lastWritten = (line: string): string => {
  const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
  return whole.slice(whole.lastIndexOf('\r') + 1);
};

/** The parts of one line, in order. */
export const shownLine = (line: string): readonly Part[] => {
  const text = lastWritten(line);
  const parts: Part[] = [];
  let ink = PLAIN;
  let from = 0;
  const push = (to: number): void => {
    if (to > from) parts.push({ text: plainText(text.slice(from, to)), classes: classesOf(ink) });
  };
  for (const match of text.matchAll(SEQUENCES)) {
    push(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') ink = after(ink, (match[1] ?? '').split(/[;:]/).map(Number));
  }
  push(text.length);
  return parts;
};
