/** Prints a validation for people: a line a finding, with what to do about it. */
import { counted } from '../../../../core/counted.ts';
import type { Level } from '../rules/rule.ts';
import type { Validation } from '../validate.ts';

const marks: Readonly<Record<Level, string>> = { error: '✗', warning: '!', info: 'i' };

const firstLine = (message: string): string => message.split('\n')[0] ?? '';

/** How many findings of each level a validation has. */
export const countLevels = ({ items }: Validation): Readonly<Record<Level, number>> => {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { findings } of items) for (const { level } of findings) counts[level]++;
  return counts;
};

/** Lines of text without colours, ending in a summary. `isBrief` leaves out hints and items without findings. */
export const textReport = (validation: Validation, isBrief = false): string => {
  const lines: string[] = [];
  for (const { id, kind, isValid, findings } of validation.items) {
    if (isBrief && findings.length === 0) continue;
    lines.push(`${isValid ? '✓' : '✗'} ${kind}${id === '' ? '' : `/${id}`}`);
    for (const { level, rule, file, line, column, message, hint } of findings) {
      lines.push(`  ${marks[level]} ${file}:${line}:${column} ${firstLine(message)} (${rule})`);
      if (!isBrief) lines.push(`      ${hint}`);
    }
  }
  const { error, warning, info } = countLevels(validation);
  const items = validation.items.filter((item) => item.kind !== 'project');
  const failed = items.filter((item) => !item.isValid).length;
  if (items.length === 0) lines.push('No items found to validate.');
  else {
    const passed = `${items.length - failed} passed, ${failed} failed (${counted(items.length, 'item')})`;
    const found = [counted(error, 'error'), counted(warning, 'warning'), counted(info, 'note')];
    lines.push(`${passed}: ${found.join(', ')}, profile ${validation.profile}`);
  }
  return `${lines.join('\n')}\n`;
};
