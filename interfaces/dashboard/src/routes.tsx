/** Which page stands at which address. What is not looked at first is loaded when it is gone to. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  parseSearchWith,
  stringifySearchWith,
} from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Now } from './pages/now.tsx';
import { Runs } from './pages/runs.tsx';
import { Empty, Failed } from './parts/pane.tsx';
import { Shell } from './parts/shell.tsx';

/** The text of a key of an address; not there where it has none. */
const texts =
  <K extends string>(...keys: readonly K[]) =>
  (search: Record<string, unknown>): { readonly [P in K]?: string | undefined } => {
    const given = keys.flatMap((key) => {
      const value = search[key];
      return typeof value === 'string' || typeof value === 'number' ? [[key, String(value)] as const] : [];
    });
    // Its keys are among K, because they are taken from there.
    return Object.fromEntries(given) as { readonly [P in K]?: string | undefined };
  };

const Nowhere = (): ReactNode => (
  <Empty title="There is no such page">
    <p>
      <Link className="link" to="/runs">
        All runs
      </Link>
    </p>
  </Empty>
);

const root = createRootRoute({ component: Shell, notFoundComponent: Nowhere });
const at = { getParentRoute: () => root } as const;

const now = createRoute({ ...at, path: '/', component: Now });
const runs = createRoute({
  ...at,
  path: '/runs',
  validateSearch: texts('q', 'state', 'workstream', 'since', 'cursor'),
  component: Runs,
});
const run = createRoute({
  ...at,
  path: '/runs/$run',
  validateSearch: texts('view', 'step', 'tab', 'attempt', 'line', 'stream'),
  component: lazyRouteComponent(() => import('./pages/run/run.tsx'), 'RunView'),
});
const inbox = createRoute({
  ...at,
  path: '/inbox',
  validateSearch: texts('item', 'kind'),
  component: lazyRouteComponent(() => import('./pages/inbox.tsx'), 'InboxView'),
});

const task = createRoute({
  ...at,
  path: '/new',
  validateSearch: texts('continue', 'workstream'),
  component: lazyRouteComponent(() => import('./pages/new-task.tsx'), 'NewTask'),
});
const workstreams = createRoute({
  ...at,
  path: '/workstreams',
  validateSearch: texts('file', 'template'),
  component: lazyRouteComponent(() => import('./pages/workstreams.tsx'), 'Workstreams'),
});
const tools = createRoute({
  ...at,
  path: '/tools',
  component: lazyRouteComponent(() => import('./pages/tools.tsx'), 'Tools'),
});
const cost = createRoute({
  ...at,
  path: '/cost',
  component: lazyRouteComponent(() => import('./pages/cost.tsx'), 'CostView'),
});
const audit = createRoute({
  ...at,
  path: '/audit',
  validateSearch: texts('q'),
  component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'Audit'),
});
const log = createRoute({
  ...at,
  path: '/log',
  validateSearch: texts('q', 'level'),
  component: lazyRouteComponent(() => import('./pages/server-log.tsx'), 'ServerLog'),
});
const settings = createRoute({
  ...at,
  path: '/settings',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'Settings'),
});

const tree = root.addChildren([now, runs, run, inbox, task, workstreams, tools, cost, audit, log, settings]);

export const router = createRouter({
  routeTree: tree,
  // All that stands in an address is text: written as it is, it can be read and typed.
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(String),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: ({ error, reset }) => <Failed error={error} again={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
