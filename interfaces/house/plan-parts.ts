/** What definitions are planned with here. */
import { sha256 } from '../../adapters/machine/digest.ts';
import { describeTool } from '../../adapters/tools/descriptions.ts';
import type { EngineParts } from '../../core/engine/parts.ts';

/** For definitions in logs, which have been proved: what the tools that `ws` ships say of their calls is enough. */
export const planParts: Pick<EngineParts, 'digest' | 'describe'> = { digest: sha256, describe: describeTool };
