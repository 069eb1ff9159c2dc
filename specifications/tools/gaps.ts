/** Checks what the official tool lets pass. */
import type { Remark } from './finding.ts';
import type { Project } from './project.ts';
export const checkChangeGaps = (_project: Project, _id: string): readonly Remark[] => [];
export const checkSpecGaps = (_project: Project, _id: string): readonly Remark[] => [];
export const checkProjectGaps = (_project: Project): readonly Remark[] => [];
