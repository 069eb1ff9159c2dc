/** Starts the page: a token first, then what is asked with it. */
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLive } from './data/live.ts';
import { client } from './data/queries.ts';
import { keepFresh } from './data/refresh.ts';
import { takeToken } from './data/token.ts';
import './look/fonts.css';
import './look/tokens.css';
import './look/base.css';
import './look/shell.css';
import './look/controls.css';
import './look/states.css';
import './look/lists.css';
import './look/run.css';
import './look/timeline.css';
import './look/log.css';
import './look/inbox.css';
import './look/now.css';
import { Locked } from './pages/locked.tsx';
import { startKeys } from './parts/keys.ts';
import { setTheme, theme } from './parts/theme.ts';
import { router } from './routes.tsx';

const start = async (): Promise<void> => {
  setTheme(theme());
  const element = document.getElementById('root');
  if (element === null) throw new Error('invariant: index.html has a root');
  const root = createRoot(element);
  if (!(await takeToken())) {
    root.render(<Locked />);
    return;
  }
  startLive();
  startKeys();
  keepFresh(client);
  root.render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
};

void start();
