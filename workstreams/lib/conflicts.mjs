/** Where plans that were made blindly contradict each other: what a program sees, and what a reader claims beside it. */
import { folded, grouped } from './folded.mjs';

/** @typedef {{ readonly choice: string, readonly by: readonly string[] }} Option */
/** @typedef {{ readonly method: string, readonly path: string }} Route */
/** @typedef {{ readonly by: string, readonly decisions?: readonly { readonly topic: string, readonly choice: string, readonly reason?: string }[], readonly provides?: readonly Route[], readonly consumes?: readonly Route[] }} PartPlan */
/** @typedef {{ readonly topic: string, readonly why?: string, readonly options: readonly Option[] }} Claim */
/** @typedef {{ readonly id: string, readonly topic: string, readonly kind: 'choice' | 'interface' | 'claim', readonly why: string, readonly options: readonly Option[] }} Conflict */

/** `/users/{id}`, `/users/:userId` and `/users/<id>/` are one place. @type {(route: Route) => string} */
const place = ({ method, path }) =>
  `${method.toUpperCase()} ${path
    .replace(/[?#].*$/, '')
    .replaceAll(/\/(?:\{[^/]*\}|:[^/]+|<[^/]*>)/g, '/{}')
    .replace(/(?<=.)\/+$/, '')}`;

/** Who chose what, of all that plans say on one topic. @type {(said: readonly { readonly by: string, readonly choice: string }[]) => readonly Option[]} */
const optionsOf = (said) =>
  [...grouped(said, ({ choice }) => folded(choice)).values()].map((all) => ({
    choice: all[0]?.choice ?? '',
    by: [...new Set(all.map((each) => each.by))],
  }));

/** @type {(plans: readonly PartPlan[]) => { readonly conflicts: readonly Conflict[], readonly agreed: readonly string[] }} */
const choices = (plans) => {
  const said = plans.flatMap(({ by, decisions = [] }) => decisions.map((each) => ({ ...each, by })));
  /** @type {Conflict[]} */
  const conflicts = [];
  /** @type {string[]} */
  const agreed = [];
  for (const [key, all] of grouped(said, ({ topic }) => folded(topic))) {
    const options = optionsOf(all);
    const [first] = all;
    if (first === undefined) continue;
    const { topic } = first;
    if (options.length > 1)
      conflicts.push({ id: `choice:${key}`, topic, kind: 'choice', why: 'the plans choose differently', options });
    // One voice alone agrees with nobody.
    else if (new Set(all.map(({ by }) => by)).size > 1) agreed.push(`${topic}: ${first.choice}`);
  }
  return { conflicts, agreed };
};

/** Routes that one plan counts on and none provides. @type {(plans: readonly PartPlan[]) => readonly Conflict[]} */
const interfaces = (plans) => {
  const provided = new Set(plans.flatMap(({ provides = [] }) => provides.map(place)));
  const wanted = plans.flatMap(({ by, consumes = [] }) =>
    consumes.filter((route) => !provided.has(place(route))).map((route) => ({ by, route })),
  );
  return [...grouped(wanted, ({ route }) => place(route)).values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const name = `${first.route.method.toUpperCase()} ${first.route.path}`;
    const who = [...new Set(all.map(({ by }) => by))];
    const options = [
      { choice: `somebody provides ${name}`, by: who },
      { choice: `nobody needs ${name}`, by: plans.map(({ by }) => by).filter((by) => !who.includes(by)) },
    ];
    return [
      {
        id: `interface:${name}`,
        topic: name,
        kind: 'interface',
        why: `${who.join(', ')} count on it, and nobody provides it`,
        options,
      },
    ];
  });
};

/** @type {(choices: readonly string[], by: number) => readonly string[]} */
const turned = (choices, by) => choices.map((_, at) => choices[(at + by) % choices.length] ?? '');

/** @type {(input: { readonly plans: readonly (PartPlan | null)[], readonly claims?: readonly Claim[] | null, readonly voters?: readonly string[] }) => object} */
export const findConflicts = ({ plans: given, claims = [], voters }) => {
  const plans = given.filter((plan) => plan !== null);
  const seen = choices(plans);
  const known = new Set(plans.flatMap(({ decisions = [] }) => decisions.map(({ topic }) => folded(topic))));
  // What a program has looked at a reader cannot make a conflict of, nor can one without two options.
  const others = (claims ?? []).flatMap(({ topic, why = '', options }) => {
    const real = [...grouped(options, ({ choice }) => folded(choice)).values()].flatMap(([option]) => option ?? []);
    const isNew = folded(topic) !== '' && !known.has(folded(topic)) && real.length > 1;
    return isNew ? [{ id: `claim:${folded(topic)}`, topic, kind: 'claim', why, options: real }] : [];
  });
  const conflicts = [
    ...seen.conflicts,
    ...interfaces(plans),
    ...[...grouped(others, ({ id }) => id).values()].flatMap(([one]) => one ?? []),
  ];
  const who = voters ?? plans.map(({ by }) => by);
  return {
    ...{ conflicts, agreed: seen.agreed },
    // Without names, and for each voter in another order: neither who planned it nor what stands first is to count.
    ballots: conflicts.flatMap(({ id, topic, why, options }) =>
      who.map((voter, at) => ({
        id,
        topic,
        why,
        voter,
        choices: turned(
          options.map(({ choice }) => choice),
          at,
        ),
      })),
    ),
  };
};

export default findConflicts;
