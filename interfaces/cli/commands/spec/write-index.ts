/** `ws spec index`: writes the index as a file and, in a git repository, into the state store. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  indexDocument,
  type FileHistory,
  type IndexedCommit,
} from '../../../../specifications/tools/look/index-document.ts';
import { documentsFolder } from '../../../../specifications/tools/project/library.ts';
import type { SpecIndex } from '../../../../specifications/tools/look/spec-index.ts';
import { complain } from '../../complaint.ts';
import { invalid } from '../../../house/refusals.ts';
import { exitCode } from '../../exit-code.ts';
import type { TouchedFile } from '../../../house/records.ts';
import type { Command, Session } from '../../session.ts';
import { counted } from '../../../../core/counted.ts';
import { openIndex } from '../../../house/spec/open-index.ts';
import { findSpecRoot } from '../../../house/spec/spec-root.ts';
import { messageOf } from '../../../../core/thrown.ts';

export type SpecIndexArgs = { readonly output: string };

type Recorded = { readonly history: FileHistory | null; readonly stored: { written: number; removed: number } | null };

const byPath = (touched: readonly TouchedFile[]): FileHistory => {
  const found = new Map<string, IndexedCommit[]>();
  for (const { path, commit, atMs, subject } of touched) {
    const commits = found.get(path) ?? [];
    commits.push({ commit, at: new Date(atMs).toISOString(), subject });
    found.set(path, commits);
  }
  return found;
};

/** Keeps the index in the store and asks for the history. A project in no repository has neither, which is no failure. */
const record = async (session: Session, root: string, { files }: SpecIndex): Promise<Recorded> => {
  const opened = await session.composer.openHouse(root);
  if (!opened.ok) {
    session.screen.note(`only the file is written, without history: ${opened.error.message}`);
    return { history: null, stored: null };
  }
  await using house = opened.value;
  const rows = Object.entries(files).map(([path, { hash, entry }]) => {
    return { path, hash, kind: entry.kind, entry: JSON.stringify(entry) };
  });
  const stored = await house.specs.keepFiles(root, rows);
  const touched = await house.specs.history(root, ['openspec', documentsFolder]);
  if (!touched.ok) session.screen.complain(`ws: git does not tell the history: ${touched.error.message}`);
  return { history: touched.ok ? byPath(touched.value) : null, stored };
};

/** Writes the index; tells how much of it was made anew. */
export const specIndex: Command<SpecIndexArgs> = async (session, { output }) => {
  const files = findSpecRoot(session.directory, true);
  if (!files.ok) return complain(session.screen, files.error);
  const { root } = files.value;
  const { index, untouched, same, parsed } = await openIndex(files.value, session.env);
  const { history, stored } = await record(session, root, index);
  const path = resolve(root, output);
  try {
    writeFileSync(path, `${JSON.stringify(indexDocument(index, history), null, 2)}\n`);
  } catch (error) {
    const reason = messageOf(error);
    return complain(session.screen, invalid(`${path} cannot be written: ${reason}`));
  }
  if (session.json) session.screen.line(JSON.stringify({ file: path, untouched, same, parsed, stored }, null, 2));
  else session.screen.note(`${path}: ${counted(untouched + same + parsed, 'file')}, ${parsed} parsed`);
  return exitCode.ok;
};
