/** Light or dark: as the system has it, until somebody chooses. */
const KEY = 'ws-theme';

export type Theme = 'system' | 'light' | 'dark';

/** What was chosen in this browser. */
export const theme = (): Theme => {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
};

/** Chooses, and keeps it. */
export const setTheme = (chosen: Theme): void => {
  if (chosen === 'system') {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset['theme'];
  } else {
    localStorage.setItem(KEY, chosen);
    document.documentElement.dataset['theme'] = chosen;
  }
  document.dispatchEvent(new Event('ws-theme'));
};
