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
        /** Start a run; a process of its own drives it */
        readonly post: operations["startRun"];
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
    readonly "/api/v1/runs/{run}/pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Have what is under way end, and the run stand still */
        readonly post: operations["pauseRun"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Have a run go on that nobody drives */
        readonly post: operations["resumeRun"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/cancel": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** End a run for good */
        readonly post: operations["cancelRun"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Do a run again in a new one, which takes over what succeeded; with preview only say what would be */
        readonly post: operations["retryRun"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/merge": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Take the work of a run into the branch of the checkout */
        readonly post: operations["mergeRun"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/steps/{step}/tell": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Say something to the agent that does a step */
        readonly post: operations["tellAgent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/inbox": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What needs somebody, that which waits longest first */
        readonly get: operations["getInbox"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/steps/{step}/answer": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Answer a step that waits; with subject only where it is still about what was looked at */
        readonly post: operations["answerStep"];
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
    readonly "/api/v1/runs/{run}/trace": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What a run shows of requirements */
        readonly get: operations["getTrace"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/diff": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What a run changed, or one of its steps */
        readonly get: operations["getDiff"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/tree": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The top folder as the newest commit of the run has it, or the checkpoint of the step that `at` names */
        readonly get: operations["getTop"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/tree/{path}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A folder of it */
        readonly get: operations["getTree"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/blob/{path}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A file of it */
        readonly get: operations["getBlob"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/files.zip": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The files that the run added or changed */
        readonly get: operations["getZip"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/diagnostics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Everything that helps to understand a run, packed, its secrets masked */
        readonly get: operations["getDiagnostics"];
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
    readonly "/api/v1/runs/{run}/steps/{step}/attempts/{attempt}/{stream}/lines": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Some lines of it */
        readonly get: operations["getLines"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/runs/{run}/steps/{step}/attempts/{attempt}/{stream}/search": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The lines of it that hold a text */
        readonly get: operations["searchLog"];
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
    readonly "/api/v1/validate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** What is wrong with a workstream, and what it would do */
        readonly post: operations["validate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/workstreams": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Workstreams of the repository, and those that come with ws */
        readonly get: operations["listWorkstreams"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/workstreams/{file}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One of them: its text, what it wants to be given, and its plan */
        readonly get: operations["getWorkstream"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/templates": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Workstreams that this server keeps */
        readonly get: operations["listTemplates"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/templates/{template}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One of them */
        readonly get: operations["getTemplate"];
        /** Keep one under an id, in the place of one that was there */
        readonly put: operations["putTemplate"];
        readonly post?: never;
        /** Forget one */
        readonly delete: operations["deleteTemplate"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/specs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The specifications of the project */
        readonly get: operations["listSpecs"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/specs/{spec}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One of them */
        readonly get: operations["getSpec"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/changes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What is proposed to change */
        readonly get: operations["listChanges"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/changes/{change}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One proposed change */
        readonly get: operations["getChange"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/changes/{change}/submit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ask for a review of a change */
        readonly post: operations["submitChange"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/changes/{change}/approve": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Approve what a change says now */
        readonly post: operations["approveChange"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/changes/{change}/reject": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Send a change back */
        readonly post: operations["rejectChange"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/changes/{change}/run": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Carry a change out */
        readonly post: operations["runChange"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/stats": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How runs went, day by day */
        readonly get: operations["getStats"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/cost": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What models used */
        readonly get: operations["getCost"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/failures": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What failed for good and nobody has taken up since; with `all` every failure */
        readonly get: operations["listFailures"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/breakers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The circuit breakers of this machine */
        readonly get: operations["listBreakers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/breakers/{breaker}/reset": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Close a breaker */
        readonly post: operations["resetBreaker"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/tools": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The tools that steps may name, and whether they can be used */
        readonly get: operations["listTools"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/logs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The newest lines of the server log */
        readonly get: operations["listLogs"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/config": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Every value that counts, and the file or variable it comes from */
        readonly get: operations["getConfig"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The secrets that this machine keeps, by name */
        readonly get: operations["listKeys"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys/{key}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** Keep a secret; its value is never told again */
        readonly put: operations["putKey"];
        readonly post?: never;
        /** Forget a secret */
        readonly delete: operations["deleteKey"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/tokens": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who may ask */
        readonly get: operations["listTokens"];
        readonly put?: never;
        /** Make a token; it is shown once */
        readonly post: operations["makeToken"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/tokens/{token}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Let it be nobody’s from now on */
        readonly delete: operations["revokeToken"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/audit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What was changed through this server, newest first */
        readonly get: operations["listAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhooks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who is told */
        readonly get: operations["listWebhooks"];
        readonly put?: never;
        /** Have somebody told; the secret is shown once */
        readonly post: operations["makeWebhook"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhooks/{webhook}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** Have it told of something else, elsewhere, or not at all */
        readonly put: operations["putWebhook"];
        readonly post?: never;
        /** Tell it no more */
        readonly delete: operations["deleteWebhook"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhooks/{webhook}/rotate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Sign with a new secret beside the old one; asked again, the older of the two is dropped */
        readonly post: operations["rotateWebhook"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhooks/{webhook}/test": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Tell it at once that this is a test */
        readonly post: operations["testWebhook"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhooks/{webhook}/deliveries": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What it was told, and what came of it */
        readonly get: operations["listDeliveries"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/triggers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What may start something from outside */
        readonly get: operations["listTriggers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/triggers/{trigger}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** Bind a name: to a workstream as a branch has it, or to a domain event; its secret is shown once, and stays what it was */
        readonly put: operations["putTrigger"];
        /** Delivers to a trigger, signed as GitHub signs or as Standard Webhooks has it; the same delivery counts once */
        readonly post: operations["deliver"];
        /** Let it start nothing more */
        readonly delete: operations["deleteTrigger"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/healthz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether it answers */
        readonly get: operations["getHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/readyz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether what it shows can be read */
        readonly get: operations["getReadiness"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What it counts, for Prometheus */
        readonly get: operations["getMetrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/openapi.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** This document */
        readonly get: operations["getDocument"];
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
         * AnswerRequest
         * @description What a person says of a step that waits.
         */
        readonly AnswerRequest: {
            /** @enum {string} */
            readonly answer: "accept" | "again" | "skip" | "reject" | "once" | "always" | "no" | "reply";
            readonly outputs?: {
                readonly [key: string]: unknown;
            };
            /** @description What the tool is told, with reply. */
            readonly says?: string;
            readonly comment?: string;
            /** @description The `seq` of the question that is meant. */
            readonly question?: number;
            /** @description What was looked at: the subject of the question. */
            readonly subject?: string;
        };
        /**
         * Answered
         * @description What came of an answer.
         */
        readonly Answered: {
            readonly run: string;
            readonly step: string;
            readonly answer: string;
            readonly question: number;
            /** @description An answer that nobody had taken yet. */
            readonly replaces: string | null;
            readonly letsThrough: readonly string[];
            /** @description The file that allows it from now on. */
            readonly allowedIn: string | null;
        };
        /**
         * AuditLine
         * @description Something that was asked for and changed something.
         */
        readonly AuditLine: {
            /** Format: date-time */
            readonly at: string;
            readonly by: string;
            readonly role: string;
            readonly operation: string;
            readonly target: string;
            readonly status: number;
            readonly requestId: string;
        };
        /**
         * AuditPage
         * @description What was changed through this server, newest first.
         */
        readonly AuditPage: {
            readonly items: readonly components["schemas"]["AuditLine"][];
            readonly next: string | null;
        };
        /**
         * Breaker
         * @description A circuit breaker of this machine.
         */
        readonly Breaker: {
            readonly name: string;
            /** @enum {string} */
            readonly state: "CLOSED" | "OPEN" | "HALF_OPEN";
            readonly failures: number;
            /** Format: date-time */
            readonly reopensAt: string | null;
        };
        /**
         * BreakerList
         * @description All of them.
         */
        readonly BreakerList: {
            readonly items: readonly components["schemas"]["Breaker"][];
            readonly next: string | null;
        };
        /**
         * CancelRequest
         * @description How to end a run.
         */
        readonly CancelRequest: {
            /** @description Undo what succeeded. */
            readonly compensate?: boolean;
        };
        /**
         * Change
         * @description A change proposal, whole.
         */
        readonly Change: {
            readonly id: string;
            readonly title: string | null;
            /** @description draft, review, approved, … as ws change says. */
            readonly state: string;
            /** @description It is among the changes of the project. */
            readonly isOpen: boolean;
            readonly mayRun: boolean;
            /** @description Why it may not. */
            readonly why: string | null;
            readonly approvals: readonly {
                readonly by: string;
                /** Format: date-time */
                readonly at: string;
            }[];
            /** @description Its newest run. */
            readonly run: string | null;
            /** @description Proposal, tasks and deltas; null where it is gone. */
            readonly text: string | null;
            readonly moves: readonly {
                /** Format: date-time */
                readonly at: string;
                readonly event: string;
                readonly from: string;
                readonly to: string;
                readonly by: string;
                readonly note: string;
            }[];
        };
        /**
         * ChangeList
         * @description Open changes, and those that were moved and are gone.
         */
        readonly ChangeList: {
            readonly items: readonly components["schemas"]["ChangeRow"][];
            readonly next: string | null;
        };
        /**
         * ChangeMoveRequest
         * @description Why it is moved.
         */
        readonly ChangeMoveRequest: {
            readonly note?: string;
        };
        /**
         * ChangeRow
         * @description A change proposal.
         */
        readonly ChangeRow: {
            readonly id: string;
            readonly title: string | null;
            /** @description draft, review, approved, … as ws change says. */
            readonly state: string;
            /** @description It is among the changes of the project. */
            readonly isOpen: boolean;
            readonly mayRun: boolean;
            /** @description Why it may not. */
            readonly why: string | null;
            readonly approvals: readonly {
                readonly by: string;
                /** Format: date-time */
                readonly at: string;
            }[];
            /** @description Its newest run. */
            readonly run: string | null;
        };
        /**
         * ChangeRunRequest
         * @description How it is run.
         */
        readonly ChangeRunRequest: {
            /** @description Who does its tasks. */
            readonly tool?: string;
            readonly labels?: {
                readonly [key: string]: string;
            };
        };
        /**
         * ChangedFile
         * @description A file that was changed; null of what is no text.
         */
        readonly ChangedFile: {
            readonly path: string;
            readonly added: number | null;
            readonly removed: number | null;
        };
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
         * Config
         * @description Every value that counts, and who said so.
         */
        readonly Config: {
            readonly files: readonly {
                readonly path: string;
                readonly scope: string;
            }[];
            readonly values: readonly {
                readonly key: string;
                readonly value: unknown;
                readonly origin: string;
                readonly layer: string;
            }[];
        };
        /**
         * Cost
         * @description What models used, by what was asked.
         */
        readonly Cost: {
            readonly by: string;
            readonly groups: readonly {
                readonly key: string;
                readonly usage: components["schemas"]["Usage"];
            }[];
            readonly total: components["schemas"]["Usage"];
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
         * Delivered
         * @description Whatever is delivered; it is data, and its signature is looked at first.
         */
        readonly Delivered: unknown;
        /**
         * Delivery
         * @description One try to tell.
         */
        readonly Delivery: {
            /** @description The same for each try of one message. */
            readonly id: string;
            readonly webhook: string;
            readonly topic: string;
            readonly run: string;
            /** Format: date-time */
            readonly at: string;
            readonly attempt: number;
            /** @description What was answered; null where nothing was. */
            readonly status: number | null;
            readonly error: string | null;
            /** Format: date-time */
            readonly nextAt: string | null;
        };
        /**
         * DeliveryList
         * @description The newest tries, newest first.
         */
        readonly DeliveryList: {
            readonly items: readonly components["schemas"]["Delivery"][];
            readonly next: string | null;
        };
        /**
         * Diagnostic
         * @description Something in a document, with the place.
         */
        readonly Diagnostic: {
            readonly code: string;
            /** @enum {string} */
            readonly severity: "error" | "warning";
            readonly message: string;
            readonly file: string;
            readonly line: number;
            readonly column: number;
            readonly pointer: string;
        };
        /**
         * Diff
         * @description What a run or a step changed.
         */
        readonly Diff: {
            readonly run: string;
            readonly step: string | null;
            readonly files: readonly components["schemas"]["ChangedFile"][];
            /** @description A unified diff; null where it was not asked for or is larger than 4 MiB. */
            readonly patch: string | null;
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
         * FailureList
         * @description Failures, newest first.
         */
        readonly FailureList: {
            readonly items: readonly components["schemas"]["FailureRow"][];
            readonly next: string | null;
        };
        /**
         * FailureRow
         * @description A failure of a step.
         */
        readonly FailureRow: {
            readonly run: string;
            readonly seq: number;
            readonly step: string;
            readonly attempt: number | null;
            /** Format: date-time */
            readonly at: string;
            readonly code: string;
            readonly severity: string;
            readonly plugin: string | null;
            readonly signature: string;
            readonly message: string;
            readonly issues: number;
            readonly decision: string;
            readonly reason: string;
            readonly helped: boolean | null;
            readonly retriedBy: string | null;
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
         * Health
         * @description Whether it answers.
         */
        readonly Health: {
            readonly status: string;
        };
        /**
         * Inbox
         * @description What needs somebody, that which waits longest first.
         */
        readonly Inbox: {
            readonly items: readonly components["schemas"]["InboxItem"][];
        };
        /**
         * InboxItem
         * @description One thing that needs somebody.
         */
        readonly InboxItem: {
            /**
             * @description `question`: a step waits; `failed`: a run failed and nobody has taken it up; `merge`: a run succeeded and its work is not in the checkout; `interrupted`: nobody drives a run that is under way.
             * @enum {string}
             */
            readonly kind: "question" | "failed" | "merge" | "interrupted";
            readonly run: string;
            readonly workstream: string;
            readonly title: string;
            readonly step: string | null;
            /** Format: date-time */
            readonly since: string;
            readonly code: string | null;
            readonly message: string;
            readonly question: components["schemas"]["Question"] | null;
            /** @description How many were found. */
            readonly issues: number;
        };
        /**
         * Input
         * @description What a workstream wants to be given.
         */
        readonly Input: {
            readonly name: string;
            readonly type: string;
            readonly description: string | null;
            readonly isRequired: boolean;
            readonly default: unknown;
            readonly options: readonly unknown[] | null;
            /** @description JSON Schema of its values, where it says more. */
            readonly schema: {
                readonly [key: string]: unknown;
            } | null;
        };
        /**
         * Key
         * @description A secret that this machine keeps; its value is never told.
         */
        readonly Key: {
            readonly name: string;
            /** @description The last characters of a long one. */
            readonly hint: string | null;
            readonly at: string;
            readonly masterKey: string;
        };
        /**
         * KeyList
         * @description All of them, by name.
         */
        readonly KeyList: {
            readonly items: readonly components["schemas"]["Key"][];
            readonly next: string | null;
        };
        /**
         * KeyRequest
         * @description The value of a secret.
         */
        readonly KeyRequest: {
            readonly value: string;
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
         * LogHits
         * @description Where a text stands in a log.
         */
        readonly LogHits: {
            readonly items: readonly {
                readonly line: number;
                /** @description At most 500 characters of it. */
                readonly text: string;
            }[];
            /** @description There are more. */
            readonly isCut: boolean;
        };
        /**
         * LogLines
         * @description Some lines of a log.
         */
        readonly LogLines: {
            /** @description The number of the first, from 1. */
            readonly from: number;
            readonly lines: readonly string[];
            /** @description How many there are by now. */
            readonly total: number;
            /** @description How large it is by now. */
            readonly bytes: number;
        };
        /**
         * MergeRequest
         * @description How to take the work in.
         */
        readonly MergeRequest: {
            readonly lane?: string;
            readonly squash?: boolean;
            /** @description Even if it has not succeeded. */
            readonly force?: boolean;
            readonly acceptDamage?: boolean;
        };
        /**
         * Merged
         * @description What was taken in.
         */
        readonly Merged: {
            readonly run: string;
            readonly kind: string;
            readonly commit: string;
            readonly into: string;
            readonly files: number;
        };
        /**
         * Outline
         * @description What a workstream would do.
         */
        readonly Outline: {
            readonly isValid: boolean;
            readonly diagnostics: readonly components["schemas"]["Diagnostic"][];
            readonly id: string | null;
            readonly title: string | null;
            readonly inputs: readonly components["schemas"]["Input"][];
            readonly graph: components["schemas"]["Graph"] | null;
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
         * ResumeRequest
         * @description How to go on.
         */
        readonly ResumeRequest: {
            /** @description Take a change of the file into the run. */
            readonly accept?: boolean;
        };
        /**
         * RetryPreview
         * @description What a retry would come to.
         */
        readonly RetryPreview: {
            /** @description What it would begin with. */
            readonly base: string;
            readonly inherited: readonly string[];
            readonly again: readonly string[];
        };
        /**
         * RetryRequest
         * @description How to do a run again.
         */
        readonly RetryRequest: {
            /** @description This step and what depends on it are done again, too. */
            readonly from?: string;
            /** @description Do all again from this commit. */
            readonly base?: string;
            /** @description Say what would be, and make nothing. */
            readonly preview?: boolean;
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
         * RunRequest
         * @description What is to be run: one of `workstream` and `task`.
         */
        readonly RunRequest: {
            /**
             * WorkstreamSource
             * @description A file of the repository, a text, or a template of this server.
             */
            readonly workstream?: {
                /** @description Relative to the top of the checkout; or ws:<name>, of one that comes with ws. */
                readonly file?: string;
                /** @description As it would stand in a file, JSON or YAML. */
                readonly text?: string;
                /** @description The id of one. */
                readonly template?: string;
            };
            /**
             * Task
             * @description What a coding CLI is to do.
             */
            readonly task?: {
                readonly text: string;
                /** @description The CLI that fits best if left out. */
                readonly tool?: string;
                readonly model?: string;
                /** @description Commands that must end well. */
                readonly accept?: readonly string[];
                /** @description The only files that may be changed, as patterns. */
                readonly files?: readonly string[];
                /** @description What it may cost. */
                readonly costMicroUsd?: number;
                /** @description How many it may use. */
                readonly tokens?: number;
                /** @description A question: nothing is to be changed. */
                readonly isRead?: boolean;
            };
            /** @description By name. */
            readonly inputs?: {
                readonly [key: string]: unknown;
            };
            /** @description The ref or commit to start from. */
            readonly base?: string;
            readonly labels?: {
                readonly [key: string]: string;
            };
            readonly concurrency?: number;
            /** @description Steps that are run with what they need; all if left out. */
            readonly only?: readonly string[];
            /** @description The run from whose branch this one goes on. */
            readonly continue?: string;
            /** @description Begin with what is not committed in the checkout. */
            readonly withChanges?: boolean;
            /** @description Check it, and start nothing. */
            readonly dryRun?: boolean;
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
         * ServerLogLine
         * @description A line of the server log.
         */
        readonly ServerLogLine: {
            /** Format: date-time */
            readonly time: string;
            readonly level: string;
            readonly msg: string;
            readonly requestId?: string;
            readonly status?: number;
        } & {
            readonly [key: string]: unknown;
        };
        /**
         * ServerLogPage
         * @description Lines of the server log, newest first.
         */
        readonly ServerLogPage: {
            readonly items: readonly components["schemas"]["ServerLogLine"][];
            readonly next: string | null;
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
         * Spec
         * @description One specification.
         */
        readonly Spec: {
            readonly id: string;
            readonly file: string;
            readonly title: string | null;
            readonly purpose: string | null;
            readonly text: string;
            readonly requirements: readonly {
                readonly name: string;
                readonly line: number;
                readonly scenarios: readonly {
                    readonly name: string;
                    readonly line: number;
                }[];
            }[];
        };
        /**
         * SpecList
         * @description The specifications of the project around the server; none where there is no project.
         */
        readonly SpecList: {
            readonly items: readonly {
                readonly id: string;
                readonly file: string;
                readonly title: string | null;
                readonly requirements: number;
            }[];
            readonly next: string | null;
        };
        /**
         * Stats
         * @description How runs went, day by day.
         */
        readonly Stats: {
            /** Format: date-time */
            readonly from: string;
            /** Format: date-time */
            readonly to: string;
            readonly days: readonly {
                readonly day: string;
                readonly succeeded: number;
                readonly failed: number;
                readonly cancelled: number;
                readonly begun: number;
                /** @description How long those that ended took, what they waited for people left out. */
                readonly medianMs: number | null;
                readonly costMicroUsd: number | null;
            }[];
            /**
             * StatsTotal
             * @description All of it.
             */
            readonly total: {
                readonly runs: number;
                readonly succeeded: number;
                readonly failed: number;
                readonly cancelled: number;
                readonly medianMs: number | null;
                readonly costMicroUsd: number | null;
            };
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
         * TellRequest
         * @description What an agent at work is told.
         */
        readonly TellRequest: {
            readonly text: string;
        };
        /**
         * Template
         * @description A workstream that this server keeps.
         */
        readonly Template: {
            readonly id: string;
            readonly name: string;
            readonly description: string;
            /** @description As it would stand in a file. */
            readonly text: string;
            /** Format: date-time */
            readonly updatedAt: string;
        };
        /**
         * TemplateList
         * @description All templates.
         */
        readonly TemplateList: {
            readonly items: readonly components["schemas"]["Template"][];
            readonly next: string | null;
        };
        /**
         * TemplateRequest
         * @description What a template is to be.
         */
        readonly TemplateRequest: {
            readonly name: string;
            readonly description?: string;
            readonly text: string;
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
         * Token
         * @description Who may ask.
         */
        readonly Token: {
            readonly name: string;
            readonly role: string;
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly expiresAt: string | null;
        };
        /**
         * TokenList
         * @description All of them.
         */
        readonly TokenList: {
            readonly items: readonly components["schemas"]["Token"][];
            readonly next: string | null;
        };
        /**
         * TokenMade
         * @description A token, shown once.
         */
        readonly TokenMade: {
            readonly name: string;
            readonly role: string;
            readonly token: string;
        };
        /**
         * TokenRequest
         * @description Who is to be able to ask.
         */
        readonly TokenRequest: {
            readonly name: string;
            /** @enum {string} */
            readonly role: "metrics" | "viewer" | "operator" | "admin";
        };
        /**
         * Told
         * @description Whether it is heard at once.
         */
        readonly Told: {
            readonly isAtWork: boolean;
        };
        /**
         * Tool
         * @description A tool that steps may name.
         */
        readonly Tool: {
            readonly id: string;
            readonly title: string;
            readonly adapter: string;
            /** @description A coding CLI: one that a task in words can be given to. */
            readonly isAgent: boolean;
            readonly isEnabled: boolean;
            readonly priority: number;
            readonly access: string;
            readonly origin: string;
            readonly isAvailable: boolean;
            readonly path: string | null;
            readonly version: string | null;
            readonly isProven: boolean | null;
            readonly hint: string;
        };
        /**
         * ToolList
         * @description All of them.
         */
        readonly ToolList: {
            readonly items: readonly components["schemas"]["Tool"][];
            readonly next: string | null;
        };
        /**
         * Trace
         * @description From requirement to scenario, step, commit and result; empty where the run carries out no change.
         */
        readonly Trace: {
            readonly change: string | null;
            readonly rows: readonly {
                readonly capability: string;
                readonly requirement: string;
                readonly scenario: string;
                readonly step: string;
                readonly shownBy: string;
                readonly status: string;
                readonly commit: string | null;
            }[];
        };
        /**
         * Tree
         * @description A folder as a commit has it.
         */
        readonly Tree: {
            readonly commit: string;
            readonly path: string;
            readonly items: readonly components["schemas"]["TreeEntry"][];
        };
        /**
         * TreeEntry
         * @description A file or folder of a commit.
         */
        readonly TreeEntry: {
            readonly path: string;
            /** @enum {string} */
            readonly kind: "file" | "folder" | "link" | "repository";
            readonly size: number | null;
            /** @description The run added or changed it, or something in it. */
            readonly isChanged: boolean;
        };
        /**
         * Trigger
         * @description A name from outside, and what it starts.
         */
        readonly Trigger: {
            readonly name: string;
            /** @description A file, as the branch has it. */
            readonly workstream: string | null;
            readonly branch: string | null;
            /** @description The type of a domain event. */
            readonly emits: string | null;
            /** @description By JSON pointer into a delivery, what must stand there. */
            readonly where: {
                readonly [key: string]: unknown;
            };
            /** @description Names of inputs, by JSON pointer into a delivery. */
            readonly inputs: {
                readonly [key: string]: string;
            };
        };
        /**
         * TriggerEnd
         * @description What came of a delivery: a run, an event, or nothing, where it was not meant.
         */
        readonly TriggerEnd: {
            readonly run: string | null;
            readonly position: number | null;
        };
        /**
         * TriggerList
         * @description All of them.
         */
        readonly TriggerList: {
            readonly items: readonly components["schemas"]["Trigger"][];
            readonly next: string | null;
        };
        /**
         * TriggerMade
         * @description A trigger, and the secret that signs its deliveries, shown once.
         */
        readonly TriggerMade: {
            readonly name: string;
            /** @description null where it has the one that it had. */
            readonly secret: string | null;
        };
        /**
         * TriggerRequest
         * @description What a trigger starts: `workstream` and `branch`, or `emits`.
         */
        readonly TriggerRequest: {
            /** @description A file, from the top of the repository. */
            readonly workstream?: string;
            readonly branch?: string;
            readonly emits?: string;
            readonly where?: Record<string, never>;
            readonly inputs?: {
                readonly [key: string]: string;
            };
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
        /**
         * ValidateRequest
         * @description A workstream to be looked at.
         */
        readonly ValidateRequest: {
            readonly text: string;
            /** @description How it is called in diagnostics; .yaml or .json. */
            readonly file?: string;
        };
        /**
         * Webhook
         * @description Who is told of what happens to runs.
         */
        readonly Webhook: {
            readonly id: string;
            readonly url: string;
            readonly topics: readonly string[];
            /** @enum {string} */
            readonly preset: "standard" | "slack" | "discord";
            readonly isEnabled: boolean;
            /** @description How many it is signed with: two while one is replaced. */
            readonly secrets: number;
            /** Format: date-time */
            readonly createdAt: string;
            /** @description What came of the newest delivery. */
            readonly lastStatus: string | null;
            /** @description How many tries of it have failed in a row. */
            readonly failing: number;
        };
        /**
         * WebhookList
         * @description All of them.
         */
        readonly WebhookList: {
            readonly items: readonly components["schemas"]["Webhook"][];
            readonly next: string | null;
        };
        /**
         * WebhookMade
         * @description A webhook and its secret, which is shown once.
         */
        readonly WebhookMade: {
            readonly id: string;
            readonly secret: string;
        };
        /**
         * WebhookRequest
         * @description Who is to be told, and of what.
         */
        readonly WebhookRequest: {
            /** @description https. */
            readonly url: string;
            readonly topics: readonly ("started" | "waiting" | "paused" | "breaker-open" | "escalated" | "succeeded" | "failed" | "cancelled")[];
            /** @enum {string} */
            readonly preset?: "standard" | "slack" | "discord";
            readonly isEnabled?: boolean;
        };
        /**
         * WorkstreamFile
         * @description A file of the repository that looks like a workstream.
         */
        readonly WorkstreamFile: {
            /** @description Relative to the top of the checkout; or ws:<name>. */
            readonly file: string;
            readonly id: string | null;
            readonly title: string | null;
            /** @description Comes with ws, not from the repository. */
            readonly isShipped: boolean;
            readonly isValid: boolean;
        };
        /**
         * WorkstreamFiles
         * @description Those that there are.
         */
        readonly WorkstreamFiles: {
            readonly items: readonly components["schemas"]["WorkstreamFile"][];
            readonly next: string | null;
        };
        /**
         * WorkstreamText
         * @description One of them.
         */
        readonly WorkstreamText: {
            readonly file: string;
            readonly text: string;
            readonly outline: components["schemas"]["Outline"];
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
    readonly startRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RunRequest"];
            };
        };
        readonly responses: {
            /** @description what it would do, of a dry run */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Outline"];
                };
            };
            /** @description the run */
            readonly 202: {
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
    readonly pauseRun: {
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
            /** @description the run as it stands by now */
            readonly 202: {
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
    readonly resumeRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ResumeRequest"];
            };
        };
        readonly responses: {
            /** @description the run as it stands by now */
            readonly 202: {
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
    readonly cancelRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CancelRequest"];
            };
        };
        readonly responses: {
            /** @description the run as it stands by now */
            readonly 202: {
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
    readonly retryRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RetryRequest"];
            };
        };
        readonly responses: {
            /** @description what it would come to */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RetryPreview"];
                };
            };
            /** @description the run as it stands by now */
            readonly 202: {
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
    readonly mergeRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["MergeRequest"];
            };
        };
        readonly responses: {
            /** @description what was taken in */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Merged"];
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
    readonly tellAgent: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
                readonly step: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["TellRequest"];
            };
        };
        readonly responses: {
            /** @description whether it is heard at once */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Told"];
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
    readonly getInbox: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
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
                    readonly "application/json": components["schemas"]["Inbox"];
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
    readonly answerStep: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
                readonly step: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["AnswerRequest"];
            };
        };
        readonly responses: {
            /** @description what came of it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Answered"];
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
    readonly getTrace: {
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
            /** @description from requirement to result */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Trace"];
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
    readonly getDiff: {
        readonly parameters: {
            readonly query?: {
                readonly step?: string;
                readonly patch?: boolean;
            };
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the changes */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Diff"];
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
    readonly getTop: {
        readonly parameters: {
            readonly query?: {
                readonly at?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description what is in it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Tree"];
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
    readonly getTree: {
        readonly parameters: {
            readonly query?: {
                readonly at?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly run: string;
                readonly path: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description what is in it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Tree"];
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
    readonly getBlob: {
        readonly parameters: {
            readonly query?: {
                readonly at?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly run: string;
                readonly path: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description what it holds */
            readonly 200: {
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
    readonly getZip: {
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
            /** @description an archive */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/zip": string;
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
    readonly getDiagnostics: {
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
            /** @description an archive, .tar.gz */
            readonly 200: {
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
    readonly getLines: {
        readonly parameters: {
            readonly query?: {
                readonly from?: number;
                readonly count?: number;
            };
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
            /** @description the lines */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LogLines"];
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
    readonly searchLog: {
        readonly parameters: {
            readonly query?: {
                readonly q?: string;
            };
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
            /** @description where it stands */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LogHits"];
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
    readonly validate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ValidateRequest"];
            };
        };
        readonly responses: {
            /** @description what there is to say of it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Outline"];
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
    readonly listWorkstreams: {
        readonly parameters: {
            readonly query?: {
                readonly q?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description all of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WorkstreamFiles"];
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
    readonly getWorkstream: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly file: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the file */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WorkstreamText"];
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
    readonly listTemplates: {
        readonly parameters: {
            readonly query?: {
                readonly q?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description all of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TemplateList"];
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
    readonly getTemplate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly template: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the template */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Template"];
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
    readonly putTemplate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly template: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["TemplateRequest"];
            };
        };
        readonly responses: {
            /** @description as it is kept */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Template"];
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
    readonly deleteTemplate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly template: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description it is gone */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
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
    readonly listSpecs: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description all of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SpecList"];
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
    readonly getSpec: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly spec: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the specification */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Spec"];
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
    readonly listChanges: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
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
                    readonly "application/json": components["schemas"]["ChangeList"];
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
    readonly getChange: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly change: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the change */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Change"];
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
    readonly submitChange: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly change: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ChangeMoveRequest"];
            };
        };
        readonly responses: {
            /** @description the change as it stands by then */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Change"];
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
    readonly approveChange: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly change: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ChangeMoveRequest"];
            };
        };
        readonly responses: {
            /** @description the change as it stands by then */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Change"];
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
    readonly rejectChange: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly change: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ChangeMoveRequest"];
            };
        };
        readonly responses: {
            /** @description the change as it stands by then */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Change"];
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
    readonly runChange: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly change: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ChangeRunRequest"];
            };
        };
        readonly responses: {
            /** @description the run */
            readonly 202: {
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
    readonly getStats: {
        readonly parameters: {
            readonly query?: {
                readonly days?: number;
                readonly workstream?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the days, oldest first */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Stats"];
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
    readonly getCost: {
        readonly parameters: {
            readonly query?: {
                readonly by?: "run" | "step" | "tool" | "agent" | "provider" | "model" | "day";
                readonly run?: string;
                readonly since?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the sums */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Cost"];
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
    readonly listFailures: {
        readonly parameters: {
            readonly query?: {
                readonly run?: string;
                readonly all?: boolean;
                readonly since?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description failures, newest first */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["FailureList"];
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
    readonly listBreakers: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description all of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BreakerList"];
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
    readonly resetBreaker: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly breaker: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description it is closed */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
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
    readonly listTools: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description all of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ToolList"];
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
    readonly listLogs: {
        readonly parameters: {
            readonly query?: {
                readonly level?: "info" | "error";
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description lines, newest first */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ServerLogPage"];
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
    readonly getConfig: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the values */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Config"];
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
    readonly listKeys: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description all of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["KeyList"];
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
    readonly putKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["KeyRequest"];
            };
        };
        readonly responses: {
            /** @description it is kept */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
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
    readonly deleteKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description it is gone */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
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
    readonly listTokens: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description all of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TokenList"];
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
    readonly makeToken: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["TokenRequest"];
            };
        };
        readonly responses: {
            /** @description the token */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TokenMade"];
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
    readonly revokeToken: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description it is gone */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
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
    readonly listAudit: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the newest lines */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AuditPage"];
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
    readonly listWebhooks: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description all of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookList"];
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
    readonly makeWebhook: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        readonly responses: {
            /** @description the webhook */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookMade"];
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
    readonly putWebhook: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly webhook: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        readonly responses: {
            /** @description as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Webhook"];
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
    readonly deleteWebhook: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly webhook: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description it is gone */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
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
    readonly rotateWebhook: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly webhook: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the new secret */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookMade"];
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
    readonly testWebhook: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly webhook: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description what came of it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Delivery"];
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
    readonly listDeliveries: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly webhook: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the newest tries */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DeliveryList"];
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
    readonly listTriggers: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description all of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TriggerList"];
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
    readonly putTrigger: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly trigger: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["TriggerRequest"];
            };
        };
        readonly responses: {
            /** @description the trigger */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TriggerMade"];
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
    readonly deliver: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly trigger: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["Delivered"];
            };
        };
        readonly responses: {
            /** @description what came of it */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TriggerEnd"];
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
    readonly deleteTrigger: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly trigger: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description it is gone */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
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
    readonly getHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description it does */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
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
    readonly getReadiness: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description it can */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
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
    readonly getMetrics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description the counters */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
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
    readonly getDocument: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OpenAPI 3.1 */
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
}
