/** Comes. */
import type { ReactNode } from 'react';

export const NewTask = (): ReactNode => null;
