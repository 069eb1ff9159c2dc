import { describe, expect, test } from 'vitest';
import { parseWorkstream } from '../../../schema/parse-workstream.ts';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { SHELL } from '../../../adapters/tools/descriptions.ts';
import { reading } from '../../rig/step.ts';

/** `line:column pointer [code] message`, one for each diagnostic. */
const complaints = async (text: string, file = 'a.json'): Promise<readonly string[]> => {
  const parsed = await parseWorkstream(text, file, SHELL);
  if (parsed.ok) return [];
  return parsed.error.map(({ line, column, pointer, code, message, file: told, severity }) => {
    expect(told).toBe(file);
    expect(severity).toBe('error');
    return `${line}:${column} ${pointer} [${code}] ${message}`;
  });
};

/** A workstream with more top-level keys; they begin in column 26. */
const top = (keys: string): string => `{"version":1,"id":"demo",${keys},"steps":[{"id":"a","run":"x"}]}`;
/** A workstream with one step with more keys; they begin in column 55. */
const step = (keys: string): string => `{"version":1,"id":"demo","steps":[{"id":"a","run":"x",${keys}}]}`;

const DURATION = 'a duration such as "500ms", "30s", "10m", "1h30m" or "2d"';
const STEP_ID = 'a step id (a letter or "_", then at most 63 letters, digits, "_" or "-")';
const NAME = 'a name (a letter or "_", then at most 63 letters, digits, "_" or "-")';
const ENV_NAME =
  'the name of an environment variable (letters, digits and "_", no digit first), which must not begin with "WS_"';
const WORKSTREAM_ID =
  'an id (at most 64 lower-case letters, digits, ".", "_" and "-", a letter or digit first), without ".." or "." or ".lock" at its end';
const PATH = 'a path relative to the worktree, without ".." or control characters';

