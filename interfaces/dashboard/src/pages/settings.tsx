/** Comes. */
import type { ReactNode } from 'react';

export const Settings = (): ReactNode => null;
