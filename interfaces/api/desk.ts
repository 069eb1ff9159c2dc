/** What routes have at hand: the open house, how its runs stand, and who may ask. */
import type { Composer } from '../house/composer.ts';
import type { House } from '../house/house.ts';
import type { Codes } from './codes.ts';
import type { Drivers } from './drivers.ts';
import type { Limits } from './limits.ts';
import type { LineIndexes } from './line-index.ts';
import type { Metrics } from './metrics.ts';
import type { Standings } from './standing.ts';
import type { Stream } from './stream.ts';
import type { WebhookStore } from '../house/serve/webhook-store.ts';
import type { Webhooks } from './webhooks.ts';
import type { Tokens } from '../house/serve/tokens.ts';

export type Desk = {
  /** For what only reads. It stays open. */
  readonly house: House;
  /** Opens one for what acts, as every command does: what was set meanwhile counts. */
  readonly composer: Composer;
  /** Where the server was started: changes are looked for around it. */
  readonly directory: string;
  readonly standings: Standings;
  readonly stream: Stream;
  readonly tokens: Tokens;
  readonly codes: Codes;
  readonly limits: Limits;
  readonly lines: LineIndexes;
  readonly drivers: Drivers;
  readonly metrics: Metrics;
  readonly webhookStore: WebhookStore;
  readonly webhooks: Webhooks;
  readonly isReadOnly: boolean;
  readonly startedAt: number;
};
