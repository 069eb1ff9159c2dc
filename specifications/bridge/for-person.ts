/** Tells what a text leaves to a person: a condition that only people know to be met, or work that is asked of them. */

const person = '(?:a |the |some |another )?(?:person|human|somebody|someone|reviewer|maintainer|colleague)\\b';
const agreed =
  '(?:approvals?|approved|approves|go-?ahead|sign(?:ed|s)?[- ]?off|consent|permission (?:of|from)|confirmation (?:of|from|by)' +
  '|(?:agreed|confirmed|checked|reviewed|verified|tested|accepted|decided) (?:by|with))\\b';
const only =
  '(?:(?:but |and )?only (?:after|once|when|where|if|with)|not (?:before|until)|once|until|unless|pending|subject to|upon|as soon as)';
const opening = '(?:^|[,;:(.–—-]\\s*)(?:after|if|when|with|given)';

const conditions: readonly RegExp[] = [
  new RegExp(`\\b${only}\\b[^.;]*?\\b${person}`, 'i'),
  new RegExp(`\\b${only}\\b[^.;]*?\\b${agreed}`, 'i'),
  new RegExp(`${opening}\\b[^.;]*?\\b(?:${person}|${agreed})`, 'i'),
  /[([]\s*(?:manual|manually|human|by hand|by a (?:person|human))\s*[)\]]/i,
  /\bby hand\b/i,
];

const work: readonly RegExp[] = [
  /^(?:\*\*)?(?:manual|manually)\b/i,
  /^(?:\*\*)?(?:get|obtain|request|wait for|await|secure|collect)\b[^.;]*\b(?:approvals?|sign[- ]?offs?|go-?ahead|consent|permission|confirmation)\b/i,
  /^(?:\*\*)?(?:ask|wait for|have|let)\s+(?:a |the |some )?(?:person|human|somebody|someone|reviewer|maintainer|colleague|user|owner|team|stakeholders?|customer|client)\b/i,
];

/** Whether carrying out a text depends on what a person says or did. */
export const hasPersonsCondition = (text: string): boolean => conditions.some((each) => each.test(text));

/** Whether a task is a person's: it asks for one, or depends on one. */
export const isForPerson = (text: string): boolean =>
  hasPersonsCondition(text) || work.some((each) => each.test(text.trim()));

const condition = /\b(?:if|unless|only|once|until|after|when|where|except|instead|provided|as soon as|before)\b/i;

/** Whether a text makes what stands below it depend on something. */
export const isConditional = (text: string): boolean => condition.test(text);

/** Whether a heading makes what stands below it depend on something: it begins so. */
export const beginsConditional = (heading: string): boolean =>
  /^(?:\d+\.?\s+)?(?:if|only|unless|once|until|after|when|where)\b/i.test(heading.trim());
