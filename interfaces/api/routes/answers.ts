/** What people say: answers to questions, words to agents, and what still needs somebody. */
import { stepId } from '../../../core/id.ts';
import type { JsonObject } from '../../../core/json.ts';
import { answerStep } from '../../house/answer-step.ts';
import { tellAgent } from '../../house/tell-agent.ts';
import { actOnRun, callerName } from '../acting.ts';
import { json, problem } from '../answer.ts';
import { inboxItems } from '../documents/inbox-document.ts';
import { problemOf, problemOfRefusal } from '../problem.ts';
import { given, type Route } from '../route.ts';

type AnswerBody = {
  readonly answer: string;
  readonly outputs?: JsonObject;
  readonly says?: string;
  readonly comment?: string;
  readonly question?: number;
  readonly subject?: string;
};

export const answerStepRoute: Route = {
  ...{
    method: 'post',
    path: '/api/v1/runs/{run}/steps/{step}/answer',
    id: 'answerStep',
    tag: 'inbox',
    role: 'operator',
  },
  summary: 'Answer a step that waits; with subject only where it is still about what was looked at',
  body: 'answer-request',
  gives: [given('answered', 'what came of it')],
  act: (call, desk) =>
    actOnRun(call, desk, async (run, house) => {
      // Cannot lie: the body was held against its schema.
      const { answer, outputs = {}, says = null, comment = null, question = null, subject } = call.body as AnswerBody;
      const step = call.params['step'] ?? '';
      const standing = await desk.standings.of(run);
      const bound = standing?.progress.steps.get(stepId(step))?.wait?.bound?.subject;
      if (subject !== undefined && bound !== undefined && subject !== bound)
        return problem(
          problemOf(409, 'subject-moved', 'what is asked about is not what was looked at', {
            hint: 'Look at it again.',
          }),
        );
      const by = await callerName(call, desk);
      const answered = await answerStep({ run, step, answer, outputs, says, comment, by, question }, house);
      if (!answered.ok) return problem({ ...problemOfRefusal(answered.error), status: 409 });
      const { question: asked, replaces, letsThrough, allowedIn, isDriven, answer: chosen } = answered.value;
      if (!isDriven) desk.drivers.drive(run.id);
      return json({ run: run.id, step, answer: chosen, question: asked, replaces, letsThrough, allowedIn });
    }),
};

export const tellAgentRoute: Route = {
  ...{
    method: 'post',
    path: '/api/v1/runs/{run}/steps/{step}/tell',
    id: 'tellAgent',
    tag: 'control',
    role: 'operator',
  },
  summary: 'Say something to the agent that does a step',
  body: 'tell-request',
  gives: [given('told', 'whether it is heard at once')],
  act: (call, desk) =>
    actOnRun(call, desk, async (run, house) => {
      const { text } = call.body as { readonly text: string };
      const told = await tellAgent(
        { run, step: call.params['step'] ?? '', text, by: await callerName(call, desk) },
        house,
      );
      return told.ok ? json(told.value) : problem({ ...problemOfRefusal(told.error), status: 409 });
    }),
};

export const getInboxRoute: Route = {
  ...{ method: 'get', path: '/api/v1/inbox', id: 'getInbox', tag: 'inbox', role: 'viewer' },
  summary: 'What needs somebody, that which waits longest first',
  gives: [given('inbox', 'all of it')],
  act: async (_, desk) => json({ items: await inboxItems(desk) }),
};
