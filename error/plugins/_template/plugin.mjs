/** Reads what my-tool prints: `src/a.txt:3:7 error E12 message`. */

const FINDING = /^(\S{1,400}):(\d+):(\d+) (error|warning) (E\d+) (.*)$/;

export const plugin = {
  name: 'my-tool',

  // Cheap, and true only where parse will find something. Look at what was printed, never at the name of the command.
  canHandle: (log) => log.lines.some((line) => FINDING.test(line)),

  // One issue for each fault, in the order of the log.
  parse: (log) =>
    log.lines.flatMap((line) => {
      const match = FINDING.exec(line);
      if (match === null) return [];
      const [, path, row, column, severity, code, message] = match;
      return [{ tool: 'my-tool', path, line: row, column, code, category: 'lint', severity, message }];
    }),

  // Optional: a command that may mend these issues. It is run, checked, and undone when it did not help, or when it
  // changed anything but the files of the issues: so it is told which these are.
  fix: (issues) => {
    const paths = [...new Set(issues.flatMap(({ path }) => path ?? []))].filter((path) => !path.startsWith('-'));
    return { title: 'Fix what my-tool can fix', argv: ['my-tool', '--fix', '--', ...paths], cwd: null };
  },
};