describe('what is wrong with the top of a workstream is told', () => {
  test.each([
    [
      'null',
      '1:1  [wrong-type] the workstream must be an object such as {"version": 1, "id": "hello", "steps": [...]}, not null',
    ],
    ['[]', '1:1  [several-workstreams] several workstreams stand here, and one is needed'],
    ['{"workstreams": 3}', '1:2 /workstreams [several-workstreams] several workstreams stand here, and one is needed'],
    [
      '{"id":"a","steps":[{"id":"a","run":"x"}]}',
      '1:1  [missing-key] the workstream needs the key "version"; write "version": 1',
    ],
    ['{"version":1,"steps":[{"id":"a","run":"x"}]}', '1:1  [missing-key] the workstream needs the key "id"'],
    [' {"version":1,"id":"a"}', '1:2  [missing-key] the workstream needs the key "steps"'],
    [
      '{"version":1,"id":"a","steps":[]}',
      '1:31 /steps [bad-value] "steps" must be a list of at least one step, not an empty list',
    ],
    [
      '{"version":1,"id":"a","steps":{"a":1}}',
      '1:31 /steps [wrong-type] "steps" must be a list of at least one step, not an object',
    ],
    ['{"version":2,"id":"a","steps":[{"id":"a","run":"x"}]}', '1:12 /version [bad-value] "version" must be 1, not 2'],
    [
      '{"version":"1","id":"a","steps":[{"id":"a","run":"x"}]}',
      '1:12 /version [bad-value] "version" must be 1, not "1". Did you mean 1?',
    ],
    [
      '{"version":1,"id":"Add Greeting","steps":[{"id":"a","run":"x"}]}',
      `1:19 /id [bad-value] "id" must be ${WORKSTREAM_ID}, not "Add Greeting". Did you mean "add-greeting"?`,
    ],
    [
      '{"version":1,"id":"a..b","steps":[{"id":"a","run":"x"}]}',
      `1:19 /id [bad-value] "id" must be ${WORKSTREAM_ID}, not "a..b". Did you mean "a-b"?`,
    ],
    [
      '{"version":1,"id":"a.lock","steps":[{"id":"a","run":"x"}]}',
      `1:19 /id [bad-value] "id" must be ${WORKSTREAM_ID}, not "a.lock". Did you mean "a-lock"?`,
    ],
    [
      '{"version":1,"id":"a.","steps":[{"id":"a","run":"x"}]}',
      `1:19 /id [bad-value] "id" must be ${WORKSTREAM_ID}, not "a.". Did you mean "a"?`,
    ],
    [
      `{"version":1,"id":"${'a'.repeat(65)}","steps":[{"id":"a","run":"x"}]}`,
      `1:19 /id [bad-value] "id" must be ${WORKSTREAM_ID}, not "${'a'.repeat(60)}…"`,
    ],
    [top('"titel":"x"'), '1:26 /titel [unknown-key] unknown key "titel". Did you mean "title"?'],
    [top('"fail-fast":true'), '1:26 /fail-fast [unknown-key] unknown key "fail-fast". Did you mean "failFast"?'],
    [top('"variables":{}'), '1:26 /variables [unknown-key] unknown key "variables". Did you mean "env"?'],
    [
      top('"colour":1'),
      '1:26 /colour [unknown-key] unknown key "colour"; known here: $schema, version, id, title, description, needs, issue, priority, mutex, spec, base, continue, inputs, env, secrets, concurrency, failFast, onFailure, worktree, lanes, integration, nestedRepositories, allowEmpty, readViolations, files, budget, resources, defaults, steps, finally, outputs',
    ],
    [top('"title":[]'), '1:34 /title [wrong-type] "title" must be a string or a number, not an empty list'],
    [
      top('"base":"a b"'),
      '1:33 /base [bad-value] "base" must be a git ref such as "HEAD" or "origin/main", without white space, not "a b"',
    ],
    [
      top('"base":""'),
      '1:33 /base [bad-value] "base" must be a git ref such as "HEAD" or "origin/main", without white space, not ""',
    ],
    [
      top('"base":"--all"'),
      '1:33 /base [bad-value] "base" must be a git ref such as "HEAD" or "origin/main", without white space, not "--all"',
    ],
    [
      top('"concurrency":0'),
      '1:40 /concurrency [bad-value] "concurrency" must be a whole number from 1 to 1024, not 0',
    ],
    [
      top('"concurrency":1025'),
      '1:40 /concurrency [bad-value] "concurrency" must be a whole number from 1 to 1024, not 1025',
    ],
    [
      top('"concurrency":1.5'),
      '1:40 /concurrency [wrong-type] "concurrency" must be a whole number from 1 to 1024, not 1.5',
    ],
    [
      top('"concurrency":"4"'),
      '1:40 /concurrency [wrong-type] "concurrency" must be a whole number from 1 to 1024, not "4". Did you mean 4?',
    ],
    [
      top('"failFast":"yes"'),
      '1:37 /failFast [wrong-type] "failFast" must be true or false, not "yes". Did you mean true?',
    ],
    [top('"env":[]'), '1:32 /env [wrong-type] "env" must be an object of names and values, not an empty list'],
    [
      top('"env":{"A":null}'),
      '1:37 /env/A [wrong-type] "A" must be a string (without NUL), a number, true or false, not null',
    ],
    [
      top('"env":{"A":"\\u0000"}'),
      '1:37 /env/A [bad-value] "A" must be a string (without NUL), a number, true or false, not "\\u0000"',
    ],
    [top('"env":{"A":"x","1B":"x"}'), `1:41 /env/1B [bad-name] "1B" is not ${ENV_NAME}`],
    [top('"env":{"WS_RUN":"x"}'), `1:33 /env/WS_RUN [bad-name] "WS_RUN" is not ${ENV_NAME}`],
    [
      top('"secrets":"A"'),
      '1:36 /secrets [wrong-type] "secrets" must be a list of names of environment variables, not "A"',
    ],
    [top('"secrets":["A","A"]'), '1:41 /secrets/1 [bad-value] "secrets" holds "A" twice; take one out'],
    [top('"secrets":["$A"]'), `1:37 /secrets/0 [bad-value] secrets[0] must be ${ENV_NAME}, not "$A"`],
    [top('"inputs":{"a b":1}'), `1:36 /inputs/a b [bad-name] "a b" is not ${NAME}`],
    [
      top('"inputs":{"a":null}'),
      '1:40 /inputs/a [wrong-type] "a" must be an object with type, description, required, default, options and keywords of JSON Schema, or just a default (a string, a number, true or false), not null',
    ],
    [
      top('"inputs":{"a":{"type":"strin"}}'),
      '1:48 /inputs/a/type [bad-value] "type" must be "string", "number", "integer", "boolean", "array", "object" or "json", not "strin". Did you mean "string"?',
    ],
    [
      top('"inputs":{"a":{"typ":"string"}}'),
      '1:41 /inputs/a/typ [unknown-key] unknown key "typ". Did you mean "type"?',
    ],
    [
      top('"inputs":{"a":{"options":[]}}'),
      '1:51 /inputs/a/options [bad-value] "options" must be a list of at least one value, not an empty list',
    ],
    [
      top('"inputs":{"a":{"type":"number","default":"1"}}'),
      '1:67 /inputs/a/default [bad-value] "default" must be of type number, not "1"',
    ],
    [
      top('"inputs":{"a":{"type":"string","options":["x",[]]}}'),
      '1:72 /inputs/a/options/1 [bad-value] options[1] must be of type string, not an empty list',
    ],
    [
      top('"inputs":{"a":{"default":"z","options":["x","y"]}}'),
      '1:51 /inputs/a/default [bad-value] "default" must be one of the options, not "z"',
    ],
    [
      top('"outputs":{"a":[]}'),
      '1:41 /outputs/a [wrong-type] "a" must be a string, usually an expression, not an empty list',
    ],
    [top('"outputs":{"a.b":"x"}'), `1:37 /outputs/a.b [bad-name] "a.b" is not ${NAME}`],
    [
      top('"defaults":{"needs":[]}'),
      '1:38 /defaults/needs [unknown-key] unknown key "needs"; known here: timeout, retry, env, cwd, continueOnError, fix, onEscalated, access, onInterrupted, sandbox, limits, cache',
    ],
    [
      top('"defaults":{"timeout":"1 h"}'),
      `1:48 /defaults/timeout [bad-value] "timeout" must be ${DURATION}, not "1 h". Did you mean "1h"?`,
    ],
    [
      top('"defaults":{"timeout":"0s"}'),
      '1:48 /defaults/timeout [bad-value] "timeout" must be more than 0 and at most 30d, not "0s"',
    ],
    [top('"finally":{}'), '1:36 /finally [wrong-type] "finally" must be a list of steps, not an empty object'],
    [
      top('"finally":[{"id":"z"}]'),
      '1:37 /finally/0 [missing-key] finally[0] needs either "run" (a shell script) or "tool"',
    ],
  ])('%s', async (text, complaint) => {
    expect(await complaints(text)).toEqual([complaint]);
  });
});

