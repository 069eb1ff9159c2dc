/** Holds the templates of a profile against what may stand in them. */
import { didYouMean } from '../core/planning/nearest.ts';
import { hasHole, parseTemplate } from '../core/planning/expressions/template.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';
import type { WrittenTool } from './written-tool.ts';

/** What a template may name beside `with.<key>`. */
const PLACES = ['promptFile', 'worktree', 'home'];

const wrongIn = (text: string, pointer: string): readonly Problem[] => {
  if (!hasHole(text)) return [];
  const template = parseTemplate(text);
  if (!template.ok)
    return [{ code: 'expression-syntax', message: template.error.message, pointer, place: 'value' as const }];
  return template.value.holes.flatMap(({ expression }): readonly Problem[] => {
    if (/^with(?:\.[A-Za-z_][A-Za-z0-9_-]*)+$/.test(expression) || PLACES.includes(expression)) return [];
    const meant = didYouMean(expression, PLACES);
    const message = `\${{ ${expression} }}: a profile can use with.<key>, ${PLACES.join(', ')}.${meant}`;
    return [{ code: 'unknown-context', message, pointer, place: 'value' }];
  });
};

/** The templates of args, stdin and promptFile that name what is not there. */
export const wrongTemplates = ({ args = [], stdin = '', promptFile = '' }: WrittenTool): readonly Problem[] => [
  ...args.flatMap((argument, index) => {
    const pointer = pointerTo('/args', index);
    if (typeof argument === 'string') return wrongIn(argument, pointer);
    return argument.flatMap((text, at) => wrongIn(text, pointerTo(pointer, at)));
  }),
  ...wrongIn(stdin, '/stdin'),
  ...wrongIn(promptFile, '/promptFile'),
];
