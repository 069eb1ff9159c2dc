/** That a run is not to be taken for whole, and what can be done with it. */
import { plainLine } from '../fit.ts';
import type { Paint } from '../screen.ts';

/** Begins with an empty line. */
export const damageLines = (damage: string, hint: string | null, paint: Paint): readonly string[] => [
  '',
  `  ${paint.red(`damaged: ${plainLine(damage)}`)}`,
  ...(hint === null ? [] : [`  ${hint}`]),
];