describe('what is wrong with the treatment of failures is told', () => {
  const step = (more: string): string => `{"version":1,"id":"demo","steps":[{"id":"a","run":"x",${more}}]}`;

  test.each([
    ['"retry":{"on":"netwrok"}', '/steps/0/retry/on', /Did you mean "network"\?$/],
    ['"retry":{"on":["nothing"]}', '/steps/0/retry/on/0', /must be "transient", /],
    ['"retry":{"repeats":0}', '/steps/0/retry/repeats', /a whole number from 1 to 100, not 0$/],
    ['"fix":11', '/steps/0/fix', /true, false or a whole number from 0 to 10, not 11$/],
    [
      '"fallback":[{"with":{}}]',
      '/steps/0/fallback/0',
      /fallback\[0\] needs either "run" \(a shell script\) or "tool"$/,
    ],
    ['"fallback":[{"run":"x","tool":"y"}]', '/steps/0/fallback/0/tool', /keep one of them$/],
    ['"fallback":[]', '/steps/0/fallback', /a list of alternatives/],
    ['"fallback":[{"run":"echo ${{ inputs.nope }}"}]', '/steps/0/fallback/0/run', /there is no input "nope"/],
    ['"compensate":{"run":"x","retri":1}', '/steps/0/compensate/retri', /Did you mean "retry"\?$/],
    ['"compensate":{"run":"x","timeout":"0s"}', '/steps/0/compensate/timeout', /more than 0 and at most 30d/],
    ['"compensate":" "', '/steps/0/compensate', /a shell script, or an object/],
    ['"compensate":"echo ${{ steps.b.outputs.x }}"', '/steps/0/compensate', /there is no step "b"/],
    ['"breaker":"with space"', '/steps/0/breaker', /the name of a breaker/],
    ['"onEscalated":"cry"', '/steps/0/onEscalated', /must be "fail" or "ask", not "cry"/],
  ])('%s', async (more, pointer, message) => {
    const loaded = await loadWorkstream(step(more), 'a.json', { ...reading, digest: (text) => text });
    if (loaded.ok) throw new Error('it is valid');
    expect(loaded.error).toHaveLength(1);
    expect(loaded.error[0]?.pointer.replace(/^\/steps\/0\/compensate\/run$/, '/steps/0/compensate')).toBe(pointer);
    expect(loaded.error[0]?.message).toMatch(message);
  });
});

