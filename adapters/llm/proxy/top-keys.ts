/** The keys of a JSON text that parsing would hide. */

const BRACES = { open: [0x7b, 0x5b], close: [0x7d, 0x5d], quote: 0x22 };

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
 * All keys of the top level of a valid JSON text, twins kept: of two that are equal `JSON.parse` keeps the last, and who reads it next
 * may keep the first. By hand, because a regular expression over a picture of 20 MB runs out of stack.
 */
export const topKeys = (text: string): readonly string[] => {
  const keys: string[] = [];
  for (let at = 0, depth = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (BRACES.open.includes(code)) depth++;
    else if (BRACES.close.includes(code)) depth--;
    else if (code === BRACES.quote) {
      const end = endOfString(text, at);
      let next = end + 1;
      while (/\s/.test(text[next] ?? '')) next++;
      // A string of a valid text is one by itself.
      if (depth === 1 && text[next] === ':') keys.push(JSON.parse(text.slice(at, end + 1)) as string);
      at = end;
    }
  }
  return keys;
};
