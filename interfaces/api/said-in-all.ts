/** What is said in every answer to keep whoever shows it from doing more than that. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    ...['script-src', 'font-src', 'connect-src', 'worker-src', 'manifest-src'].map((kind) => `${kind} 'self'`),
    "img-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    ...['base-uri', 'form-action', 'frame-ancestors'].map((kind) => `${kind} 'none'`),
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

export const PROBLEM_MEDIA = 'application/problem+json; charset=utf-8';
export const JSON_MEDIA = 'application/json; charset=utf-8';
