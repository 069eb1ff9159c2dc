/** Comes. */
import type { ReactNode } from 'react';

export const Specs = (): ReactNode => null;
