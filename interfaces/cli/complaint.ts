/** How diagnostics and refusals read on stderr. */
import type { Diagnostic } from '../../core/diagnostic.ts';
import { exitOfRefusal, type ExitCode } from './exit-code.ts';
import { plainLine } from './fit.ts';
import type { Refusal } from '../house/refusal.ts';
import type { Paint, Screen } from './screen.ts';

/** One diagnostic as one line: `file:line:column  pointer  severity  message`. */
export const diagnosticLine = (diagnostic: Diagnostic, paint: Paint): string => {
  const place = `${diagnostic.file}:${diagnostic.line}:${diagnostic.column}`;
  const severity = diagnostic.severity === 'error' ? paint.red('error') : paint.yellow('warning');
  const pointer = diagnostic.pointer === '' ? '' : `  ${paint.dim(plainLine(diagnostic.pointer))}`;
  return `${paint.bold(plainLine(place))}${pointer}  ${severity}  ${plainLine(diagnostic.message)} ${paint.dim(`(${diagnostic.code})`)}`;
};

/** Tells a person why something was not done and what to do next. Gives the exit code. */
export const complain = (screen: Screen, refusal: Refusal): ExitCode => {
  const paint = screen.notePaint;
  for (const diagnostic of refusal.diagnostics) screen.complain(diagnosticLine(diagnostic, paint));
  screen.complain(`${paint.red('ws:')} ${refusal.message}`);
  if (refusal.hint !== null) screen.complain(paint.dim(`  ${refusal.hint}`));
  return exitOfRefusal(refusal);
};
