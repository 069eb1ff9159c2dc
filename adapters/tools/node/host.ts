/**
 * The program that a child of ws's own node runs to do JavaScript of others. It is a text, so that it needs no file beside a bundle.
 *
 *   N1. What it says to ws are lines on stdout, a JSON document each; what the code prints goes to stderr.
 *   N2. Code that is sealed sees no environment.
 *   N3. What it gives must be JSON as it is: nothing is dropped or changed on the way.
 *   N4. What is thrown is told with its place in the code of its author.
 */
export const HOST_PROGRAM = `'use strict';
const { pathToFileURL } = require('node:url');
const vm = require('node:vm');
const { readFileSync } = require('node:fs');
const write = process.stdout.write.bind(process.stdout);
const tell = (kind, value) => void write(JSON.stringify({ kind, value }) + '\\n');
process.stdout.write = process.stderr.write.bind(process.stderr); // N1

const request = JSON.parse(readFileSync(0, 'utf8'));
const { name, sealed } = request;
if (sealed) for (const key of Object.keys(process.env)) delete process.env[key]; // N2

// N3
const unfit = (value, pointer, depth) => {
  if (depth > 500) return { pointer, message: 'it has more than 500 levels of lists and objects' };
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number')
    return Number.isFinite(value) ? null : { pointer, message: 'the number ' + value + ' is none that JSON has' };
  if (typeof value !== 'object') return { pointer, message: 'a value of type ' + typeof value + ' is none that JSON has' };
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null || Array.isArray(value);
  if (!isPlain) return { pointer, message: 'an object of class ' + (value.constructor?.name ?? 'unknown') + ' is none that JSON has' };
  for (const [key, item] of Object.entries(value)) {
    const wrong = unfit(item, pointer + '/' + key.replaceAll('~', '~0').replaceAll('/', '~1'), depth + 1);
    if (wrong !== null) return wrong;
  }
  return null;
};

const placeIn = (stack) => {
  for (const line of stack.split('\\n')) {
    const at = line.indexOf(name + ':');
    const found = at === -1 ? null : /^:(\\d+)(?::(\\d+))?/.exec(line.slice(at + name.length));
    if (found !== null) return { line: Number(found[1]), column: found[2] === undefined ? null : Number(found[2]) };
  }
  return null;
};

// N4
const thrown = (error) => {
  const isError = error !== null && typeof error === 'object' && typeof error.stack === 'string';
  const message = isError ? String(error.name ?? 'Error') + ': ' + String(error.message) : 'threw ' + String(error);
  const stack = isError ? error.stack : message;
  process.stderr.write(stack + '\\n');
  tell('thrown', { message, place: placeIn(stack) });
  process.exit(1);
};
process.on('uncaughtException', thrown);
process.on('unhandledRejection', thrown);

const give = (value) => {
  const wrong = unfit(value, '', 0);
  if (wrong !== null) {
    tell('unfit', wrong);
    process.exit(1);
  }
  tell('result', value);
  // Nothing that the code left running keeps the step.
  process.exit(0);
};

const load = async () => {
  const module = await import(pathToFileURL(request.module).href);
  return request.mode === 'tool' ? (module.tool ?? module.default) : (module.default ?? module.run);
};

const runScript = async () => {
  let script;
  if (request.code === null) script = await load();
  else {
    const importModuleDynamically = vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    const options = { filename: name, columnOffset: -1, ...(importModuleDynamically === undefined ? {} : { importModuleDynamically }) };
    script = new vm.Script('(' + request.code + '\\n)', options).runInThisContext();
  }
  if (typeof script !== 'function')
    throw new Error(request.code === null ? name + ' must export a function as its default' : 'the script must be a function, such as (input) => input.length');
  const value = await script(request.input);
  give(value === undefined ? {} : value);
};

const runTool = async () => {
  const tool = await load();
  if (typeof tool?.execute !== 'function') throw new Error(name + ' must export a tool, as "tool" or as its default');
  const stop = new AbortController();
  process.on('SIGTERM', () => stop.abort('cancel'));
  const report = Object.fromEntries(
    ['message', 'tool', 'error', 'usage', 'file'].map((kind) => [kind, (...given) => tell('report', { kind, given })]),
  );
  const changed = async () => ({
    ok: false,
    error: { code: 'workspace', message: 'a tool in a process of its own is not told what has changed' },
  });
  const ended = await tool.execute({ ...request.call, env: { ...process.env }, signal: stop.signal, changed }, report);
  give(ended === undefined ? null : ended);
};

(request.mode === 'tool' ? runTool() : runScript()).catch(thrown);
`;