describe('what is wrong with a step is told', () => {
  test.each([
    [
      '{"version":1,"id":"demo","steps":[3]}',
      '1:35 /steps/0 [wrong-type] steps[0] must be a step, an object such as {"id": "test", "run": "npm test"}, not 3',
    ],
    ['{"version":1,"id":"demo","steps":[{"run":"x"}]}', '1:35 /steps/0 [missing-key] steps[0] needs the key "id"'],
    [
      '{"version":1,"id":"demo","steps":[{"id":"a"}]}',
      '1:35 /steps/0 [missing-key] steps[0] needs either "run" (a shell script) or "tool"',
    ],
    [
      '{"version":1,"id":"demo","steps":[{"id":"a b","run":"x"}]}',
      `1:41 /steps/0/id [bad-value] "id" must be ${STEP_ID}, not "a b". Did you mean "a-b"?`,
    ],
    [
      '{"version":1,"id":"demo","steps":[{"id":"a","run":" \\n"}]}',
      '1:51 /steps/0/run [bad-value] "run" must be a shell script, not blank and without NUL, not " \\n"',
    ],
    [
      '{"version":1,"id":"demo","steps":[{"id":"a","cmd":"x"}]}',
      '1:45 /steps/0/cmd [unknown-key] unknown key "cmd". Did you mean "run"?',
    ],
    [
      '{"version":1,"id":"demo","steps":[{"Id":"a","run":"x"}]}',
      '1:36 /steps/0/Id [unknown-key] unknown key "Id". Did you mean "id"?',
    ],
    [
      step('"tool":"llm"'),
      '1:55 /steps/0/tool [conflicting-keys] steps[0] has both "run" and "tool"; keep one of them',
    ],
    [step('"with":[]'), '1:62 /steps/0/with [wrong-type] "with" must be an object, not an empty list'],
    [
      step('"with":{"shell":"zsh"}'),
      '1:71 /steps/0/with/shell [bad-value] "shell" must be "sh" or "bash", not "zsh". Did you mean "sh"?',
    ],
    [step('"with":{"args":[]}'), '1:63 /steps/0/with/args [unknown-key] unknown key "args"; known here: shell'],
    [step('"neeeds":"b"'), '1:55 /steps/0/neeeds [unknown-key] unknown key "neeeds". Did you mean "needs"?'],
    [
      step('"depends_on":"b"'),
      '1:55 /steps/0/depends_on [unknown-key] unknown key "depends_on". Did you mean "needs"?',
    ],
    [
      step('"continue-on-error":true'),
      '1:55 /steps/0/continue-on-error [unknown-key] unknown key "continue-on-error". Did you mean "continueOnError"?',
    ],
    [
      step('"timeout-minutes":1'),
      '1:55 /steps/0/timeout-minutes [unknown-key] unknown key "timeout-minutes". Did you mean "timeout"?',
    ],
    [step('"needs":3'), '1:63 /steps/0/needs [wrong-type] "needs" must be a step id, or a list of step ids, not 3'],
    [
      step('"needs":"b c"'),
      '1:63 /steps/0/needs [bad-value] "needs" must be a step id, or a list of step ids, not "b c". Did you mean "b-c"?',
    ],
    [
      step('"needs":["b",3]'),
      `1:68 /steps/0/needs/1 [wrong-type] needs[1] must be a step id, or an object with step, when and any, not 3`,
    ],
    [step('"needs":["b","c","b"]'), '1:72 /steps/0/needs/2 [bad-value] "needs" holds "b" twice; take one out'],
    [step('"if":1'), '1:60 /steps/0/if [wrong-type] "if" must be an expression, or true or false, not 1'],
    [step('"if":" "'), '1:60 /steps/0/if [bad-value] "if" must be an expression, or true or false, not " "'],
    [step('"cwd":"/tmp"'), `1:61 /steps/0/cwd [bad-value] "cwd" must be ${PATH}, not "/tmp"`],
    [step('"cwd":".."'), `1:61 /steps/0/cwd [bad-value] "cwd" must be ${PATH}, not ".."`],
    [step('"cwd":"a/../../b"'), `1:61 /steps/0/cwd [bad-value] "cwd" must be ${PATH}, not "a/../../b"`],
    [step('"cwd":""'), `1:61 /steps/0/cwd [bad-value] "cwd" must be ${PATH}, not ""`],
    [
      step('"timeout":30'),
      `1:65 /steps/0/timeout [wrong-type] "timeout" must be ${DURATION}, not 30. Did you mean "30s"?`,
    ],
    [
      step('"timeout":"10 minutes"'),
      `1:65 /steps/0/timeout [bad-value] "timeout" must be ${DURATION}, not "10 minutes". Did you mean "10m"?`,
    ],
    [step('"timeout":"-5m"'), `1:65 /steps/0/timeout [bad-value] "timeout" must be ${DURATION}, not "-5m"`],
    [step('"timeout":"1e3s"'), `1:65 /steps/0/timeout [bad-value] "timeout" must be ${DURATION}, not "1e3s"`],
    [
      step('"timeout":"31d"'),
      '1:65 /steps/0/timeout [bad-value] "timeout" must be more than 0 and at most 30d, not "31d"',
    ],
    [
      step('"timeout":"0.0001ms"'),
      '1:65 /steps/0/timeout [bad-value] "timeout" must be more than 0 and at most 30d, not "0.0001ms"',
    ],
    [
      step('"retry":101'),
      '1:63 /steps/0/retry [bad-value] "retry" must be a whole number from 0 to 100, or an object with limit, on, repeats, models and backoff, not 101',
    ],
    [
      step('"retry":-1'),
      '1:63 /steps/0/retry [bad-value] "retry" must be a whole number from 0 to 100, or an object with limit, on, repeats, models and backoff, not -1',
    ],
    [
      step('"retry":"2"'),
      '1:63 /steps/0/retry [wrong-type] "retry" must be a whole number from 0 to 100, or an object with limit, on, repeats, models and backoff, not "2". Did you mean 2?',
    ],
    [
      step('"retry":{"limit":101}'),
      '1:72 /steps/0/retry/limit [bad-value] "limit" must be a whole number from 0 to 100, not 101',
    ],
    [
      step('"retry":{"max":1}'),
      '1:64 /steps/0/retry/max [unknown-key] unknown key "max"; known here: limit, on, repeats, models, backoff',
    ],
    [
      step('"retry":{"backoff":{"factor":0.5}}'),
      '1:84 /steps/0/retry/backoff/factor [bad-value] "factor" must be a number from 1 to 100, not 0.5',
    ],
    [
      step('"retry":{"backoff":{"jitter":1.5}}'),
      '1:84 /steps/0/retry/backoff/jitter [bad-value] "jitter" must be a number from 0 to 1, not 1.5',
    ],
    [
      step('"retry":{"backoff":{"initial":"5m","max":"30s"}}'),
      '1:85 /steps/0/retry/backoff/initial [bad-value] "initial" must be at most "max", which is "30s", not "5m"',
    ],
    [
      step('"retry":{"backoff":{"initial":"0s"}}'),
      '1:85 /steps/0/retry/backoff/initial [bad-value] "initial" must be more than 0 and at most 30d, not "0s"',
    ],
    [
      step('"retry":{"backoff":{"max":5}}'),
      `1:81 /steps/0/retry/backoff/max [wrong-type] "max" must be ${DURATION}, not 5. Did you mean "5s"?`,
    ],
    [
      step('"continueOnError":1'),
      '1:73 /steps/0/continueOnError [wrong-type] "continueOnError" must be true or false, not 1',
    ],
    [
      step('"acceptance":{"run":"x"}'),
      '1:68 /steps/0/acceptance [wrong-type] "acceptance" must be a list, not an object',
    ],
    [
      step('"acceptance":["x"]'),
      '1:69 /steps/0/acceptance/0 [wrong-type] acceptance[0] must be an object such as {"run": "npm test"}, {"file": "dist/index.js"} or {"changed": true}, not "x". Did you mean {"file":"x"}?',
    ],
    [
      step('"acceptance":[{}]'),
      '1:69 /steps/0/acceptance/0 [missing-key] acceptance[0] needs either "run" (a shell script) or "file" (a path)',
    ],
    [
      step('"acceptance":[{"run":"x","file":"y"}]'),
      '1:80 /steps/0/acceptance/0/file [conflicting-keys] acceptance[0] has both "run" and "file"; keep one of them',
    ],
    [
      step('"acceptance":[{"file":"../x"}]'),
      `1:77 /steps/0/acceptance/0/file [bad-value] "file" must be ${PATH}, not "../x"`,
    ],
    [
      step('"outputs":7'),
      '1:65 /steps/0/outputs [wrong-type] "outputs" must be a JSON Schema (an object), or the path of its file, not 7',
    ],
    [
      step('"access":"readonly"'),
      '1:64 /steps/0/access [bad-value] "access" must be "read", "shared" or "exclusive", not "readonly"',
    ],
    [
      step('"access":"Shared"'),
      '1:64 /steps/0/access [bad-value] "access" must be "read", "shared" or "exclusive", not "Shared". Did you mean "shared"?',
    ],
    [
      step('"onInterrupted":"rety"'),
      '1:71 /steps/0/onInterrupted [bad-value] "onInterrupted" must be "retry", "ask" or "fail", not "rety". Did you mean "retry"?',
    ],
    [
      step('"sandbox":true'),
      '1:65 /steps/0/sandbox [wrong-type] "sandbox" must be "auto", "required" or "off", not true',
    ],
    [
      '{"version":1,"id":"demo","steps":[{"id":"a","tool":"a b"}]}',
      '1:52 /steps/0/tool [bad-value] "tool" must be the name of a tool (letters, digits, ".", "_", "-" and "/", a letter or digit first, at most 128), not "a b"',
    ],
  ])('%s', async (text, complaint) => {
    expect(await complaints(text)).toEqual([complaint]);
  });
});

