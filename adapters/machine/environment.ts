/** What a step inherits from the environment of the engine: an allow-list, because anything else may run code. */

const NAMES: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TERM', 'COLORTERM', 'NO_COLOR', 'TZ', 'TMPDIR'],
  ...['CI', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR'],
  // Without these no tool gets out of a company network.
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
]);

/** A relative entry would let a worktree supply programs in place of the system's. */
const absoluteOnly = (path: string): string =>
  path
    .split(':')
    .filter((entry) => entry.startsWith('/'))
    .join(':');

/**
 * The variables every step starts from: those on the allow-list and `LC_*`. `NODE_OPTIONS`, `GIT_*`, `LD_*`,
 * `BASH_ENV`, exported functions, keys of services and `WS_*` are not among them; relative `PATH` entries are dropped.
 */
export const baseEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> => {
  const base: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !(NAMES.has(name) || /^LC_[A-Z]+$/.test(name))) continue;
    base[name] = name === 'PATH' ? absoluteOnly(value) : value;
  }
  return base;
};
