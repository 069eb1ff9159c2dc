/** Comes. */
import type { ReactNode } from 'react';

export const ServerLog = (): ReactNode => null;
