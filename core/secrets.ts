/** Which secrets a workstream asks for. */
import type { Workstream } from './workstream.ts';

/** The names that all steps or one of them name, each once. */
export const secretsNamedIn = ({ secrets, steps, finally: last }: Workstream): readonly string[] => [
  ...new Set([...secrets, ...[...steps, ...last].flatMap((step) => step.secrets ?? [])]),
];
