/** Named pipes: how a test holds a step until it is told to go on. */
import { execFileSync } from 'node:child_process';

export const mkfifoSync = (path: string): void => void execFileSync('mkfifo', [path]);