describe('keys of other issues are not yet supported, and never merely unknown', () => {
  const keys = 'background ready';
  test.each(keys.split(' '))('%s in a step', async (key) => {
    expect(await complaints(step(`"${key}":1`))).toEqual([
      `1:55 /steps/0/${key} [not-yet-supported] \`${key}\` is not yet supported`,
    ]);
  });
});

describe('JSON that is none is explained', () => {
  const COMMENT = 'JSON has no comments; take it out, or write the workstream in YAML (.yaml)';
  test.each([
    ['', '1:1  [json-syntax] the file is empty'],
    [' \n ', '1:1  [json-syntax] the file is empty'],
    ['{\n  "a": 1,\n}', '2:9  [json-syntax] a comma after the last member; take it out'],
    ['{"a": [1, 2,]}', '1:12  [json-syntax] a comma after the last item; take it out'],
    ['{ // why\n}', `1:3  [json-syntax] ${COMMENT}`],
    ['{"a": /* why */ 1}', `1:7  [json-syntax] ${COMMENT}`],
    ['# why\n{}', `1:1  [json-syntax] ${COMMENT}`],
    ["{'a': 1}", `1:2  [json-syntax] strings stand in double quotes ("), not in single ones (')`],
    [`{"a": 'b'}`, `1:7  [json-syntax] strings stand in double quotes ("), not in single ones (')`],
    ['{"a": “b”}', '1:7  [json-syntax] strings stand in double quotes (")'],
    ['{a: 1}', '1:2  [json-syntax] keys stand in double quotes: "a"'],
    ['{1: 1}', '1:2  [json-syntax] keys stand in double quotes: "1"'],
    ['{[]: 1}', '1:2  [json-syntax] a key in double quotes is missing here'],
    ['{,}', '1:2  [json-syntax] one comma too many'],
    ['{"a": b}', '1:7  [json-syntax] strings stand in double quotes: "b"'],
    ['{"a": True}', '1:7  [json-syntax] True is not a JSON value; write true'],
    ['{"a": NaN}', '1:7  [json-syntax] NaN is not a JSON value; JSON has no such number'],
    ['{"a": undefined}', '1:7  [json-syntax] undefined is not a JSON value; write null, or leave the key out'],
    ['{"a": 01}', '1:7  [json-syntax] 01 is not a JSON number'],
    ['{"a": .5}', '1:7  [json-syntax] .5 is not a JSON number'],
    ['{"a": 1.}', '1:7  [json-syntax] 1. is not a JSON number'],
    ['{"a": @}', '1:7  [json-syntax] "@" cannot begin a value'],
    ['{"a" 1}', '1:6  [json-syntax] ":" is missing after the key'],
    ['{"a"}', '1:5  [json-syntax] ":" and a value are missing after the key'],
    ['{"a": }', '1:7  [json-syntax] a value is missing before this'],
    ['{"a":: 1}', '1:6  [json-syntax] a value is missing here, not ":"'],
    ['{"a": 1\n "b": 2}', '2:2  [json-syntax] "," is missing before this'],
    ['[1,,2]', '1:4  [json-syntax] one comma too many, or a value is missing before it'],
    ['[1 2]', '1:4  [json-syntax] "," is missing before this'],
    ['{"a": [1}', '1:9  [json-syntax] "]" is missing before this "}"'],
    ['{"a": 1', '1:8  [json-syntax] the file ends too early: "}" is missing'],
    ['[1,', '1:4  [json-syntax] the file ends too early: "]" is missing'],
    ['{} {}', '1:4  [json-syntax] the document ended before this; there may be only one value'],
    ['{}}', '1:3  [json-syntax] "}" closes nothing'],
    ['{"a": "b', '1:7  [json-syntax] the string that begins here is never closed'],
    [
      '{"a": "b\n"}',
      '1:7  [json-syntax] the string that begins here is not closed in its line; write a line break as \\n',
    ],
    ['{"a": "b\tc"}', '1:9  [json-syntax] a control character in a string; write it as \\t'],
    ['{"a": "b\u0001c"}', '1:9  [json-syntax] a control character in a string; write it as \\u0001'],
    ['{"a": "\\x"}', '1:8  [json-syntax] JSON has no such escape; a backslash itself is written \\\\'],
    ['{"a": "\\u12"}', '1:8  [json-syntax] JSON has no such escape; a backslash itself is written \\\\'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, '1:65  [too-deep] lists and objects stand in each other more than 64 deep'],
  ])('%j', async (text, complaint) => {
    // What else is wrong with it is told where its syntax could be mended.
    const syntax = (await complaints(text)).filter((each) => !/\[(?:unknown-key|wrong-type)\]/.test(each));
    expect(syntax).toEqual([complaint]);
  });

  test('all faults are told at once, and what else is wrong, by their places in the text as it is written', async () => {
    const text = `{
  "version": 1,
  "id": "x", // the name
  steps: [
    { "id": "a", "run": "true", },
    { "id": 'b' "run": "y" }
  ],
  "titel": True`;
    expect((await complaints(text)).map((each) => each.split(';')[0])).toEqual([
      '3:14  [json-syntax] JSON has no comments',
      '4:3  [json-syntax] keys stand in double quotes: "steps"',
      '5:31  [json-syntax] a comma after the last member',
      '6:13  [json-syntax] strings stand in double quotes ("), not in single ones (\')',
      '6:17  [json-syntax] "," is missing before this',
      expect.stringMatching(/^8:3 \/titel \[unknown-key\]/),
      '8:12  [json-syntax] True is not a JSON value',
      '8:16  [json-syntax] the file ends too early: "}" is missing',
    ]);
  });

  test.each([
    ['{"version": 1, "id": , "steps": 1.}', ['1:22', '1:33']],
    ['{"id" "x", "b": "c,\n "d": @}', ['1:7', '1:17', '2:7']],
    ['{"id" "x", "b": "c\n d", "e": @}', ['1:7', '1:17']],
  ])('what had to be made up is not judged: %j', async (text, places) => {
    const told = await complaints(text);
    expect(told.map((each) => each.split(' ')[0])).toEqual(places);
    expect(told.every((each) => each.includes('[json-syntax]'))).toBe(true);
  });
});

