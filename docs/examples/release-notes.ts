/** A program that has a repository worked on: a tool of its own, a question to a person, and the result merged. */
import { defineTool, openHouse, succeed, fail, type RunHandle } from 'workstream-engine';

/** A tool is what a step names by `tool`. It is handed what the step gives it, and gives outputs or a failure. */
const shout = defineTool({
  id: 'shout',
  inputSchema: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
  describe: () => ({ access: 'read' }),
  execute: async (call, report) => {
    const text = call.with['text'];
    if (typeof text !== 'string') return fail({ code: 'bad-input', pointer: '/with/text', message: 'text is a text' });
    report.message(`shouting ${text}`);
    return succeed({ shouted: text.toUpperCase() });
  },
});

const workstream = {
  version: 1,
  id: 'release-notes',
  inputs: { version: { type: 'string', required: true } },
  steps: [
    { id: 'loud', tool: 'shout', with: { text: 'released ${{ inputs.version }}' } },
    { id: 'write', needs: ['loud'], run: 'echo "${{ steps.loud.outputs.shouted }}" > NOTES.md' },
    { id: 'look', needs: ['write'], tool: 'manual', with: { prompt: 'Are the notes fit to be published?' } },
  ],
};

/** Says what happens while it happens. */
const watch = async (run: RunHandle): Promise<void> => {
  for await (const { event, progress } of run.observe())
    console.log(`${event.seq} ${event.type} (${progress.finishedCount} of ${progress.steps.size} steps)`);
};

const opened = await openHouse({ tools: [shout] });
if (!opened.ok) throw new Error(`${opened.error.message}. ${opened.error.hint ?? ''}`);
await using house = opened.value;

const started = await house.start({ workstream, inputs: { version: '1.2.0' } });
if (!started.ok)
  throw new Error([started.error.message, ...started.error.diagnostics.map((d) => d.message)].join('\n'));
const run = started.value;
const watching = watch(run);

// Goes as far as it can without a person, and comes back.
const driven = await run.drive();
if (!driven.ok) throw new Error(driven.error.message);
if (driven.value.end.kind === 'waiting') {
  const answered = await run.answer({ step: 'look', answer: 'accept', by: 'Ada' });
  if (!answered.ok) throw new Error(answered.error.message);
  await run.drive();
}
await watching;

const merged = await run.merge();
if (!merged.ok) throw new Error(merged.error.message);
console.log(`merged ${merged.value.files} file into ${merged.value.into}`);
