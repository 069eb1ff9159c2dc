/** Whether an expression, or a template, is anywhere in a value: what it will be, nobody knows before it is filled in. */
import { isJsonObject } from '../../json.ts';
import { TEMPLATE_KEY } from '../../text-template.ts';
import { hasHole } from './template.ts';

export const holdsHole = (value: unknown): boolean => {
  if (typeof value === 'string') return hasHole(value);
  if (Array.isArray(value)) return value.some(holdsHole);
  return isJsonObject(value) && (TEMPLATE_KEY in value || Object.values(value).some(holdsHole));
};
