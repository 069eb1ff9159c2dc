// Tries expressions on lines of growing length, in a thread of its own, because one that is evil never comes back.
import { parentPort, workerData } from 'node:worker_threads';

const { expressions, seeds, lines } = workerData;
const SAMPLES = 3;
const SHORT = 12_500;
const LONG = 100_000;
/** What takes less is quick enough, whatever its shape; what is quadratic takes seconds at this length. */
const QUICK_MS = 60;
/** Eight times the length may take eight times as long, and some more where the machine is busy; never sixty-four times. */
const MOST_GROWTH = 24;
/** So slow that a busy machine is no excuse. */
const CLEARLY_SLOW_MS = 500;

/** Milliseconds of one go; the least of several where it matters. */
const timeOf = (pattern, line) => {
  pattern.lastIndex = 0;
  const start = performance.now();
  // As it is used: once from the start, or on through the whole line.
  if (pattern.global) line.replace(pattern, '');
  else pattern.test(line);
  return performance.now() - start;
};

const repeated = (unit, length) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** A line that matches, with each of its parts blown up in turn: what backtracking lives on. */
const pumpedParts = (sample) =>
  [...sample.matchAll(/ +|\d+|[a-z]+|[^\w\s]+/gi)].slice(0, 24).map((part) => (length) => {
    const before = sample.slice(0, part.index);
    const after = sample.slice(part.index + part[0].length);
    return before + repeated(part[0], length) + after + '\u0000';
  });

const samplesFor = (source, flags) => {
  const pattern = new RegExp(source, flags.replace(/[gy]/g, ''));
  const found = [];
  for (const line of lines) {
    if (found.length >= SAMPLES) break;
    if (pattern.test(line)) found.push(line);
  }
  return found;
};

const linesFor = (own) => [
  ...seeds.flatMap((seed) => [
    (length) => repeated(seed, length),
    (length) => `${repeated(seed, length)}\u0000`,
    (length) => ` ${repeated(seed, length)}\u0000`,
  ]),
  ...own.flatMap(pumpedParts),
  ...own.map((sample) => (length) => repeated(`${sample} `, length)),
  ...own.map((sample) => (length) => sample + repeated(' ', length) + sample),
];

for (const [at, { source, flags }] of expressions.entries()) {
  parentPort.postMessage({ at, slow: null });
  const pattern = new RegExp(source, flags);
  const own = samplesFor(source, flags);
  for (const lineOf of linesFor(own)) {
    const long = lineOf(LONG);
    const first = timeOf(pattern, long);
    if (first < QUICK_MS) continue;
    const brief = Math.min(...[1, 2, 3].map(() => timeOf(pattern, lineOf(SHORT))));
    const isSlow = (ms) => ms >= QUICK_MS && ms >= brief * MOST_GROWTH;
    let lengthy = first;
    // A long go is the likelier to be interrupted: on a busy machine it takes many to see one that was not.
    for (let goes = 0; goes < 20 && lengthy <= CLEARLY_SLOW_MS && isSlow(lengthy); goes++)
      lengthy = Math.min(lengthy, timeOf(pattern, long));
    if (!isSlow(lengthy)) continue;
    parentPort.postMessage({
      at,
      slow: `${Math.round(lengthy)} ms, ${Math.round(brief)} ms at an eighth: ${long.slice(0, 60)}…`,
    });
    break;
  }
}
parentPort.postMessage({ at: expressions.length, slow: null });