describe('YAML that cannot be read is explained', () => {
  const head = 'version: 1\nid: demo\n';
  const bomb = ['a: &a [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]']
    .concat([...'bcdefgh'].map((name, level) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[level]}`).join()}]`))
    .join('\n');
  test.each([
    ['a: [1', '1:6  [yaml-syntax] flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['a: "b', '1:6  [yaml-syntax] missing closing "'],
    ['a: b: c', '1:4  [yaml-syntax] YAML cannot read this text without quotes: write "b: c"'],
    ['a: 1\n---\nb: 2', '2:1  [unsupported-yaml] a file holds one document; take this one out'],
    ['%YAML 1.1\n---\na: yes', '1:1  [unsupported-yaml] YAML 1.1 is not supported; take the %YAML line out'],
    ['a:\n  b: *c', '2:6 /a/b [yaml-syntax] nothing before this has the anchor &c'],
    ['a: &a\n  b: *a', '2:6 /a/b [unsupported-yaml] the alias *a stands inside of what it names'],
    [bomb, '6:11 /f/1 [too-large] aliases repeat more than 1000000 characters; use fewer of them'],
    ['['.repeat(100_000), '1:67  [too-deep] lists and objects stand in each other more than 64 deep'],
    ['- '.repeat(100_000), '1:132  [too-deep] lists and objects stand in each other more than 64 deep'],
    [
      '# nothing',
      '1:1  [wrong-type] the workstream must be an object such as {"version": 1, "id": "hello", "steps": [...]}, not null',
    ],
    [
      `${head}steps:\n  - id: a\n    run: x\n    run: y`,
      '6:5 /steps/0/run [duplicate-key] the key "run" is there twice; keep one of them',
    ],
    [
      `${head}steps:\n  - id: a\n    run: x\n    input: !!js/function x`,
      '6:12 /steps/0/input [unsupported-yaml] the tag tag:yaml.org,2002:js/function is not supported; take it out',
    ],
    [
      `${head}steps:\n  - id: a\n    run: x\n    input: !!set {a}`,
      '6:18 /steps/0/input [unsupported-yaml] the tag tag:yaml.org,2002:set is not supported; take it out',
    ],
    [
      `${head}steps:\n  - id: a\n    run: x\n    input: .inf`,
      '6:12 /steps/0/input [number-not-held] .inf is no number that JSON has; put it in quotes where it is text',
    ],
    [
      `${head}steps:\n  - id: a\n    run: x\n    input: {[1]: 2}`,
      '6:13 /steps/0/input [unsupported-yaml] a key must be a plain word or a string',
    ],
    [
      `${head}steps:\n  - id: a\n    run: x\n    nedds: b`,
      '6:5 /steps/0/nedds [unknown-key] unknown key "nedds". Did you mean "needs"?',
    ],
    [
      `${head}env:\nsteps:\n  - id: a\n    run: x`,
      '3:5 /env [wrong-type] "env" must be an object of names and values, not null',
    ],
    [
      `${head}steps:\n  - id: a\n    run: x\n    timeout: 5`,
      `6:14 /steps/0/timeout [wrong-type] "timeout" must be ${DURATION}, not 5. Did you mean "5s"?`,
    ],
  ])('%j', async (text, complaint) => {
    expect(await complaints(text, 'a.yaml')).toContain(complaint);
  });
  test('a file of more than 4 MiB is refused', async () => {
    expect(await complaints(`${head}# ${'x'.repeat(4 * 1024 * 1024)}`, 'a.yml')).toEqual([
      '1:1  [too-large] the file is longer than 4 MiB; JSON may be longer',
    ]);
  });
});

