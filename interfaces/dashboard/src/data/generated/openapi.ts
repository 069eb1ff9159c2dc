/** Types of the API, written by `npm run generate` from schema/api/openapi.json. */

export interface paths {
    readonly "/api/v1/server": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What answers, and who asks */
        readonly get: operations["getServer"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/codes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** A code that opens a page as whoever asks for it, once and within a minute */
        readonly post: operations["makeCode"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Exchanges a code for a token */
        readonly post: operations["openSession"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Runs, newest first */
        readonly get: operations["listRuns"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One run as it stands */
        readonly get: operations["getRun"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/steps": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** All steps of a run */
        readonly get: operations["listSteps"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/steps/{step}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One step of a run */
        readonly get: operations["getStep"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/graph": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The whole plan, with what has opened of it */
        readonly get: operations["getGraph"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/timeline": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** When what was under way */
        readonly get: operations["getTimeline"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The log of a run, oldest first */
        readonly get: operations["listEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/definition": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The definition in force, every default filled in */
        readonly get: operations["getDefinition"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/steps/{step}/attempts/{attempt}/{stream}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What an attempt wrote, or the bytes of it that Range names */
        readonly get: operations["getLog"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What happens to runs, as it happens: server-sent events, resumed after Last-Event-ID */
        readonly get: operations["streamEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Code
         * @description Lets a page in, once.
         */
        readonly Code: {
            readonly code: string;
            /** Format: date-time */
            readonly expiresAt: string;
        };
        /**
         * Counts
         * @description How many steps stand how, composites left out.
         */
        readonly Counts: {
            readonly total: number;
            readonly done: number;
            readonly blocked: number;
            readonly ready: number;
            readonly open: number;
            readonly running: number;
            readonly validating: number;
            readonly backoff: number;
            readonly waiting: number;
            readonly succeeded: number;
            readonly failed: number;
            readonly skipped: number;
            readonly cancelled: number;
        };
        /**
         * Decision
         * @description What was decided about a failure, and why.
         */
        readonly Decision: {
            /** @enum {string} */
            readonly kind: "retry" | "fix" | "fallback" | "wait" | "ask" | "log" | "escalate";
            readonly reason: string;
            /**
             * Format: date-time
             * @description When it is tried again.
             */
            readonly at: string | null;
        };
        /**
         * Event
         * @description One event of the log, as schema/events describes it, and its position among those of all runs.
         */
        readonly Event: {
            /** @description The cursor of the stream. */
            readonly position: number;
            readonly seq: number;
            /** @description Milliseconds since the epoch, as in the log. */
            readonly at: number;
            readonly type: string;
            readonly run: string;
            readonly step: string | null;
            readonly attempt: number | null;
        } & {
            readonly [key: string]: unknown;
        };
        /**
         * EventPage
         * @description A part of a list.
         */
        readonly EventPage: {
            readonly items: readonly components["schemas"]["LogEvent"][];
            /** @description Cursor of the next part; null at the end. */
            readonly next: string | null;
        };
        /**
         * Failure
         * @description What an attempt died of.
         */
        readonly Failure: {
            /** @description One for each remedy. */
            readonly code: string;
            readonly message: string;
            /** @enum {string} */
            readonly severity: "info" | "warning" | "error" | "critical";
            /** @description Who read the output. */
            readonly plugin: string | null;
            /** @description The same for the same failure again. */
            readonly signature: string;
            /** Format: date-time */
            readonly retryAt: string | null;
            readonly issues: readonly {
                readonly tool: string;
                readonly path: string | null;
                readonly line: number | null;
                readonly column: number | null;
                readonly code: string | null;
                readonly category: string;
                readonly severity: string;
                readonly message: string;
            }[];
            /** @description What else the failure says of itself, such as the status of a program. */
            readonly details: {
                readonly [key: string]: unknown;
            };
        };
        /**
         * Graph
         * @description The whole plan at once.
         */
        readonly Graph: {
            readonly seq: number;
            readonly nodes: readonly {
                readonly id: string;
                readonly title: string | null;
                readonly parent: string | null;
                /** @enum {string} */
                readonly kind: "step" | "group" | "foreach" | "loop" | "compensation";
                /** @enum {string} */
                readonly part: "main" | "finally" | "compensation";
                readonly tool: string | null;
                /** @enum {string} */
                readonly state: "blocked" | "ready" | "open" | "running" | "validating" | "backoff" | "waiting" | "succeeded" | "failed" | "skipped" | "cancelled";
                /** @description Works in a worktree of its own. */
                readonly hasLane: boolean;
            }[];
            readonly edges: readonly {
                readonly from: string;
                readonly to: string;
                /** @description What of its end, where that is more than that it ends well; else empty. */
                readonly asks: string;
            }[];
        };
        /**
         * LogEvent
         * @description One event of the log of a run, as schema/events describes it.
         */
        readonly LogEvent: {
            readonly seq: number;
            /** @description Milliseconds since the epoch, as in the log. */
            readonly at: number;
            readonly type: string;
            readonly run: string;
            readonly step: string | null;
            readonly attempt: number | null;
        } & {
            readonly [key: string]: unknown;
        };
        /**
         * Problem
         * @description Why a request was not done (RFC 9457). `code` tells what to do about it.
         */
        readonly Problem: {
            /** @description A URI that names the code. */
            readonly type: string;
            /** @description One sentence for a person. */
            readonly title: string;
            readonly status: number;
            /** @description One for each remedy. */
            readonly code: string;
            /** @description What more there is to say. */
            readonly detail: string | null;
            /** @description The next step. */
            readonly hint: string | null;
            /** @description Names the request in the server log. */
            readonly requestId: string;
            readonly diagnostics: readonly {
                /** @description JSON pointer into what was sent or the document. */
                readonly pointer: string;
                readonly file: string | null;
                readonly line: number | null;
                readonly column: number | null;
                readonly message: string;
            }[];
        };
        /**
         * Question
         * @description What a waiting step asks of a person.
         */
        readonly Question: {
            /** @description Names the question in an answer. */
            readonly seq: number;
            /** @enum {string} */
            readonly kind: "question" | "work" | "permission" | "reply";
            readonly prompt: string;
            readonly choices: readonly string[];
            /**
             * Format: date-time
             * @description When it goes on by itself.
             */
            readonly until: string | null;
            /** @description Hash of what an acceptance is bound to; to be sent with the answer. */
            readonly subject: string | null;
            /** @enum {string|null} */
            readonly boundTo: "tree" | "content" | null;
            /** @description JSON Schema of the outputs of an acceptance. */
            readonly form: {
                readonly [key: string]: unknown;
            } | null;
            /**
             * Approvers
             * @description Who must accept.
             */
            readonly approvers: {
                readonly any: number;
                readonly of: readonly string[];
            } | null;
            readonly wants: readonly {
                readonly name: string;
                readonly subject: string;
                readonly rule: string;
            }[];
        };
        /**
         * Run
         * @description One run as it stands.
         */
        readonly Run: {
            readonly id: string;
            /** @description The folder of the repository. */
            readonly repository: string;
            readonly workstream: string;
            readonly title: string;
            /** @enum {string} */
            readonly state: "created" | "running" | "waiting" | "paused" | "cancelling" | "compensating" | "succeeded" | "failed" | "cancelled" | "damaged";
            /** @description Why it is not to be taken for whole. */
            readonly damage: string | null;
            /** @description Whether a process drives it now. */
            readonly isDriven: boolean;
            /** @description The number of its newest event. */
            readonly seq: number;
            readonly branch: string | null;
            readonly base: string | null;
            /** @description The file of its definition. */
            readonly source: string | null;
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly startedAt: string | null;
            /** Format: date-time */
            readonly finishedAt: string | null;
            /** Format: date-time */
            readonly discardedAt: string | null;
            readonly isArchived: boolean;
            /** @description How long of that it was paused or waited for a person. */
            readonly idleMs: number;
            readonly labels: {
                readonly [key: string]: string;
            };
            readonly inputs: {
                readonly [key: string]: unknown;
            };
            readonly outputs: {
                readonly [key: string]: unknown;
            } | null;
            readonly counts: components["schemas"]["Counts"];
            readonly usage: components["schemas"]["Usage"];
            /** @description Why it failed, beyond its steps. */
            readonly why: string | null;
            /**
             * RunProblem
             * @description What is looked at first: the failure, or the question, that holds it up.
             */
            readonly problem: {
                readonly step: string;
                /** @enum {string} */
                readonly kind: "failed" | "waiting";
                readonly code: string | null;
                readonly message: string;
            } | null;
            /** @description The run that this one tries again. */
            readonly retryOf: string | null;
            /** @description The run that tries this one again. */
            readonly retriedBy: string | null;
            /** @description The run whose branch this one goes on from. */
            readonly continues: string | null;
        };
        /**
         * RunPage
         * @description A part of a list.
         */
        readonly RunPage: {
            readonly items: readonly components["schemas"]["RunRow"][];
            /** @description Cursor of the next part; null at the end. */
            readonly next: string | null;
        };
        /**
         * RunRow
         * @description One run in a list.
         */
        readonly RunRow: {
            readonly id: string;
            readonly repository: string;
            readonly workstream: string;
            readonly title: string;
            /** @enum {string} */
            readonly state: "created" | "running" | "waiting" | "paused" | "cancelling" | "compensating" | "succeeded" | "failed" | "cancelled" | "damaged";
            readonly damage: string | null;
            readonly seq: number;
            readonly branch: string | null;
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly startedAt: string | null;
            /** Format: date-time */
            readonly finishedAt: string | null;
            /** Format: date-time */
            readonly discardedAt: string | null;
            readonly isArchived: boolean;
            readonly counts: components["schemas"]["Counts"] | null;
            /**
             * RowProblem
             * @description The failure or question that holds it up.
             */
            readonly problem: {
                readonly step: string;
                /** @enum {string} */
                readonly kind: "failed" | "waiting";
                readonly code: string | null;
                readonly message: string;
            } | null;
            /** @description null where nobody knows it. */
            readonly costMicroUsd: number | null;
        };
        /**
         * Server
         * @description What answers, and who asks.
         */
        readonly Server: {
            readonly version: string;
            readonly repository: string;
            readonly isReadOnly: boolean;
            /** @description Of the token. */
            readonly name: string;
            readonly role: string;
            /** Format: date-time */
            readonly startedAt: string;
            /** @description Of the newest event. */
            readonly position: number;
        };
        /**
         * Session
         * @description What a page asks by from now on.
         */
        readonly Session: {
            readonly token: string;
            readonly name: string;
            /** @enum {string} */
            readonly role: "viewer" | "operator" | "admin";
            /** Format: date-time */
            readonly expiresAt: string | null;
        };
        /**
         * SessionRequest
         * @description The code that a page was opened with.
         */
        readonly SessionRequest: {
            readonly code: string;
        };
        /**
         * Span
         * @description What a step did from one moment to another.
         */
        readonly Span: {
            readonly step: string;
            readonly attempt: number | null;
            /**
             * @description `ready`: it waits for its turn; `work`, `check`: an attempt; `backoff`: it is tried again later; `person`: it waits for one; `breaker`: it waits for a tool; `open`: what is inside is under way.
             * @enum {string}
             */
            readonly kind: "ready" | "work" | "check" | "backoff" | "person" | "breaker" | "open";
            /** Format: date-time */
            readonly from: string;
            /**
             * Format: date-time
             * @description null while it goes on.
             */
            readonly to: string | null;
            /** @description How an attempt ended: succeeded, or the code of its failure. */
            readonly end: string | null;
        };
        /**
         * Step
         * @description One step as it stands.
         */
        readonly Step: {
            /** @description Its path, such as `test[linux]/build`. */
            readonly id: string;
            readonly title: string | null;
            /** @description The composite that it is in. */
            readonly parent: string | null;
            /** @enum {string} */
            readonly kind: "step" | "group" | "foreach" | "loop" | "compensation";
            /** @enum {string} */
            readonly part: "main" | "finally" | "compensation";
            /** @description null of composites. */
            readonly tool: string | null;
            /** @enum {string} */
            readonly state: "blocked" | "ready" | "open" | "running" | "validating" | "backoff" | "waiting" | "succeeded" | "failed" | "skipped" | "cancelled";
            readonly attempts: number;
            readonly failures: number;
            /** @description How many failures are forgiven. */
            readonly limit: number;
            /** @description Attempts in which nobody was called. */
            readonly waits: number;
            /** Format: date-time */
            readonly startedAt: string | null;
            /** Format: date-time */
            readonly finishedAt: string | null;
            readonly tookMs: number | null;
            /**
             * Format: date-time
             * @description When it is tried again.
             */
            readonly wakeAt: string | null;
            /** @enum {string|null} */
            readonly skipped: "condition" | "upstream" | "policy" | "no-items" | null;
            /** @description The commit of its work. */
            readonly checkpoint: string | null;
            readonly outputs: {
                readonly [key: string]: unknown;
            } | null;
            readonly failure: components["schemas"]["Failure"] | null;
            readonly decision: components["schemas"]["Decision"] | null;
            readonly question: components["schemas"]["Question"] | null;
            readonly isInherited: boolean;
            /** @description The run whose work was done again from the cache. */
            readonly cachedFrom: string | null;
            readonly fixCommit: string | null;
            readonly usage: components["schemas"]["Usage"];
        };
        /**
         * Steps
         * @description All steps of a run, those that have opened behind the composite they are in.
         */
        readonly Steps: {
            readonly seq: number;
            readonly items: readonly components["schemas"]["Step"][];
        };
        /**
         * Timeline
         * @description When what was under way.
         */
        readonly Timeline: {
            readonly seq: number;
            /** Format: date-time */
            readonly from: string | null;
            /**
             * Format: date-time
             * @description null while the run goes on.
             */
            readonly to: string | null;
            readonly spans: readonly components["schemas"]["Span"][];
            readonly idle: readonly {
                /** Format: date-time */
                readonly from: string;
                /** Format: date-time */
                readonly to: string | null;
            }[];
            readonly critical: readonly string[];
        };
        /**
         * Usage
         * @description What models used; a number is null where nobody said it, and never 0 instead.
         */
        readonly Usage: {
            readonly attempts: number;
            readonly calls: number;
            readonly inputTokens: number | null;
            readonly outputTokens: number | null;
            readonly cachedTokens: number | null;
            readonly reasoningTokens: number | null;
            /** @description Millionths of a US dollar, of those whose cost is known. */
            readonly costMicroUsd: number | null;
            /** @description How many attempts there are whose cost nobody knows. */
            readonly unpriced: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly getServer: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the server */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Server"];
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly makeCode: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the code */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Code"];
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly openSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SessionRequest"];
            };
        };
        readonly responses: {
            /** @description the token */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly listRuns: {
        readonly parameters: {
            readonly query?: {
                readonly state?: readonly ("created" | "running" | "waiting" | "paused" | "cancelling" | "compensating" | "succeeded" | "failed" | "cancelled" | "damaged")[];
                readonly workstream?: string;
                readonly q?: string;
                readonly since?: string;
                readonly cursor?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description a part of the list */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RunPage"];
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the run */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Run"];
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly listSteps: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the steps */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Steps"];
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getStep: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
                readonly step: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the step */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Step"];
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getGraph: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the graph */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Graph"];
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getTimeline: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the timeline */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly listEvents: {
        readonly parameters: {
            readonly query?: {
                readonly cursor?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description a part of the log */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getDefinition: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the workstream */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getLog: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
                readonly step: string;
                readonly attempt: number;
                readonly stream: "stdout" | "stderr" | "report";
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description all of it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/octet-stream": string;
                };
            };
            /** @description the bytes asked for */
            readonly 206: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/octet-stream": string;
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly streamEvents: {
        readonly parameters: {
            readonly query?: {
                readonly run?: string;
                readonly after?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description events, until you go */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": string;
                };
            };
            /** @description why it was not done */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
