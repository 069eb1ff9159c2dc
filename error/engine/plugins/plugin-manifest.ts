/** What the `manifest.json` of a plugin says; the same rules as `schema/plugin.schema.json`. */
import { isJsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { isFaultCode, type FaultCode } from '../verdict/fault-code.ts';

export type PluginManifest = {
  /** Kebab-case; also the name of the folder. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The module beside the manifest, as `./name.mjs`. */
  readonly module: string;
  /** 0 to 100; the highest that finds something speaks for the log. See docs/errors/writing-a-plugin.md. */
  readonly priority: number;
  /** What a log in which this plugin finds something died of. */
  readonly code: FaultCode;
  readonly requires: {
    /** Plugins without which this one is left out. */
    readonly plugins: readonly string[];
    /** Programs without which its fix is not offered. */
    readonly programs: readonly string[];
  };
};

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MODULE = /^\.\/[\w-]+(?:\.[\w-]+)*$/;
const KEYS = new Set(['$schema', 'name', 'title', 'description', 'module', 'priority', 'code', 'requires']);
const PRIORITY_OF_TOOLS = 70;

const isText = (value: unknown, limit: number): value is string =>
  typeof value === 'string' && value !== '' && value.length <= limit;

const isNameList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => isText(each, 100)) && new Set(value).size === value.length;

const readRequires = (value: unknown): PluginManifest['requires'] | null => {
  if (value === undefined) return { plugins: [], programs: [] };
  if (!isJsonObject(value) || Object.keys(value).some((key) => key !== 'plugins' && key !== 'programs')) return null;
  const { plugins = [], programs = [] } = value;
  if (!isNameList(plugins) || !plugins.every((name) => NAME.test(name)) || !isNameList(programs)) return null;
  return { plugins, programs };
};

/** Reads a manifest that has been parsed from JSON; the error says which field is wrong and what it must be. */
export const readManifest = (value: unknown): Result<PluginManifest, string> => {
  if (!isJsonObject(value)) return err('must be a JSON object');
  const unknown = Object.keys(value).find((key) => !KEYS.has(key));
  if (unknown !== undefined) return err(`/${unknown} is not a field of a plugin manifest`);
  const { name, title, description, module, priority = PRIORITY_OF_TOOLS, code = 'check-failed' } = value;
  if (!isText(name, 60) || !NAME.test(name)) return err('/name must be kebab-case, at most 60 characters');
  if (!isText(title, 100)) return err('/title must be a text of at most 100 characters');
  if (!isText(description, 500)) return err('/description must be a text of at most 500 characters');
  if (!isText(module, 100) || !MODULE.test(module)) return err('/module must name a file beside it, as ./plugin.mjs');
  if (typeof priority !== 'number' || !Number.isInteger(priority) || priority < 0 || priority > 100) {
    return err('/priority must be a whole number from 0 to 100');
  }
  if (!isFaultCode(code) || code === 'none') return err('/code must be one of the codes of docs/errors/codes.md');
  const requires = readRequires(value['requires']);
  if (requires === null) return err('/requires must be { "plugins": [names], "programs": [names] }');
  return ok({ name, title, description, module, priority, code, requires });
};
