/** The publisher of a place where tools are looked at and not run. */
import type { OpenPublisher } from '../../../core/publisher.ts';
import { err, type Result } from '../../../core/result.ts';
import type { ToolFailure } from '../../../core/tool.ts';

const nobody = async (): Promise<Result<never, ToolFailure>> =>
  err({ failure: { code: 'bad-input', pointer: '', message: 'nothing can be published here' }, evidence: null });

export const openNoPublisher: OpenPublisher = () => ({
  ...{ standing: nobody, push: nobody, create: nobody, propose: nobody, release: nobody },
});
