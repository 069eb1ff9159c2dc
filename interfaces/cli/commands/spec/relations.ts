/** `ws spec resolve` and `ws spec impact`: what a spec stands on, and what stands on it. */
import { baseOf, capabilityDomain, parseAddress } from '../../../../specifications/content/address.ts';
import { impactOfChange, impactOfSpec, type Impact } from '../../../../specifications/tools/look/impact.ts';
import { resolveDocument } from '../../../../specifications/tools/project/resolve.ts';
import { complain } from '../../complaint.ts';
import { invalid } from '../../../house/refusals.ts';
import { exitCode } from '../../exit-code.ts';
import { plainLine } from '../../fit.ts';
import type { Command } from '../../session.ts';
import { brokenAt } from '../../../house/spec/broken-document.ts';
import { withProject } from './with-project.ts';
import { workstreamTexts } from '../../../house/spec/workstream-texts.ts';
import type { OpenedProject } from '../../../house/spec/opened-project.ts';

export type SpecResolveArgs = { readonly uri: string };

/** Prints a document with all it inherits; exits with 1 where something is missing, a ring or in conflict. */
export const specResolve: Command<SpecResolveArgs> = (session, { uri }) =>
  withProject(session, async (opened) => {
    const { screen } = session;
    const address = parseAddress(uri);
    if (!address.ok) return complain(screen, invalid(address.error));
    const library = await opened.library();
    const target = library.find(uri);
    if (target === null) {
      const broken = brokenAt(library, address.value);
      if (broken !== null) return complain(screen, broken);
      const known = library.versions(baseOf(address.value)).map(({ version }) => version);
      const hint = known.length === 0 ? 'See: ws spec list' : `There are versions ${known.join(', ')}.`;
      return complain(screen, { ...invalid(`there is no ${uri}`, hint), kind: 'findings' });
    }
    if (target.kind === 'capability') {
      const { id, file, line } = target;
      screen.line(session.json ? JSON.stringify({ capability: id, file, line }, null, 2) : `${file}:${line}`);
      return exitCode.ok;
    }
    const { resolved, problems } = resolveDocument(library, target.document);
    const isUsable = resolved !== null && problems.every(({ code }) => code === 'deprecated');
    if (session.json) {
      const { body = null, inherits = [], depends = [] } = resolved ?? {};
      const { file, version } = target.document;
      const told = problems.map(({ code, message, file: at, line, column, ring }) => {
        return { code, message, file: at, line, column, ring };
      });
      const document = { uri: target.document.uri, version, file, inherits, depends, body, problems: told };
      screen.line(JSON.stringify(document, null, 2));
      return isUsable ? exitCode.ok : exitCode.failed;
    }
    for (const { file, line, column, message, code } of problems)
      screen.complain(`${file}:${line}:${column}  ${message} (${code})`);
    if (resolved !== null) {
      screen.line(`${target.document.uri}:${target.document.version}  ${target.document.file}`);
      for (const name of resolved.inherits) screen.line(`  inherits from ${name}`);
      for (const name of resolved.depends) screen.line(`  depends on ${name}`);
    }
    return isUsable ? exitCode.ok : exitCode.failed;
  });

export type SpecImpactArgs = { readonly name: string };

const impactsOf = async (opened: OpenedProject, name: string): Promise<readonly Impact[] | null> => {
  const { project } = opened;
  const library = await opened.library();
  const texts = await workstreamTexts(opened);
  if (name.startsWith('spec://')) {
    const address = parseAddress(name);
    return address.ok && library.find(name) !== null
      ? impactOfSpec(project, library, texts, baseOf(address.value))
      : null;
  }
  const id = name.replace(/^(?:change|spec)\//, '');
  if (!name.startsWith('spec/') && project.changeIds.includes(id)) return impactOfChange(project, library, texts, id);
  if (name.startsWith('change/') || !project.specIds.includes(id)) return null;
  return impactOfSpec(project, library, texts, baseOf({ domain: capabilityDomain, path: id }));
};

/** Prints what depends on a spec or change; exits with 1 where something would break. */
export const specImpact: Command<SpecImpactArgs> = (session, { name }) =>
  withProject(session, async (opened) => {
    const { screen } = session;
    const impacts = await impactsOf(opened, name);
    if (impacts === null) return complain(screen, invalid(`there is no change or spec "${name}"`, 'See: ws spec list'));
    if (session.json) screen.line(JSON.stringify(impacts, null, 2));
    else {
      if (impacts.length === 0) screen.note('nothing depends on it');
      for (const { kind, id, file, line, step, how, isBroken } of impacts) {
        const mark = isBroken ? screen.paint.red('breaks') : 'uses';
        screen.line(
          `${mark}  ${kind} ${plainLine(id)}${step === null ? '' : `, step ${step}`}  ${file}:${line}  ${plainLine(how)}`,
        );
      }
    }
    return impacts.some(({ isBroken }) => isBroken) ? exitCode.failed : exitCode.ok;
  });
