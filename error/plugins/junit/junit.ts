/** Reads JUnit reports, whoever wrote them. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { isForeignPath, placeOfFrame } from '../../engine/reading/place.ts';
import { definePlugin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import { readElements, type XmlElement } from '../../engine/reading/xml.ts';

const JAVA_FRAME = /^\s{0,8}at ([\w$.]+)\.[\w$<>]+\((\w+\.(?:java|kt|scala|groovy)):(\d+)\)/;
const PLACE = /^\s{0,12}(?:File ")?([\w@./-][\w@ ./-]{0,300}\.\w{1,5})(?:", line |:)(\d{1,9})(?::(\d{1,9}))?(?:\D|$)/;

type Spot = { readonly path: string; readonly line: string; readonly column: string | null };

const javaSpot = (line: string, className: string): Spot | null => {
  const [, owner, file, row] = JAVA_FRAME.exec(line) ?? [];
  if (owner === undefined || file === undefined || row === undefined || owner !== className) return null;
  const folder = owner.split('.').slice(0, -1);
  return { path: ['src/test/java', ...folder, file].join('/'), line: row, column: null };
};

const spotIn = (text: string, className: string): Spot | null => {
  for (const line of text.split('\n').slice(0, 200)) {
    const [, path, row, column] = PLACE.exec(line) ?? [];
    const written = path === undefined || row === undefined ? null : { path, line: row, column: column ?? null };
    const spot = javaSpot(line, className) ?? placeOfFrame(line) ?? written;
    if (spot !== null && !isForeignPath(spot.path)) return spot;
  }
  return null;
};

const readFailure = (testcase: XmlElement, failure: XmlElement): Issue => {
  const className = testcase.attributes.get('classname') ?? '';
  const name = testcase.attributes.get('name') ?? '';
  const code = className === '' ? name : `${className}.${name}`;
  const spot = spotIn(failure.text, className);
  const said = failure.attributes.get('message') ?? failure.text.trim().split('\n')[0] ?? '';
  return issueOf({
    tool: 'junit',
    path: spot?.path ?? testcase.attributes.get('file'),
    line: spot?.line ?? testcase.attributes.get('line'),
    column: spot?.column,
    code,
    message: `${name}: ${said === '' ? 'failed' : said}`,
    category: 'test',
  });
};

const readReport = (xml: string): readonly Issue[] => {
  const issues: Issue[] = [];
  let testcase: XmlElement | null = null;
  for (const element of readElements(xml, new Set(['testcase', 'failure', 'error']))) {
    if (element.name === 'testcase') testcase = element;
    else if (testcase !== null) issues.push(readFailure(testcase, element));
  }
  return issues;
};

export const junit: ErrorPlugin = definePlugin({
  name: 'junit',
  canHandle: (log) => log.reports.length > 0,
  parse: (log) => log.reports.flatMap(readReport),
});
