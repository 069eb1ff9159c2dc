/** Makes the texts of templates that an attempt is to be given. */
import type { Failure } from '../../failure.ts';
import type { Filled } from '../../order.ts';
import { err, ok, type Result } from '../../result.ts';
import { withText, type RenderText } from '../../text-template.ts';

/** Fails where what a template is given is not what it needs. */
export const withTexts = async (filled: Filled, render: RenderText): Promise<Result<Filled, Failure>> => {
  const { texts, ...rest } = filled;
  if (texts === undefined) return ok(filled);
  let args = rest.with;
  for (const { path, ...template } of texts) {
    const text = await render(template);
    if (!text.ok)
      return err({
        code: 'bad-input',
        pointer: `/with/${path.join('/')}`,
        message: `with.${path.join('.')}: ${text.error}`,
      });
    args = withText(args, path, text.value);
  }
  return ok({ ...rest, with: args });
};
