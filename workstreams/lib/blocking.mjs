/** What in a review keeps work from going on. A reviewer that could not be asked keeps nothing back. */

/** @typedef {{ readonly severity: string, readonly detail: string, readonly fix?: string }} Issue */

/** @type {(input: { readonly issues?: readonly Issue[] | null }) => object} */
export const blocking = ({ issues }) => {
  const problems = (issues ?? [])
    .filter(({ severity }) => severity === 'high' || severity === 'critical')
    .map(({ detail, fix = '' }) => (fix === '' ? detail : `${detail}: ${fix}`));
  return { ok: problems.length === 0, problems };
};

export default blocking;
