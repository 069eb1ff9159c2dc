/** Hears an agent while it works: reads its stream, tells the report, and keeps what its end is judged by. */
import type { PassUse } from '../../../core/model-proxy.ts';
import type { Prices } from '../../../core/price.ts';
import type { AttemptReport } from '../../../core/system.ts';
import type { AgentBudget, AgentReader } from './dialect.ts';
import type { AgentEvent } from './event.ts';
import { createLines } from '../process/lines.ts';
import { createMeter, isOver, priced, spentOfPass, together, usageOf, type Spent } from './meter.ts';
import type { Cut, Facts } from './outcome.ts';

/** What was heard of one process. */
export type Heard = Omit<Facts, 'end' | 'changed' | 'isToChange' | 'isAsking' | 'stallMs'> & {
  readonly session: string | null;
  readonly spent: Spent;
};

export type Listening = {
  readonly hear: (bytes: Uint8Array) => void;
  /** Has it end its turn because a person wants to say something. */
  readonly interrupt: () => void;
  /** Aborts when the attempt is stopped, or when the agent is to be ended. */
  readonly signal: AbortSignal;
  /** A call of a model has ended: what is spent is told. */
  readonly counted: () => void;
  /** Its models are shut: it is ended, if it does not end by itself. */
  readonly shut: () => void;
  /** Once the process has ended. */
  readonly end: () => Heard;
};

export type ListenRequest = {
  readonly reader: AgentReader;
  readonly report: AttemptReport;
  readonly signal: AbortSignal;
  readonly onSession: (id: string) => void;
  /** How long it may say nothing. */
  readonly stallMs: number;
  /** When this is spent, it is ended. */
  readonly budget: AgentBudget;
  /** What its session had used when it began. */
  readonly before: Spent;
  /** What its attempt had spent before. */
  readonly already: Spent;
  readonly of: { readonly tool: string; readonly provider: string };
  /** What went through ws, which then counts in place of what it says itself; null where nothing does. */
  readonly metered: (() => PassUse) | null;
  /** What counts where it does not say what it cost; `model`: what it was asked to use, null where nothing was said. */
  readonly prices: Prices;
  readonly model: string | null;
};

/** How long it may still be there after its last word. */
const LEAVE_MS = 5_000;
/** How many denials and errors are kept: the first say what went wrong, the last why it ended. */
const KEPT = 100;

/** Starts to listen; nothing is heard before `hear` is called. */
export const listenToAgent = ({ reader, report, signal, onSession, ...limits }: ListenRequest): Listening => {
  const { stallMs, budget, before, already, of, prices, model, metered } = limits;
  const own = new AbortController();
  const meter = createMeter(before);
  const spentNow = (): Spent => {
    const told = priced(meter.spent(), prices, model);
    return metered === null ? told : spentOfPass(metered(), told);
  };
  const tell = (): void => report.usage(usageOf(together(already, spentNow()), of));
  let cut: Cut = null;
  let leaving: NodeJS.Timeout | null = null;
  let last: Heard['last'] = null;
  let session: string | null = null;
  const errors: Heard['errors'][number][] = [];
  const denials: Heard['denials'][number][] = [];
  const tools = { ok: 0, failed: 0 };
  let limit: Heard['limit'] = null;

  const keep = <T>(list: T[], item: T): void => {
    if (list.length === KEPT) list.splice(KEPT / 2, 1);
    list.push(item);
  };
  const take = (event: AgentEvent): void => {
    switch (event.kind) {
      case 'session':
        session = event.id;
        return onSession(event.id);
      case 'message':
        return report.message(event.text);
      case 'tool':
        return report.tool(event.name, event.subject);
      case 'tool-end':
        tools[event.isOk ? 'ok' : 'failed'] += 1;
        return event.isOk ? undefined : report.error(event.text);
      case 'file':
        return report.file(event.path);
      case 'usage': {
        meter.take(event);
        if (last === null && isOver(spentNow(), budget)) {
          cut ??= 'budget';
          own.abort('stop');
        }
        return tell();
      }
      case 'retry':
        return report.error(`tries again: ${event.message}`);
      case 'error':
        keep(errors, event);
        return report.error(event.message);
      case 'limit':
        limit = event.resetsAt;
        return;
      case 'denied':
        keep(denials, event);
        return report.error(`was not allowed: ${event.name} ${event.subject}`);
      case 'end':
        last = event;
        leaving ??= setTimeout(() => {
          cut ??= 'done';
          own.abort('stop');
        }, LEAVE_MS);
    }
  };
  const silence = setTimeout(() => {
    cut ??= 'stalled';
    own.abort('stop');
  }, stallMs);
  const lines = createLines((line) => {
    for (const event of reader.read(line)) take(event);
  });
  return {
    hear: (bytes) => {
      silence.refresh();
      lines.push(bytes);
    },
    interrupt: () => {
      // Who has said the last word has ended its turn.
      if (last !== null) return;
      cut ??= 'told';
      own.abort('stop');
    },
    counted: tell,
    shut: () => {
      cut ??= 'budget';
      leaving ??= setTimeout(() => own.abort('stop'), LEAVE_MS);
    },
    signal: AbortSignal.any([signal, own.signal]),
    end: () => {
      clearTimeout(silence);
      lines.end();
      for (const event of reader.end?.() ?? []) take(event);
      if (leaving !== null) clearTimeout(leaving);
      return { cut, last, errors, denials, tools, limit, over: null, session, spent: spentNow() };
    },
  };
};
