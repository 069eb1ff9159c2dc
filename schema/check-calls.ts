/** Holds the tools that a workstream names, and what it gives them, against the tools that there are. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { holdsHole } from '../core/planning/expressions/holds-hole.ts';
import { didYouMean } from '../core/planning/nearest.ts';
import { rememberedWith } from '../core/remembered.ts';
import type { Requirement } from '../core/requirement.ts';
import { replaceTemplates } from '../core/text-template.ts';
import type { Gives, WrongArgument } from '../core/tool.ts';
import { explain } from './explain.ts';
import { linearPattern } from './linear-pattern.ts';
import type { Problem } from './problem.ts';

/** A tool that a step, an alternative or a compensation calls; `pointer` is that of whatever calls it. */
export type WrittenCall = {
  readonly tool: string;
  /** What is asked of the tool where none is named: of what is chosen, what it can take is told when it is chosen. */
  readonly requires: Requirement | null;
  readonly args: JsonObject;
  readonly pointer: string;
};

/** The tools that there are. */
export type KnownTools = {
  readonly names: readonly string[];
  /** Why a tool of that name cannot be used, as the end of a sentence, where there is one all the same. */
  readonly objection: (name: string) => string | null;
  /** JSON Schema of `with`; null where there is no such tool. */
  readonly inputSchema: (name: string) => JsonObject | null;
  /** What is wrong with `with` beyond its schema. */
  readonly examine: (name: string, args: JsonObject) => readonly WrongArgument[];
  /** What it gives, as far as it is known; null where nothing is. */
  readonly gives: (name: string, args: JsonObject) => Gives | null;
  /** Why no tool can meet a requirement; null where one could. */
  readonly objectionToRequirement: (requirement: Requirement) => string | null;
  /** What its profile says where `with` says nothing. */
  readonly settings: (name: string) => JsonObject;
};

const regExp = Object.assign((pattern: string) => linearPattern(pattern), { code: 'linearPattern' });

/** null for a schema that cannot be compiled: who reads profiles has said so. */
const validatorOf = rememberedWith((schema: JsonObject): ValidateFunction | null => {
  try {
    const options = { allErrors: true, verbose: true, strict: false, validateFormats: false, logger: false } as const;
    return new Ajv({ ...options, code: { regExp } }).compile(schema);
  } catch {
    return null;
  }
});

/** A template is a text, and what it will be nobody knows yet. */
const A_TEXT = '${{ the text of a template }}';

const asTexts = (args: JsonObject): JsonObject => {
  const texts = replaceTemplates(args, () => A_TEXT);
  return isJsonObject(texts) ? texts : args;
};

const isOfOneWay = (schemaPath: string): boolean => /\/(?:anyOf|oneOf)\//.test(schemaPath);

/** What an expression will give nobody knows yet; that a key is missing or unknown is true whatever it gives. */
const isCertain = ({ keyword, data, schemaPath }: ErrorObject): boolean =>
  keyword === 'required' ||
  keyword === 'additionalProperties' ||
  !holdsHole(data) ||
  (keyword === 'type' && data === A_TEXT && !isOfOneWay(schemaPath));

const wrongArguments = ({ tool, args, pointer }: WrittenCall, tools: KnownTools): readonly Problem[] => {
  const schema = tools.inputSchema(tool);
  const validate = schema === null ? null : validatorOf(schema);
  const given: JsonObject = { ...tools.settings(tool), ...asTexts(args) };
  const isValid = validate === null || validate(given);
  const found = isValid ? [] : explain((validate.errors ?? []).filter(isCertain), `${pointer}/with`);
  const told = found.length > 0 ? found : tools.examine(tool, given).map((each) => placedIn(each, pointer));
  return told.map((problem) => ({ ...problem, message: `${problem.message} (tool ${tool})` }));
};

const placedIn = ({ pointer, message }: WrongArgument, call: string): Problem => ({
  ...{ code: 'bad-argument', message, pointer: `${call}/with${pointer}`, place: 'value' },
});

const unknown = ({ tool, pointer }: WrittenCall, { names, objection }: KnownTools): Problem => {
  const reason = objection(tool);
  const message =
    reason === null
      ? `there is no tool "${tool}"; see: ws tools list.${didYouMean(tool, names)}`
      : `the tool "${tool}" ${reason}`;
  return {
    code: reason === null ? 'unknown-tool' : 'unusable-tool',
    message,
    pointer: `${pointer}/tool`,
    place: 'value',
  };
};

const unmet = ({ requires, pointer }: WrittenCall, tools: KnownTools): readonly Problem[] => {
  const message = requires === null ? null : tools.objectionToRequirement(requires);
  return message === null
    ? []
    : [{ code: 'unmet-requirement', message, pointer: `${pointer}/requires/capability`, place: 'value' }];
};

/** The calls of tools that there are not, those that are given what they cannot take, and requirements that none can meet. */
export const checkCalls = (calls: readonly WrittenCall[], tools: KnownTools): readonly Problem[] =>
  calls.flatMap((call) => {
    if (call.requires !== null) return unmet(call, tools);
    const isUsable = tools.names.includes(call.tool) && tools.objection(call.tool) === null;
    return isUsable ? wrongArguments(call, tools) : [unknown(call, tools)];
  });
