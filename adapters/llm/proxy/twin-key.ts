/** A key that a JSON text says twice, which parsing would hide. */

const QUOTE = 0x22;
const OBJECT = { open: 0x7b, close: 0x7d };
const LIST = { open: 0x5b, close: 0x5d };

/** Where the string that begins at `from` ends: the index of its closing quote. */
const endOfString = (text: string, from: number): number => {
  let end = from;
  let slash: number;
  do {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
    slash = end;
    while (text[slash - 1] === '\\') slash--;
  } while ((end - slash) % 2 === 1);
  return end;
};

/**
 * The first key that stands twice in one object of a valid JSON text, at whatever level; null where none does. Of two that are equal
 * `JSON.parse` keeps the last, and who reads it next may keep the first. By hand, because a regular expression over a picture of 20 MB
 * runs out of stack.
 */
export const twinKey = (text: string): string | null => {
  // The keys of each object that is open; null for a list.
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OBJECT.open) open.push(new Set());
    else if (code === LIST.open) open.push(null);
    else if (code === OBJECT.close || code === LIST.close) open.pop();
    else if (code === QUOTE) {
      const end = endOfString(text, at);
      const keys = open.at(-1) ?? null;
      let next = end + 1;
      while (keys !== null && /\s/.test(text[next] ?? '')) next++;
      if (keys !== null && text[next] === ':') {
        // A string of a valid text is one by itself.
        const key = JSON.parse(text.slice(at, end + 1)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
      }
      at = end;
    }
  }
  return null;
};
