/** The ways in which programs write characters as others: escapes of strings, addresses and HTML, and what else stands in between. */

/** What stands for other bytes in a text; undo.wat knows how by its sign. */
export type Dialect = {
  /** The byte it begins with. */
  readonly sign: number;
  /** Whether what the end of the text cuts off is left out; else it reads as it stands. */
  readonly isDropped: boolean;
};

const dialectOf = (sign: string, isDropped = false): Dialect => ({ sign: sign.charCodeAt(0), isDropped });

/** Strings of JSON, JavaScript, Python, C and Go, and of shells: `\"`, `\n`, `\x41`, `\101`, `\u0041`. */
const backslash = dialectOf('\\');
/** Addresses, whichever characters they leave as they are. */
const percent = dialectOf('%');
/** HTML and XML: `&lt;`, `&#60;` and `&#x3c;`. */
const entity = dialectOf('&');
/** What terminals do not show: colours and other control sequences. */
export const colours: Dialect = dialectOf('\x1b', true);
/** What `od`, `xxd` and `hexdump` begin their lines with; the line end stays. */
export const offsets: Dialect = dialectOf('\n');

/** A dialect to be undone, and those to be undone in what then stands there. */
export type Layer = { readonly dialect: Dialect; readonly within: readonly Layer[] };

const layer = (dialect: Dialect, ...within: readonly Layer[]): Layer => ({ dialect, within });

/** JSON and addresses up to three times, HTML up to twice, JSON in those, and HTML in JSON. */
export const LAYERS: readonly Layer[] = [
  layer(backslash, layer(backslash, layer(backslash)), layer(entity)),
  layer(percent, layer(percent, layer(percent)), layer(backslash)),
  layer(entity, layer(entity), layer(backslash)),
];
