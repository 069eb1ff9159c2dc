/** Comes. */
import type { ReactNode } from 'react';

export const Audit = (): ReactNode => null;
