/** Writes every generated file of the repository. */
import { writeFileSync } from 'node:fs';
import { workstreamValidator } from './workstream-validator.ts';

for (const kind of ['validator', 'faults'] as const) {
  writeFileSync(new URL(`../schema/generated/workstream-${kind}.js`, import.meta.url), workstreamValidator(kind));
}
