/** Whatever pages, mails and terminals do to a log that is copied, what is read of it stays what it was. */
import { describe, expect, test } from 'vitest';
import { severityRank } from '../../../error/engine/reading/issue.ts';
import { classify } from '../../../error/engine/verdict/classify.ts';
import { CORPORA, fixturesIn, requestFor } from './fixture.ts';

const lineByLine =
  (change: (line: string, at: number) => string) =>
  (log: string): string =>
    log.split('\n').map(change).join('\n');

const saidOnly = (change: (line: string) => string): ((log: string) => string) =>
  lineByLine((line) => (line.trim() === '' ? line : change(line)));

const FORMS: Readonly<Record<string, (log: string) => string>> = {
  'fenced, with words around': (log) =>
    `Since the last version I get the following error:\n\n\`\`\`bash\n${log.trimEnd()}\n\`\`\`\n\nAny help is welcome!\n`,
  'in a form': (log) =>
    `### Describe the bug\n\nIt fails.\n\n### Reproduction\n\n1. Run it\n2. See error\n\n### Logs\n\n\`\`\`shell\n${log.trimEnd()}\n\`\`\`\n\n### System Info\n\n- Node: 20.11.0\n`,
  folded: (log) =>
    `<details><summary>Log</summary>\n<p>\n\n\`\`\`console\n${log.trimEnd()}\n\`\`\`\n\n</p>\n</details>\n`,
  'with words around': (log) => `Hi, this is what I see:\n\n${log.trimEnd()}\n\nDoes anybody know what this means?\n`,
  quoted: lineByLine((line) => `> ${line}`),
  'set in': saidOnly((line) => `    ${line}`),
  'with what is left of colours': saidOnly((line) => `[31m${line}[39m`),
  'with colours written out': lineByLine((line) => line.replace(/\b(?:error|Error|FAIL|failed)\b/g, '␛[31m$&␛[0m')),
  'with entities': (log) =>
    log.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  'with spaces that do not break': (log) => log.replaceAll('  ', '\u00a0 '),
  'with an empty line after each': (log) => log.replaceAll('\n', '\n\n'),
  'without what lines are set in by': lineByLine((line) => line.trimStart()),
  'after a prompt': (log) => `user@laptop:~/shop$ make check\n${log.trimEnd()}\nuser@laptop:~/shop$ \n`,
  'in back-ticks': (log) => lineByLine((line) => (line === '' ? '' : `\`${line}\``))(log),
  'with numbers': (log) => lineByLine((line, at) => `${String(at + 1).padStart(4)}  ${line}`)(log.trimEnd()),
};

/** Every seventh log is enough to tell; those that few lines are of have nothing in common to be told by. */
const LOGS = CORPORA.flatMap(fixturesIn).filter(
  ({ log }, at) => at % 7 === 0 && log.length < 10_000 && !log.includes('```') && log.trim().split('\n').length > 6,
);

const readOf = async (log: string, exitCode: number): Promise<string> => {
  const { code, issues } = await classify(await requestFor({ stdout: log, exitCode }));
  const first = issues.find((each) => severityRank(each.severity) >= severityRank('error')) ?? issues[0];
  return `${code} ${first?.path ?? '-'}:${first?.line ?? '-'}`;
};

describe.each(Object.entries(FORMS))('%s', (_, form) => {
  test('at least 95 of 100 logs are read as before', async () => {
    const lost: string[] = [];
    for (const { folder, name, log, exitCode } of LOGS) {
      const [before, now] = [await readOf(log, exitCode), await readOf(form(log), exitCode)];
      if (before !== now) lost.push(`${folder}/${name}: ${before}, now ${now}`);
    }
    expect(lost.length <= LOGS.length * 0.05 ? [] : lost).toEqual([]);
  });
});
