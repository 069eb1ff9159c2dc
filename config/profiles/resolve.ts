/** Lays the layers of profiles over each other and over what they extend. Pure. */
import type { ToolId } from '../../core/id.ts';
import { didYouMean } from '../../core/planning/nearest.ts';
import { WITHOUT_PROGRAM, type ToolProfile } from '../../core/tool-profile.ts';
import type { WrittenTool } from '../../schema/written-tool.ts';
import { layTool, type LayerProblem, type ProfileLayer } from './layer.ts';
import { profileOf } from './profile-of.ts';

export type Resolved = {
  readonly profiles: ReadonlyMap<ToolId, ToolProfile>;
  readonly problems: readonly LayerProblem[];
};

/** A profile under way: what it says by now, and whose words the important ones are. */
type Whole = {
  readonly tool: WrittenTool;
  readonly origins: ToolProfile['origins'];
  readonly isCommandBrought: boolean;
  readonly code: ToolProfile['code'];
};

/** What is said of any program; what a tool takes is also said of a module. */
const OF_EXEC = ['stdin', 'promptFile', 'output', 'success', 'usage'] as const;
const OF_WHAT_IS_BROUGHT = ['inputs'] as const;
/** What only coding CLIs have: a stream that is heard, a home of their own, servers. */
const OF_CLIS = ['stall', 'models', 'home', 'mcp', 'commits', 'metering'] as const;
const OF_PROGRAMS = ['command', 'args', 'network', 'login'] as const;
/** An agent over ACP is started as its profile says, in the home of the step. */
const NOT_OF_ACP = ['home', 'mcp', 'commits', 'metering', 'network', 'login'] as const;
const NEEDS_COMMAND: readonly string[] = ['exec', 'acp'];
const IS_NO_CLI: readonly string[] = [...WITHOUT_PROGRAM, 'exec'];

/** A module beside the profile, and no name. */
const isModule = (adapter: string): boolean => adapter.startsWith('./');

/** What a profile does not take over of the one that it extends. */
const ownOnly = ({ title: _, description: __, enabled: ___, extends: ____, ...rest }: WrittenTool): WrittenTool => rest;

const byName = (layers: readonly ProfileLayer[]): ReadonlyMap<string, readonly ProfileLayer[]> => {
  const named = new Map<string, ProfileLayer[]>();
  for (const layer of layers) named.set(layer.name, [...(named.get(layer.name) ?? []), layer]);
  return named;
};

/** How it is asked for its version is also a repository's where that says so: an argument can be code. */
const namesProgram = ({ origin, tool: { command, version } }: ProfileLayer): boolean =>
  origin === 'project' && (command !== undefined || version !== undefined);

class Resolver {
  readonly problems: LayerProblem[] = [];
  readonly profiles = new Map<ToolId, ToolProfile>();
  readonly #layers: ReadonlyMap<string, readonly ProfileLayer[]>;
  readonly #adapters: readonly string[];
  readonly #wholes = new Map<string, Whole>();
  readonly #open: string[] = [];

  constructor(layers: readonly ProfileLayer[], adapters: readonly string[]) {
    this.#layers = byName(layers);
    this.#adapters = adapters;
  }

  resolve(): void {
    for (const [name, layers] of this.#layers) {
      const whole = this.#wholeOf(name);
      if (this.#isSound(layers, whole.tool)) {
        const profile = profileOf(name, whole.tool, whole);
        this.profiles.set(profile.name, profile);
      }
    }
    for (const [name, layers] of this.#layers) this.#checkFallback(name, layers);
  }

  #wholeOf(name: string): Whole {
    const known = this.#wholes.get(name);
    if (known !== undefined) return known;
    this.#open.push(name);
    const layers = this.#layers.get(name) ?? [];
    let own: WrittenTool = {};
    for (const { tool } of layers) own = layTool(own, tool);
    const base = this.#baseOf(own, layers);
    const whole = {
      tool: base === null ? own : layTool(ownOnly(base.tool), own),
      origins: [...(base?.origins ?? []), ...layers.map(({ origin, file }) => ({ origin, file }))],
      isCommandBrought: layers.some(namesProgram) || (base?.isCommandBrought ?? false),
      code: this.#codeOf(layers, base),
    };
    this.#open.pop();
    this.#wholes.set(name, whole);
    return whole;
  }

