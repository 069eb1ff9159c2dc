/** Whether an expression is anywhere in a value: what it will be, nobody knows before it is filled in. */
import { isJsonObject } from '../../json.ts';
import { hasHole } from './template.ts';

export const holdsHole = (value: unknown): boolean => {
  if (typeof value === 'string') return hasHole(value);
  if (Array.isArray(value)) return value.some(holdsHole);
  return isJsonObject(value) && Object.values(value).some(holdsHole);
};
