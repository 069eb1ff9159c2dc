/** How the classification of a log reads to a person. */
import type { Classification } from '../../error/engine/verdict/classify.ts';
import type { Issue, IssueSeverity } from '../../error/engine/reading/issue.ts';
import type { Fix } from '../../error/engine/plugins/plugin.ts';
import { plainLine } from './fit.ts';
import type { Paint } from './screen.ts';
import { durationText, instantText } from './words.ts';

const SHOWN = 50;

const severityText = (severity: IssueSeverity, paint: Paint): string => {
  const colours = { info: paint.dim, warning: paint.yellow, error: paint.red, critical: paint.magenta };
  return colours[severity](severity);
};

/** `file:line:column  severity  message (code)`; the tool stands for a place that is not known. */
const issueLine = ({ tool, path, line, column, code, severity, message }: Issue, paint: Paint): string => {
  const place = path === null ? tool : [path, line, column].filter((part) => part !== null).join(':');
  const rule = code === null ? '' : ` ${paint.dim(`(${plainLine(code)})`)}`;
  return `${paint.bold(plainLine(place))}  ${severityText(severity, paint)}  ${plainLine(message)}${rule}`;
};

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

const fixLine = ({ title, argv, cwd }: Fix): string =>
  plainLine(`${argv.map(quoted).join(' ')}${cwd === null ? '' : `  in ${cwd}`}  ${title}`);

/** Code, severity and plugin; the sentence; every issue a line; then what may help and the signature. */
export const classificationLines = (found: Classification, paint: Paint): readonly string[] => {
  const { code, severity, plugin, message, issues, fix, retryAfterMs, retryAt, signature } = found;
  const mark = code === 'none' ? paint.green('✔') : paint.red('✖');
  const lines = [
    `${mark} ${paint.bold(code)}  ${severityText(severity, paint)}  ${plugin ?? 'no plugin'}`,
    `  ${plainLine(message)}`,
    '',
  ];
  if (issues.length > 0) {
    for (const issue of issues.slice(0, SHOWN)) lines.push(issueLine(issue, paint));
    if (issues.length > SHOWN) lines.push(`and ${issues.length - SHOWN} more; all of them: --json`);
    lines.push('');
  }
  if (retryAfterMs !== null) {
    lines.push(`try again  in ${durationText(retryAfterMs)}${retryAt === null ? '' : `, at ${instantText(retryAt)}`}`);
  }
  if (fix !== null) lines.push(`may mend   ${fixLine(fix)}`);
  lines.push(paint.dim(`signature  ${signature}`));
  return lines;
};
