/** A tool profile as its author wrote it, once the validator let it through. */
import type { Json, JsonObject } from '../core/json.ts';
import type { Network } from '../core/system.ts';
import type { ArgumentTemplate, HomeEntry, Metering } from '../core/tool-profile.ts';
import type { Access, SandboxMode } from '../core/workstream.ts';
import type { WrittenRetry } from './written.ts';

export type WrittenOutput =
  | 'text'
  | 'json'
  | 'jsonl'
  | {
      readonly format?: 'text' | 'json' | 'jsonl';
      readonly pointer?: string;
      readonly where?: Readonly<Record<string, Json>>;
      readonly pattern?: string;
    };

export type WrittenLoginFile = { readonly path: string; readonly variable?: string; readonly has?: string };

export type WrittenMcpServer = {
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | number | boolean>>;
  readonly variables?: readonly string[];
  readonly url?: string;
};

export type WrittenTool = {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly adapter?: string;
  readonly extends?: string;
  readonly enabled?: boolean;
  readonly command?: string;
  readonly args?: readonly ArgumentTemplate[];
  readonly settings?: JsonObject;
  readonly env?: Readonly<Record<string, string | number | boolean>>;
  readonly secrets?: readonly string[];
  readonly keys?: readonly string[];
  readonly login?: { readonly files: readonly (string | WrittenLoginFile)[]; readonly get?: string };
  readonly version?: { readonly args?: readonly string[]; readonly from?: string; readonly below?: string };
  readonly install?: string;
  readonly capabilities?: readonly string[];
  readonly languages?: readonly string[];
  readonly taskTypes?: readonly string[];
  readonly environments?: readonly string[];
  readonly priority?: number;
  readonly timeout?: string;
  readonly stall?: string;
  readonly models?: readonly string[];
  readonly retry?: WrittenRetry;
  readonly access?: Access;
  readonly sandbox?: SandboxMode;
  readonly network?: Network;
  readonly home?: readonly HomeEntry[];
  readonly mcp?: Readonly<Record<string, WrittenMcpServer>>;
  readonly commits?: boolean;
  readonly metering?: Metering['mode'] | Partial<Metering>;
  readonly breakers?: readonly string[];
  readonly fallback?: readonly string[];
  readonly hooks?: {
    readonly before?: string;
    readonly after?: string;
    readonly onSuccess?: string;
    readonly onFailure?: string;
  };
  readonly inputs?: JsonObject;
  readonly stdin?: string;
  readonly promptFile?: string;
  readonly output?: WrittenOutput;
  readonly success?: { readonly exitCodes?: readonly number[]; readonly equals?: Readonly<Record<string, Json>> };
  readonly usage?: { readonly tokens?: string | readonly string[]; readonly costUsd?: string };
};
