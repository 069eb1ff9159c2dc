/** Headers of an answer as texts. */

/** Each name once; what came more than once under it stands in one text (RFC 9110, section 5.3). */
export const textHeaders = (
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(', ')]],
    ),
  );
