/** `ws models`: the providers and models that are configured, who would be asked, and whether they answer. */
import { MODEL_PRESETS } from '../../../config/model-presets.ts';
import type { ModelProvider } from '../../../core/model.ts';
import type { ModelDesk } from '../../house/models/model-desk.ts';
import {
  checkModel,
  explainRoutes,
  howToGetKey,
  keyStateOf,
  providerNamed,
  type Who,
} from '../../house/models/model-verbs.ts';
import { complain } from '../complaint.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command, Session } from '../session.ts';
import { tableLines } from '../table.ts';

/** Opens the models of the directory for one command. */
export const withModels = async (session: Session, act: (desk: ModelDesk) => Promise<ExitCode>): Promise<ExitCode> => {
  const opened = await session.composer.models(session.directory);
  if (!opened.ok) return complain(session.screen, opened.error);
  await using desk = opened.value;
  return await act(desk);
};

const table = ({ screen }: Session, head: readonly string[], rows: readonly (readonly string[])[]): void => {
  const cells = rows.map((row) => row.map(plainLine));
  for (const line of tableLines(head, cells, { columns: screen.columns, column: null })) screen.line(line);
};

const documentOf = (provider: ModelProvider, desk: ModelDesk): object => {
  const { name, kind, key, baseUrl, settings, limit, isStructured, models } = provider;
  return {
    ...{ name, kind, key: key === null ? null : { name: key, isSet: desk.hasKey(key) }, baseURL: baseUrl },
    ...{ isStructured, limit, settings, models: Object.fromEntries(models) },
  };
};

export const modelsList: Command<null> = (session) =>
  withModels(session, async (desk) => {
    const providers = [...desk.config.providers.values()];
    if (session.json) {
      session.screen.line(
        JSON.stringify(
          providers.map((each) => documentOf(each, desk)),
          null,
          2,
        ),
      );
      return exitCode.ok;
    }
    const { paint } = session.screen;
    const rows = providers.map((each) => {
      const state = keyStateOf(each, desk);
      const isDefault = each.name === desk.config.defaults.provider;
      return [
        each.name,
        each.settings.model ?? '',
        each.kind,
        state === 'none' ? 'none needed' : `${each.key ?? ''}${state === 'missing' ? ' (not set)' : ''}`,
        isDefault ? 'default' : '',
      ];
    });
    for (const line of tableLines(['PROVIDER', 'MODEL', 'KIND', 'KEY', ''], rows, {
      columns: session.screen.columns,
      column: null,
    }))
      session.screen.line(line);
    if (desk.config.defaults.provider === null)
      session.screen.note(paint.dim('no provider has a key: set one of those above, or see ws models presets'));
    return exitCode.ok;
  });

export const modelsShow: Command<{ readonly name: string }> = (session, { name }) =>
  withModels(session, async (desk) => {
    const provider = providerNamed(desk, name);
    if (!provider.ok) return complain(session.screen, provider.error);
    const shown = documentOf(provider.value, desk);
    if (session.json) session.screen.line(JSON.stringify(shown, null, 2));
    else {
      const rows = Object.entries(shown).flatMap(([key, value]: [string, unknown]) =>
        value === null || JSON.stringify(value) === '{}'
          ? []
          : [[key, typeof value === 'string' ? value : JSON.stringify(value)]],
      );
      table(session, ['KEY', 'VALUE'], rows);
      const hint = keyStateOf(provider.value, desk) === 'missing' ? howToGetKey(provider.value) : null;
      if (hint !== null) session.screen.note(`  ${hint}`);
    }
    return exitCode.ok;
  });

const textOf = (value: number | string | null): string => (value === null ? '' : String(value));

export const modelsRoute: Command<Who> = (session, who) =>
  withModels(session, async (desk) => {
    const routes = explainRoutes(desk, who);
    if (!routes.ok) return complain(session.screen, routes.error);
    if (session.json) session.screen.line(JSON.stringify(routes.value, null, 2));
    else
      table(
        session,
        ['', 'PROVIDER', 'MODEL', 'TEMPERATURE', 'MOST TOKENS', 'REASONING'],
        routes.value.map((route, at) => [
          ...[String(at + 1), route.provider, route.model, textOf(route.temperature)],
          ...[textOf(route.maxTokens), textOf(route.reasoning)],
        ]),
      );
    return exitCode.ok;
  });

/** Exits with 1 where one that was named, or all that could be asked, do not answer. */
export const modelsCheck: Command<{ readonly names: readonly string[] }> = (session, { names }) =>
  withModels(session, async (desk) => {
    const wanted: ModelProvider[] = [];
    for (const name of names) {
      const provider = providerNamed(desk, name);
      if (!provider.ok) return complain(session.screen, provider.error);
      wanted.push(provider.value);
    }
    const askable = [...desk.config.providers.values()].filter((each) => keyStateOf(each, desk) !== 'missing');
    const asked = names.length > 0 ? wanted : askable;
    const { signal } = new AbortController();
    const checks = await Promise.all(asked.map((provider) => checkModel(desk, provider, signal)));
    if (session.json) session.screen.line(JSON.stringify(checks, null, 2));
    else if (checks.length === 0) session.screen.note('no provider can be asked: none of their keys is set');
    else {
      const { paint } = session.screen;
      const rows = checks.map(({ provider, model, isFit, ms, message }) => [
        ...[`${isFit ? paint.green('✔') : paint.red('✖')} ${provider}`, plainLine(model ?? '')],
        ...[ms === null ? '' : `${ms}ms`, plainLine(message)],
      ]);
      for (const line of tableLines(['PROVIDER', 'MODEL', 'TIME', ''], rows, {
        columns: session.screen.columns,
        column: null,
      }))
        session.screen.line(line);
    }
    return checks.length > 0 && checks.every(({ isFit }) => isFit) ? exitCode.ok : exitCode.failed;
  });

export const modelsPresets: Command<null> = async (session) => {
  const presets = Object.entries(MODEL_PRESETS);
  if (session.json) session.screen.line(JSON.stringify(MODEL_PRESETS, null, 2));
  else
    table(
      session,
      ['PRESET', 'KIND', 'KEY', 'BASE URL', ''],
      presets.map(([name, { kind, key, baseURL, hint }]) => [name, kind ?? '', key ?? '', baseURL ?? '', hint]),
    );
  return exitCode.ok;
};
