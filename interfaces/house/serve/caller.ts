/** Who asks, and what such a one may do. */

export const ROLES = ['metrics', 'viewer', 'operator', 'admin'] as const;

/** `metrics` reads counters; `viewer` looks; `operator` moves runs; `admin` also changes settings and secrets. */
export type Role = (typeof ROLES)[number];

export type Caller = { readonly name: string; readonly role: Role };

/** Whether one role holds all that another may. */
export const may = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** The role that a text names; null where it is none. */
export const roleOf = (text: unknown): Role | null => ROLES.find((role) => role === text) ?? null;
