/** What an environment variable, or a word of a command, can hold on Linux. */

// One variable, its name and terminator included, may take 128 KiB on Linux.
const LARGEST_VARIABLE = 128 * 1024 - 1024;

/** Why a text cannot be the value of an environment variable; null where it can. */
export const unfitForEnvironment = (text: string): string | null => {
  if (text.includes('\0')) return 'holds a NUL character, which no environment variable or argument can';
  if (/\p{Surrogate}/u.test(text)) return 'is not well-formed Unicode';
  if (text.length > LARGEST_VARIABLE || utf8Length(text) > LARGEST_VARIABLE) {
    return 'is longer than the 127 KiB that an environment variable can hold; hand it over by `input:`';
  }
  return null;
};

const utf8Length = (text: string): number => new TextEncoder().encode(text).length;
