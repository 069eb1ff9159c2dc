/** Puts paths of this machine in the place of the words that orders have for files which it keeps. */
import type { Artifacts } from '../../artifacts.ts';
import { runId, stepId } from '../../id.ts';
import { withTexts } from '../../json.ts';
import type { Filled } from '../../order.ts';
import type { AttemptFiles } from '../../system.ts';

const ARTIFACT = /ws:artifacts\/([0-9a-f]{64})\/([A-Za-z0-9_.!~*'()%-]+)/g;
const LOG = /ws:log\/([\w-]{1,100})\/([A-Za-z0-9_.!~*'()%-]+)\/(\d{1,9})/g;

type Places = { readonly artifacts: Pick<Artifacts, 'pathOf'>; readonly files: Pick<AttemptFiles, 'paths'> };

/** What is no word of ours stays; a name that leads elsewhere is none. */
const nameIn = (encoded: string): string | null => {
  try {
    const name = decodeURIComponent(encoded);
    return name.includes('/') || name === '..' || name === '.' ? null : name;
  } catch {
    return null;
  }
};

const stepIn = (encoded: string): string | null => {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
};

/** One text. */
export const localText = (text: string, { artifacts, files }: Places): string =>
  text.includes('ws:')
    ? text
        .replaceAll(ARTIFACT, (word, digest: string, encoded: string) => {
          const name = nameIn(encoded);
          return name === null ? word : artifacts.pathOf(digest, name);
        })
        .replaceAll(LOG, (word, run: string, encoded: string, attempt: string) => {
          const step = stepIn(encoded);
          return step === null
            ? word
            : files.paths({ run: runId(run), step: stepId(step), attempt: Number(attempt) }).stdout;
        })
    : text;

/** All that the tool and the checks are given; what is told of it is for other machines, too. */
export const localized = (filled: Filled, places: Places): Filled => {
  const { emits, ...given } = filled;
  if (!JSON.stringify(given).includes('ws:')) return filled;
  // Cannot lie: only texts change.
  const local = withTexts(given, (text) => localText(text, places)) as unknown as typeof given;
  return { ...local, ...(emits === undefined ? {} : { emits }) };
};
