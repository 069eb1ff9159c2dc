/** Comes. */
import type { ReactNode } from 'react';

export const CostView = (): ReactNode => null;
