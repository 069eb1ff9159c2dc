/** The findings in the answer of a reviewer: as data where it was asked for data, else as the JSON in what it said. Nothing is made up. */

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'praise'];

/** The last fenced block, or all from the first brace to the last. @type {(text: string) => string} */
const jsonIn = (text) => {
  const fenced = [...text.matchAll(/^```(?:json)?\s*\n([\s\S]*?)\n```\s*$/gm)].at(-1)?.[1];
  return fenced ?? text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
};

/** @type {(text: string) => unknown} */
const parsed = (text) => {
  try {
    return JSON.parse(jsonIn(text));
  } catch {
    throw new Error('the review holds no JSON that can be read: it must end with one object with "findings"');
  }
};

/** @type {(value: unknown) => value is Readonly<Record<string, unknown>>} */
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** @type {(value: unknown, at: number) => { readonly severity: string, readonly file: string, readonly title: string, readonly fix: string }} */
const findingOf = (value, at) => {
  const { severity, title, file, fix } = isObject(value) ? value : /** @type {Record<string, unknown>} */ ({});
  if (typeof severity !== 'string' || !SEVERITIES.includes(severity))
    throw new Error(`finding ${at + 1} has no severity: one of ${SEVERITIES.join(', ')}`);
  if (typeof title !== 'string' || title.trim() === '') throw new Error(`finding ${at + 1} has no title`);
  return { severity, title, file: typeof file === 'string' ? file : '', fix: typeof fix === 'string' ? fix : '' };
};

/** @type {(input: { readonly answer: unknown }) => object} */
export const review = ({ answer }) => {
  const said = isObject(answer) && typeof answer.result === 'string' ? parsed(answer.result) : answer;
  const findings = isObject(said) ? said.findings : null;
  if (!Array.isArray(findings)) throw new Error('the review has no list "findings"');
  return { findings: findings.map(findingOf), count: findings.length };
};

export default review;
