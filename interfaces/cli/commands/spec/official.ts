/** `ws spec list --official` and `ws spec show --official`: the JSON of the official tool. */
import {
  officialChange,
  officialChanges,
  officialSpec,
  officialSpecs,
} from '../../../../specifications/tools/look/official-shape.ts';
import { complain } from '../../complaint.ts';
import { exitCode } from '../../exit-code.ts';
import { invalid } from '../../../house/refusals.ts';
import type { Command } from '../../session.ts';
import { withProject } from './with-project.ts';

/** Prints open changes, or specs. */
export const officialList: Command<{ readonly specs: boolean }> = (session, { specs }) =>
  withProject(session, ({ project }) => {
    session.screen.line(JSON.stringify(specs ? officialSpecs(project) : officialChanges(project), null, 2));
    return Promise.resolve(exitCode.ok);
  });

/** Prints one change or spec; refused where there is none, or where the official tool could not read it. */
export const officialShow: Command<{ readonly name: string }> = (session, { name }) =>
  withProject(session, ({ project }) => {
    const id = name.replace(/^(?:change|spec)\//, '');
    const isChange = !name.startsWith('spec/') && project.changeIds.includes(id);
    if (!isChange && !project.specIds.includes(id))
      return Promise.resolve(
        complain(session.screen, invalid(`there is no change or spec "${name}"`, 'See: ws spec list')),
      );
    const shown = isChange ? officialChange(project, id) : officialSpec(project, id);
    if (shown === null) {
      const why = isChange ? 'a proposal with "## Why" and "## What Changes"' : '"## Purpose" and "## Requirements"';
      return Promise.resolve(
        complain(session.screen, invalid(`"${name}" cannot be shown as the official tool does: it needs ${why}`)),
      );
    }
    session.screen.line(JSON.stringify(shown, null, 2));
    return Promise.resolve(exitCode.ok);
  });
