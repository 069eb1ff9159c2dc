import type { JsonObject } from '../../../core/json.ts';

/** Cut at the most tokens there may be, kept back by the provider, or the connection torn in the middle. */
export type Ending = 'length' | 'filter' | 'torn';

/** What a model is made to answer. */
export type Reply =
  /** The last word; `end` where it does not end as it should. */
  | { readonly kind: 'text'; readonly text: string; readonly end?: Ending }
  /** A call of whatever tool of the CLI runs commands. */
  | { readonly kind: 'command'; readonly command: string }
  /** A call of a tool by the end of its name. */
  | { readonly kind: 'tool'; readonly name: string; readonly input: JsonObject }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Nothing, ever. */
  | { readonly kind: 'silence' }
  /** A stream that begins like one and goes on with anything. */
  | { readonly kind: 'garbage' };

/** What a CLI asked, as far as a script looks at it. */
export type Asked = {
  /** Whether what a tool gave is part of what is asked. */
  readonly hasResult: boolean;
  readonly tools: readonly string[];
};

/** What a script is told of it. */
export type Request = Asked & {
  /** All of it, as it came. */
  readonly text: string;
  /** The key or token that it came with. */
  readonly key: string;
};

export type Script = (request: Request) => Reply;

/** The names under which CLIs offer a tool that runs commands. */
export const COMMAND_TOOLS: readonly string[] = [
  ...['Bash', 'bash', 'shell', 'shell_command', 'exec_command', 'run_shell_command', 'developer__shell'],
];

/** What every answer says that it used. */
export const USED = { input: 100, output: 20 } as const;
