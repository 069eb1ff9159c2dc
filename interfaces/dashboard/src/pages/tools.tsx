/** Comes. */
import type { ReactNode } from 'react';

export const Tools = (): ReactNode => null;
