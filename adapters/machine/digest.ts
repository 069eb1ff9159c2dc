/** SHA-256 by node. */
import { createHash } from 'node:crypto';
import type { Digest } from '../../core/system.ts';

/** Lower-case hex SHA-256 of a text in UTF-8. */
export const sha256: Digest = (text) => createHash('sha256').update(text, 'utf8').digest('hex');
