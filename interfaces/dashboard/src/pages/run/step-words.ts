/** What is said of a step in few words. */
import type { Issue, Step } from '../../data/resources.ts';

const KINDS: Readonly<Partial<Record<Step['kind'], string>>> = { group: 'group', foreach: 'foreach', loop: 'loop' };

const SKIPS: Readonly<Record<string, string>> = {
  condition: 'condition false',
  upstream: 'what they need did not succeed',
  policy: 'left out',
  'no-items': 'nothing to go over',
  unavailable: 'its tool is not here',
};

/** The tool, or what kind of composite it is. */
export const toolWords = ({ tool, kind }: Pick<Step, 'tool' | 'kind'>): string => tool ?? KINDS[kind] ?? '';

/** Why a step was skipped. */
export const skipWords = (reason: string | null): string => (reason === null ? '' : (SKIPS[reason] ?? reason));

/** The last part of its path: what is around it is seen from where it stands. */
export const stepTitle = ({ id, parent }: Pick<Step, 'id' | 'parent'>): string =>
  parent !== null && id.startsWith(parent) ? id.slice(parent.length).replace(/^[/#]/, '') || id : id;

/** `1 step`, `3 steps`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `path:line:column`, as far as it is known. */
export const placeOf = ({ path, line, column }: Issue): string =>
  [path ?? '', line, column].filter((each) => each !== null && each !== '').join(':');
