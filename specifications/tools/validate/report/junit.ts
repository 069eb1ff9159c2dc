/** Prints a validation as JUnit XML: an item is a test case. */
import type { Validation } from '../validate.ts';

const names: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as XML 1.0 may hold it: markup escaped, characters it forbids replaced. */
const escape = (text: string): string =>
  [...text]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0;
      const isBad = (code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffe || code === 0xffff;
      return isBad || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : (names[char] ?? char);
    })
    .join('');

/** JUnit XML with one suite. Times are 0, so that reports of the same project are the same. */
export const junitReport = ({ items, profile }: Validation): string => {
  const failed = items.filter((item) => !item.isValid).length;
  const cases = items.map(({ id, kind, isValid, findings }) => {
    const told = findings.map(({ level, file, line, column, message, rule }) =>
      escape(`${level}: ${file}:${line}:${column} ${message} (${rule})`),
    );
    const head = `    <testcase classname="${kind}" name="${escape(id === '' ? kind : id)}" time="0"`;
    if (told.length === 0) return `${head}/>`;
    const body = told.join('\n');
    const first = escape(findings.find((finding) => finding.level !== 'info')?.message.split('\n')[0] ?? '');
    return isValid
      ? `${head}>\n      <system-out>${body}</system-out>\n    </testcase>`
      : `${head}>\n      <failure message="${first}">${body}</failure>\n    </testcase>`;
  });
  const counts = `tests="${items.length}" failures="${failed}" errors="0" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="ws spec validate (${escape(profile)})" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>\n',
  ].join('\n');
};
