/** Schemas that many parameters share. */
import type { JsonObject } from '../../../core/json.ts';

export const text = (most = 200): JsonObject => ({ type: 'string', minLength: 1, maxLength: most });

/** A whole number. */
export const count = (least: number, most: number): JsonObject => ({ type: 'integer', minimum: least, maximum: most });

export const limit: JsonObject = count(1, 200);

export const CURSOR: JsonObject = text(200);

export const moment: JsonObject = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)$',
};
