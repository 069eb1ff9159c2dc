/** What is wrong with a plan of phases and steps, before anybody works by it. */

/** @typedef {{ readonly number: string, readonly title?: string, readonly acceptance?: readonly string[], readonly dependsOn?: readonly string[] }} PlanStep */
/** @typedef {{ readonly number: number, readonly title?: string, readonly steps: readonly PlanStep[] }} Phase */
/** @typedef {{ readonly code: string, readonly at: string, readonly message: string }} Problem */

/** @type {(number: string) => readonly [number, number]} */
const parts = (number) => {
  const [phase = '0', step = '0'] = number.split('.');
  return [Number(phase), Number(step)];
};

/** Whether it comes before. @type {(a: string, b: string) => boolean} */
const isBefore = (a, b) => {
  const [phaseOfA, stepOfA] = parts(a);
  const [phaseOfB, stepOfB] = parts(b);
  return phaseOfA < phaseOfB || (phaseOfA === phaseOfB && stepOfA < stepOfB);
};

/**
 * @typedef {object} Input
 * @property {readonly Phase[]} phases
 * @property {readonly string[]} [known] steps that there are beside them
 * @property {number} [from] the number of the first phase
 * @property {boolean} [isPart] steps of other phases may be named that nobody has seen yet
 * @property {boolean} [mustHold] a plan with problems is a failure
 */

/** @type {(input: Input) => object} */
export const checkPlan = ({ phases, known = [], from = 1, isPart = false, mustHold = false }) => {
  /** @type {Problem[]} */
  const problems = [];
  /** @type {(code: string, at: string, message: string) => void} */
  const tell = (code, at, message) => void problems.push({ code, at, message });
  const numbers = phases.flatMap(({ steps }) => steps.map(({ number }) => number));
  const all = new Set([...numbers, ...known]);
  const met = new Set();
  for (const [at, { number, steps }] of phases.entries()) {
    const wanted = at + from;
    if (number !== wanted) tell('phase-number', `${number}`, `phase ${number} should be phase ${wanted}`);
    if (steps.length === 0) tell('empty-phase', `${number}`, `phase ${number} has no steps`);
    for (const [place, step] of steps.entries()) {
      const should = `${number}.${place + 1}`;
      const { number: name, acceptance = [], dependsOn = [] } = step;
      if (met.has(name)) tell('duplicate-number', name, `there are two steps ${name}`);
      else if (name !== should) tell('step-number', name, `step ${name} should be ${should}`);
      met.add(name);
      if (!acceptance.some((each) => each.trim() !== ''))
        tell('no-acceptance', name, `step ${name} says nothing that shows it is done`);
      for (const need of dependsOn)
        if (isPart && parts(need)[0] !== number && isBefore(need, name)) continue;
        else if (!all.has(need)) tell('unknown-dependency', name, `step ${name} depends on ${need}, which is no step`);
        else if (!isBefore(need, name))
          tell('order', name, `step ${name} depends on ${need}, which does not come before it`);
    }
  }
  if (phases.length === 0) tell('empty-plan', '', 'the plan has no phases');
  if (mustHold && problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
  return { ok: problems.length === 0, problems, phases: phases.length, steps: numbers.length, plan: phases };
};

export default checkPlan;
