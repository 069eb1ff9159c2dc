/** Keeps what a tool tells of its work: a JSON document a line, secrets masked, in a file of the attempt. */
import { closeSync, writeFileSync } from 'node:fs';
import type { JsonObject } from '../../core/json.ts';
import type { SecretMask } from '../../core/masking.ts';
import { openToAppend } from '../../core/state/sqlite/own-file.ts';
import type { AttemptReport } from '../../core/system.ts';
import { tokensOf } from '../../core/usage.ts';

const LONGEST_TEXT = 4000;
/** A tool that talks without end fills no disk. */
const LARGEST_REPORT = 1024 * 1024;

/** Makes the report at the path that `place` gives each time; the file is there once something is told. */
export const createReport = (place: () => string, mask: SecretMask | null): AttemptReport => {
  let written = 0;
  const tell = (told: JsonObject): void => {
    const line = `${JSON.stringify(mask === null ? told : mask.maskJson(told))}\n`;
    written += Buffer.byteLength(line);
    if (written > LARGEST_REPORT) return;
    try {
      const fd = openToAppend(place());
      try {
        writeFileSync(fd, line);
      } finally {
        closeSync(fd);
      }
    } catch {
      // What is told beside the work is not worth the work: a full disk ends it soon enough.
    }
  };
  return {
    message: (text) => tell({ kind: 'message', text: text.slice(0, LONGEST_TEXT) }),
    tool: (name, subject) => tell({ kind: 'tool', name: name.slice(0, 200), subject: subject.slice(0, LONGEST_TEXT) }),
    error: (text) => tell({ kind: 'error', text: text.slice(0, LONGEST_TEXT) }),
    usage: (used) => {
      const { model, costMicroUsd } = used;
      tell({
        kind: 'usage',
        model,
        tokens: tokensOf(used),
        costUsd: costMicroUsd === null ? null : costMicroUsd / 1e6,
      });
    },
    file: (file) => tell({ kind: 'file', path: file.slice(0, LONGEST_TEXT) }),
  };
};