  /** A module lies beside the file that names it, whoever extends that. */
  #codeOf(layers: readonly ProfileLayer[], base: Whole | null): ToolProfile['code'] {
    const speaker = this.#speaker(layers, 'adapter');
    if (speaker === undefined) return base?.code ?? null;
    const { adapter = '' } = speaker.tool;
    return isModule(adapter) && speaker.file !== null ? { file: adapter, from: speaker.file } : null;
  }

  #baseOf(own: WrittenTool, layers: readonly ProfileLayer[]): Whole | null {
    const speaker = layers.findLast(({ tool }) => tool.extends !== undefined);
    if (own.extends !== undefined && speaker !== undefined) return this.#extended(own.extends, speaker);
    const shipped = layers.some(({ origin }) => origin === 'shipped') ? undefined : own.adapter;
    const [below] = shipped === undefined ? [] : (this.#layers.get(shipped) ?? []);
    if (below?.origin !== 'shipped') return null;
    return { tool: below.tool, origins: [{ origin: 'shipped', file: null }], isCommandBrought: false, code: null };
  }

  #extended(name: string, layer: ProfileLayer): Whole | null {
    const circle = this.#open.indexOf(name);
    if (circle !== -1) {
      const names = [...this.#open.slice(circle), name];
      const message =
        names.length === 2
          ? `${name} extends itself; a profile lies over the one of the same name anyway: leave "extends" out`
          : `profiles extend each other in a circle: ${names.join(' → ')}`;
      return this.#report(layer, 'extends-itself', message, '/extends');
    }
    if (!this.#layers.has(name)) {
      const known = [...this.#layers.keys()];
      const message = `there is no tool "${name}" to extend; there are ${known.join(', ')}.${didYouMean(name, known)}`;
      return this.#report(layer, 'unknown-tool', message, '/extends');
    }
    return this.#wholeOf(name);
  }

  #isSound(layers: readonly ProfileLayer[], tool: WrittenTool): tool is WrittenTool & { readonly adapter: string } {
    const last = layers.at(-1);
    const { adapter } = tool;
    if (last === undefined) return false;
    if (adapter === undefined) {
      // That what it extends is not there has been said.
      if (tool.extends === undefined) this.#report(last, 'missing-key', 'the profile needs "adapter" or "extends"', '');
      return false;
    }
    if (!isModule(adapter) && !this.#adapters.includes(adapter)) {
      if (layers.some(({ origin }) => origin !== 'shipped')) {
        const known = this.#adapters.join(', ');
        const message = `there is no adapter "${adapter}"; there are ${known}.${didYouMean(adapter, this.#adapters)}`;
        this.#report(this.#speaker(layers, 'adapter') ?? last, 'unknown-adapter', message, '/adapter');
      }
      return false;
    }
    if (NEEDS_COMMAND.includes(adapter) && tool.command === undefined) {
      this.#report(last, 'missing-key', `a profile with adapter ${adapter} needs "command", the program it runs`, '');
      return false;
    }
    return this.#hasOnlyItsOwn(layers, adapter) && this.#hasSoundSurroundings(layers, adapter);
  }

  /** Nothing is written that nobody reads. */
  #hasOnlyItsOwn(layers: readonly ProfileLayer[], adapter: string): boolean {
    const hasCode = isModule(adapter);
    const foreign = [
      ...(adapter === 'acp' ? NOT_OF_ACP.map((key) => ({ key, of: 'other coding CLIs' })) : []),
      ...(hasCode || IS_NO_CLI.includes(adapter) ? OF_CLIS.map((key) => ({ key, of: 'coding CLIs' })) : []),
      ...(adapter === 'exec' ? [] : OF_EXEC.map((key) => ({ key, of: 'adapter exec' }))),
      ...(hasCode || adapter === 'exec'
        ? []
        : OF_WHAT_IS_BROUGHT.map((key) => ({ key, of: 'adapter exec and modules' }))),
      ...(hasCode || WITHOUT_PROGRAM.includes(adapter)
        ? OF_PROGRAMS.map((key) => ({ key, of: 'adapters that start a program' }))
        : []),
    ].flatMap(({ key, of }) =>
      layers.filter(({ tool }) => tool[key] !== undefined).map((layer) => ({ layer, key, of })),
    );
    for (const { layer, key, of } of foreign)
      this.#report(layer, 'foreign-key', `"${key}" is for ${of}, and this profile has adapter ${adapter}`, `/${key}`);
    return foreign.length === 0;
  }

  /** What the form alone cannot say. */
  #hasSoundSurroundings(layers: readonly ProfileLayer[], adapter: string): boolean {
    const before = this.problems.length;
    for (const layer of layers) {
      const { network, mcp = {} } = layer.tool;
      if (network === 'models' && (isModule(adapter) || adapter === 'acp' || IS_NO_CLI.includes(adapter))) {
        const message = `"network: models" is for coding CLIs, which ws leads to their models, and this profile has adapter ${adapter}`;
        this.#report(layer, 'bad-value', message, '/network');
      }
      for (const [server, { command, url, args, env, variables }] of Object.entries(mcp)) {
        const pointer = `/mcp/${server}`;
        if ((command === undefined) === (url === undefined))
          this.#report(layer, 'bad-value', `the server ${server} needs "command" or "url", and not both`, pointer);
        else if (url !== undefined && (args ?? env ?? variables) !== undefined)
          this.#report(layer, 'bad-value', `the server ${server} has an address, and no program to be called`, pointer);
      }
    }
    return this.problems.length === before;
  }

  #checkFallback(name: string, layers: readonly ProfileLayer[]): void {
    const layer = this.#speaker(layers, 'fallback');
    const known = [...this.profiles.keys()].map(String);
    for (const [at, way] of (layer?.tool.fallback ?? []).entries()) {
      if (layer === undefined || (way !== name && this.#layers.has(way))) continue;
      const message =
        way === name
          ? `${name} falls back to itself`
          : `there is no tool "${way}"; see: ws tools list.${didYouMean(way, known)}`;
      this.#report(layer, 'unknown-tool', message, `/fallback/${at}`);
    }
  }

  #speaker(layers: readonly ProfileLayer[], key: keyof WrittenTool): ProfileLayer | undefined {
    return layers.findLast(({ tool }) => tool[key] !== undefined);
  }

  #report(layer: ProfileLayer, code: string, message: string, pointer: string): null {
    // What stands where it should not is found at its key.
    const place = code === 'foreign-key' ? 'key' : 'value';
    this.problems.push({ layer, problem: { code, message, pointer, place } });
    return null;
  }
}

/** The profiles that the layers make, later ones of a name over earlier ones; and what is wrong with them. */
export const resolveProfiles = (layers: readonly ProfileLayer[], adapters: readonly string[]): Resolved => {
  const resolver = new Resolver(layers, adapters);
  resolver.resolve();
  const { profiles, problems } = resolver;
  return { profiles, problems };
};
