/** Writes every generated file of the repository. */
import { writeFileSync } from 'node:fs';
import { workstreamValidator } from './workstream-validator.ts';

writeFileSync(new URL('../schema/generated/workstream-validator.js', import.meta.url), workstreamValidator());
