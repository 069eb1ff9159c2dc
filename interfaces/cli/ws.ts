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

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) process.stdout.write(`${version}\n`);
else void start(argv);