describe('keys are there once', () => {
  test('both the repeated key and what else is wrong are told, of the last of them', async () => {
    expect(await complaints(top('"title":"x","title":[]'))).toEqual([
      '1:38 /title [duplicate-key] the key "title" is there twice; keep one of them',
      '1:46 /title [wrong-type] "title" must be a string or a number, not an empty list',
    ]);
  });
  test('however the key is escaped, and however deep it stands', async () => {
    expect(await complaints(step('"input":[{"a/b":{"x":1,"\\u0078":2}}]'))).toEqual([
      '1:78 /steps/0/input/0/a~1b/x [duplicate-key] the key "x" is there twice; keep one of them',
    ]);
  });
  test('the same key in two objects, or as a string, is none that is there twice', async () => {
    expect(await complaints(step('"input":[{"a":1},{"a":{"a":"\\"a\\":"}}]'))).toEqual([]);
  });
});

describe('everything is told at once', () => {
  test('in the order of the text', async () => {
    const text =
      '{"version":1,\n"id":"demo","bsae":"x",\n"steps":[{"id":"a","run":"x","cwd":"/"},\n{"id":"b"}],"failFast":1}';
    expect((await complaints(text)).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      '2:13 /bsae [unknown-key]',
      '3:36 /steps/0/cwd [bad-value]',
      '4:1 /steps/1 [missing-key]',
      '4:24 /failFast [wrong-type]',
    ]);
  });
  const broken = (count: number) => `{"version":1,"id":"demo","steps":[${Array(count).fill('1').join()}]}`;
  test('up to 50 of them', async () => {
    expect(await complaints(broken(50))).toHaveLength(50);
    const found = await complaints(broken(57));
    expect(found).toHaveLength(51);
    expect(found.at(-1)).toBe('1:133  [more-problems] and 7 more problems');
    expect((await complaints(broken(51))).at(-1)).toBe('1:133  [more-problems] and 1 more problem');
  });
  test('and nobody counts a hundred thousand', async () => {
    expect((await complaints(broken(100_000))).at(-1)).toBe('1:133  [more-problems] and many more problems');
  });
  test('positions survive a byte order mark, CRLF and characters of two code units', async () => {
    expect(await complaints('\uFEFF{\r\n"id": "😀", "version": 1,\r\n"steps": [{"id":"a","run":"x"}]}')).toEqual([
      `2:7 /id [bad-value] "id" must be ${WORKSTREAM_ID}, not "😀"`,
    ]);
  });
});
