#!/usr/bin/env node
/** The program `ws`. Its version is answered without loading anything else. */
import { version } from '../house/version.ts';

const first = process.argv[2];
if (process.argv.length === 3 && (first === '--version' || first === '-V')) process.stdout.write(`${version}\n`);
else void import('./main.ts').then(({ main }) => main(process));
