/** `ws cassette`: what runs recorded with `--record` hold, and where it goes. */
import { lstatSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { copyCassette } from '../../../adapters/tools/cassette/write.ts';
import { findCassette, recordingRuns } from '../../house/cassette/find-cassette.ts';
import { callsOf, listCassettes, type ShownCall } from '../../house/cassette/list-cassettes.ts';
import { recordedBy } from '../../house/cassette/places.ts';
import { invalid } from '../../house/refusals.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';
import { withHouse } from '../with-house.ts';
import { durationText } from '../words.ts';

/** Prints a table, or with `--json` a document. */
export const cassetteList: Command<null> = (session) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const cassettes = listCassettes(house);
    if (session.json) screen.line(JSON.stringify({ cassettes }));
    else if (cassettes.length === 0) screen.note('no run has recorded. To record one: ws run <file> --record');
    else {
      const rows = cassettes.map(({ run, workstream, at, calls, problem }) => [
        ...[run, plainLine(workstream ?? '?'), at ?? '?', String(calls), plainLine(problem ?? '')],
      ]);
      const { columns } = screen;
      for (const line of tableLines(['run', 'workstream', 'recorded', 'calls', ''], rows, { columns, column: null }))
        screen.line(line);
    }
    return exitCode.ok;
  });

const rowOf = (call: ShownCall): readonly string[] => [
  ...[plainLine(call.step), String(call.try), call.kind === 'tool' ? call.tool : `${call.kind} ${call.tool}`],
  ...[call.isOk ? 'ok' : plainLine(call.why ?? ''), durationText(call.tookMs), plainLine(call.files.join(', '))],
];

/** Prints what a cassette holds, call by call. */
export const cassetteShow: Command<{ readonly cassette: string }> = (session, { cassette: named }) =>
  withHouse(session, async (house) => {
    const { screen, directory } = session;
    const found = findCassette({ named, directory }, house);
    if (!found.ok) return complain(screen, found.error);
    const { head, digest } = found.value;
    const calls = callsOf(found.value);
    if (session.json) {
      screen.line(JSON.stringify({ ...head, digest, calls }));
      return exitCode.ok;
    }
    screen.line(
      `${plainLine(head.workstream)}, recorded by run ${plainLine(head.run)} with ws ${plainLine(head.ws)} at ${plainLine(head.at)}`,
    );
    const versions = [
      ...new Set(calls.flatMap(({ tool, version }) => (version === null ? [] : [`${tool} ${version}`]))),
    ];
    if (versions.length > 0) screen.line(plainLine(versions.join(', ')));
    const { columns } = screen;
    const heads = ['step', 'try', 'tool', 'end', 'took', 'files'];
    for (const line of tableLines(heads, calls.map(rowOf), { columns, column: null })) screen.line(line);
    return exitCode.ok;
  });

/** Copies a cassette to a folder that is not there yet. */
export const cassetteSave: Command<{ readonly cassette: string; readonly folder: string }> = (session, args) =>
  withHouse(session, async (house) => {
    const { screen, directory } = session;
    const found = findCassette({ named: args.cassette, directory }, house);
    if (!found.ok) return complain(screen, found.error);
    const folder = resolve(directory, args.folder);
    if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined)
      return complain(screen, invalid(`${args.folder} is there already`, 'Name a folder that is not.'));
    copyCassette(found.value, dirname(folder), folder);
    screen.note(`saved. Look through it before you share it; to replay it: ws run <file> --replay ${args.folder}`);
    return exitCode.ok;
  });

/** Removes what a run recorded. Runs that replay it go on: they have a copy. */
export const cassetteRemove: Command<{ readonly run: string }> = (session, { run }) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    if (!recordingRuns(house).includes(run))
      return complain(screen, invalid(`no run ${run} has recorded`, 'See them: ws cassette list'));
    rmSync(recordedBy(run, house), { recursive: true, force: true });
    screen.note(`what run ${run} recorded is removed`);
    return exitCode.ok;
  });
