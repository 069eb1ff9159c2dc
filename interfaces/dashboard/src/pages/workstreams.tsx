/** Comes. */
import type { ReactNode } from 'react';

export const Workstreams = (): ReactNode => null;
