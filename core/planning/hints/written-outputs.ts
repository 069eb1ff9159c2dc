/** What a script says it writes to `$WS_OUTPUT` as lines `name=value`, which are text. A guess by its form. */

const LONGEST_SCRIPT = 256 * 1024;

/** The values as the script writes them, of each line `name=value` that it prints; the rest of the line. */
const written = (script: string, name: string): readonly string[] => {
  if (script.length > LONGEST_SCRIPT || !script.includes('WS_OUTPUT')) return [];
  // Names of outputs are letters, digits, _ and -.
  const printed = new RegExp(`\\b(?:echo|printf)[ \\t]+(?:-[en]+[ \\t]+)?["']?${name}=([^\\n]*)`, 'g');
  const inBody = new RegExp(`^[ \\t]*${name}=([^\\n]*)`, 'gm');
  const isBody = /\bcat\b[^\n]*<<|<<[^\n]*\bcat\b/.test(script);
  return [printed, ...(isBody ? [inBody] : [])].flatMap((pattern) =>
    [...script.matchAll(pattern)].map(([, value = '']) => value),
  );
};

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Whether a script prints a line `name=…`. */
export const isPrinted = (script: string, name: string): boolean => NAME.test(name) && written(script, name).length > 0;

/** Whether a script prints a line `name=false`, itself or by a variable that it sets to false. */
export const isPrintedFalse = (script: string, name: string): boolean =>
  NAME.test(name) &&
  written(script, name).some((value) => {
    if (/\bfalse\b/.test(value)) return true;
    const variable = /^["']?\$\{?([A-Za-z_]\w*)/.exec(value)?.[1];
    return variable !== undefined && new RegExp(`\\b${variable}=["']?false\\b`).test(script);
  });
