/** Prints a validation as GitHub Actions workflow commands, which show up beside the lines of a pull request. */
import type { Level } from '../rules/rule.ts';
import type { Validation } from '../validate.ts';

const commands: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'notice' };

const inMessage = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const inProperty = (text: string): string => inMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** One command a finding. */
export const githubReport = ({ items }: Validation): string =>
  items
    .flatMap((item) => item.findings)
    .map(({ level, file, line, column, rule, message, hint }) => {
      const place = `file=${inProperty(file)},line=${line},col=${column},title=${inProperty(rule)}`;
      return `::${commands[level]} ${place}::${inMessage(`${message}\n${hint}`)}\n`;
    })
    .join('');
