/** Tells why the tasks of a document cannot be brought into an order. */
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { findCycle } from './workflow.ts';

/** What is wrong, and the id of the task where it is. */
export type TaskProblem = { readonly task: string; readonly message: string };

/** The tasks of a document, or of one with all that it inherits. */
export const tasksIn = (body: JsonObject): readonly JsonObject[] => {
  const tasks = body['tasks'];
  return Array.isArray(tasks) ? tasks.filter(isJsonObject) : [];
};

const idOf = ({ id }: JsonObject): string => (typeof id === 'string' ? id : '');

const needsOf = ({ needs }: JsonObject): readonly string[] =>
  Array.isArray(needs) ? needs.filter((each: Json): each is string => typeof each === 'string') : [];

/** The first thing wrong with the ids of tasks and what they wait for; null where nothing is. */
export const findTaskProblem = (tasks: readonly JsonObject[]): TaskProblem | null => {
  const ids = tasks.map(idOf);
  const twice = ids.find((id, at) => ids.indexOf(id) < at);
  if (twice !== undefined) return { task: twice, message: `Two tasks are called "${twice}".` };
  const needs = new Map(tasks.map((task) => [idOf(task), needsOf(task)] as const));
  for (const [task, wanted] of needs) {
    const missing = wanted.find((each) => !needs.has(each));
    if (missing === undefined) continue;
    return { task, message: `Task "${task}" needs "${missing}", which is no task; there are ${ids.join(', ')}.` };
  }
  const ring = findCycle(needs);
  return ring === null
    ? null
    : { task: ring[0] ?? '', message: `Tasks need each other in a ring: ${ring.join(' → ')}.` };
};
