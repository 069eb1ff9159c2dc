/** Keys that the format does not have: those it will have, and those that people know from elsewhere. */
import { nearest } from '../core/planning/nearest.ts';

const LATER_IN_STEPS: ReadonlySet<string> = new Set(['background', 'ready']);

/** Tells whether a key is one that the object at a pointer will have one day. */
export const isLaterKey = (pointer: string, key: string): boolean =>
  isStepOrDefaults(pointer) && LATER_IN_STEPS.has(key);

const isStepOrDefaults = (pointer: string): boolean =>
  /^\/(?:defaults|(?:steps|finally)\/\d+(?:\/steps\/\d+)*)$/.test(pointer);

const WORDS_FROM_ELSEWHERE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    after: 'needs',
    attempts: 'retry',
    cleanup: 'finally',
    cmd: 'run',
    command: 'run',
    commands: 'run',
    condition: 'if',
    conflictgroup: 'mutex',
    dependencies: 'needs',
    depends: 'needs',
    dependson: 'needs',
    dir: 'cwd',
    environment: 'env',
    exec: 'run',
    jobs: 'steps',
    maxparallel: 'concurrency',
    name: 'id',
    parallel: 'concurrency',
    parameters: 'inputs',
    params: 'inputs',
    script: 'run',
    tasks: 'steps',
    teardown: 'finally',
    timeoutminutes: 'timeout',
    timeoutseconds: 'timeout',
    variables: 'env',
    vars: 'env',
    when: 'if',
    workdir: 'cwd',
    workingdirectory: 'cwd',
  }),
);

/** Gives the key that was meant; null where nobody can know. */
export const meantKey = (key: string, known: readonly string[]): string | null => {
  const word = WORDS_FROM_ELSEWHERE.get(key.toLowerCase().replaceAll(/[-_]/g, ''));
  return word !== undefined && known.includes(word) ? word : nearest(key, known);
};
