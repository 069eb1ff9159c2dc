/** The commands of `ws`, their options and help; what they do is loaded when one is taken. */
import { Command as Program } from 'commander';
import { collect, type Act } from './declaration.ts';
import { declareHelp, helpConfiguration } from './help.ts';
import { declareCassetteCommands } from './declare-cassette.ts';
import { declareArtifactCommands } from './declare-artifacts.ts';
import { declareCacheCommands } from './declare-cache.ts';
import { declareFileCommands } from './declare-files.ts';
import { declareBreakerCommands } from './declare-breakers.ts';
import { declareFailureCommands } from './declare-failures.ts';
import { declareHouseCommands } from './declare-house.ts';
import { declareDrivingCommands } from './declare-driving.ts';
import { declareRunCommands } from './declare-runs.ts';
import { declareCcpmCommands } from './declare-ccpm.ts';
import { declareChangeCommands } from './declare-change.ts';
import { declareKeyCommands } from './declare-keys.ts';
import { declareModelCommands } from './declare-models.ts';
import { declarePromptCommands } from './declare-prompts.ts';
import { declareServeCommands } from './declare-serve.ts';
import { declareToolCommands } from './declare-tools.ts';
import { declareTaskCommands } from './declare-tasks.ts';
import { declareTrustCommands } from './declare-trust.ts';
import { declareSpecCommands } from './declare-spec.ts';
import { version } from '../house/version.ts';

const about = [
  'Runs workstreams: steps in a git worktree of their own, every change of state kept,',
  'so that a run goes on after kill -9, a reboot or a full disk.',
].join(' ');

/** Who has typed a command wrongly is shown the way to the help of that one. */
const nameHelp = (command: Program, path: string): void => {
  for (const each of command.commands) {
    each.showHelpAfterError(`(see: ${path} ${each.name()} --help)`);
    nameHelp(each, `${path} ${each.name()}`);
  }
};

/** The whole command line. `act` is called by the command that was taken. */
export const createProgram = (act: Act): Program => {
  const program = new Program('ws');
  program
    .description(about)
    .version(version, '-V, --version', 'print the version')
    .option('--json', 'print JSON: one document, or for run, resume, retry and events one event a line')
    .option('-q, --quiet', 'say nothing to people but what went wrong')
    .option('--no-color', 'use no colours (as does NO_COLOR)')
    .option('-C <dir>', 'act as if started in this directory')
    .option('--set <key=value>', 'a setting for this command, over files and environment; may be given again', collect)
    .helpOption('-h, --help', 'show help')
    .configureHelp(helpConfiguration)
    .showHelpAfterError('(see: ws help)');
  declareDrivingCommands(program, act);
  declareTaskCommands(program, act);
  declareRunCommands(program, act);
  declareFileCommands(program, act);
  declareFailureCommands(program, act);
  declareBreakerCommands(program, act);
  declareSpecCommands(program, act);
  declareChangeCommands(program, act);
  declareCcpmCommands(program, act);
  declareHouseCommands(program, act);
  declareToolCommands(program, act);
  declareCassetteCommands(program, act);
  declareArtifactCommands(program, act);
  declareCacheCommands(program, act);
  declareModelCommands(program, act);
  declarePromptCommands(program, act);
  declareKeyCommands(program, act);
  declareTrustCommands(program, act);
  declareServeCommands(program, act);
  declareHelp(program);
  nameHelp(program, 'ws');
  return program;
};
