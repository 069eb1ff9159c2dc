/** Servers of tools (MCP) as a CLI has them in its configuration. */
import type { JsonObject } from '../../../core/json.ts';
import type { McpServer } from '../../../core/tool-profile.ts';

/** The same names with what the CLI says of each. */
export const mapServers = (
  servers: Readonly<Record<string, McpServer>>,
  toCli: (server: McpServer) => JsonObject,
): JsonObject => Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, toCli(server)]));
