#!/usr/bin/env node
/** The program `ws`. Its version is answered without loading anything else. */
import { join } from 'node:path';
import { version } from '../house/version.ts';
import type { main as Main } from './main.ts';

// Written in by the build: the name of the program's file beside this one, and its commands.
declare const PROGRAM: string;
declare const COMMANDS: readonly string[];

type Program = { readonly main: typeof Main };

const start = async (argv: readonly string[]): Promise<void> => {
  const { commandNamed, loadCompiled } = await import('./compiled.ts');
  const compiled = {
    file: join(import.meta.dirname, PROGRAM),
    folder: join(import.meta.dirname, 'code'),
    name: commandNamed(argv, COMMANDS),
  };
  // Cannot lie: the build makes the file of this module.
  const { main } = loadCompiled(compiled) as Program;
  await main(process);
};

// Who may not read what it has made cannot go on with it: of its umask the owner's part is left out, for steps as well.
process.umask(process.umask(0o077) & 0o077);

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) process.stdout.write(`${version}\n`);
else void start(argv);
