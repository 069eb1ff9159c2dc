import { describe, expect, test } from 'vitest';
import type { FaultCode } from '../../../../../error/engine/verdict/fault-code.ts';
import { codeOfText, findMachineShape, findServiceShape } from '../../../../../error/engine/verdict/shapes.ts';

/** Lines as the clients of model providers, git, curl, package managers and kernels print them. */
const LINES: readonly (readonly [FaultCode, string])[] = [
  ['rate-limited', 'HTTP/2 429'],
  ['rate-limited', 'openai.RateLimitError: Error code: 429 - {"error": {"code": "rate_limit_exceeded"}}'],
  [
    'rate-limited',
    '{"type":"error","error":{"type":"rate_limit_error","message":"Number of request tokens has exceeded"}}',
  ],
  ['rate-limited', 'status: RESOURCE_EXHAUSTED'],
  ['rate-limited', 'Quota exceeded for quota metric "GenerateContent requests per minute"'],
  ['rate-limited', 'curl: (22) The requested URL returned error: 429'],
  ['rate-limited', 'toomanyrequests: You have reached your pull rate limit.'],
  ['rate-limited', 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'],
  ['quota-exceeded', 'Claude AI usage limit reached|1760000000'],
  ['rate-limited', 'ThrottlingException: Too many requests, please wait before trying again.'],
  ['quota-exceeded', '"code": "insufficient_quota"'],
  ['quota-exceeded', 'You exceeded your current quota, please check your plan and billing details.'],
  ['quota-exceeded', 'Your credit balance is too low to access the Anthropic API.'],
  ['quota-exceeded', 'Error: 402 Payment Required'],
  ['budget-exceeded', 'Budget has been exceeded! Current cost: 1.2, Max budget: 1.0'],
  ['unauthenticated', 'Error code: 401 - {"error": {"message": "Incorrect API key provided"}}'],
  ['unauthenticated', '{"type":"authentication_error","message":"invalid x-api-key"}'],
  ['unauthenticated', 'API key not valid. Please pass a valid API key.'],
  ['unauthenticated', "fatal: could not read Username for 'https://github.com': terminal prompts disabled"],
  ['unauthenticated', "fatal: Authentication failed for 'https://github.com/a/b.git/'"],
  ['unauthenticated', 'git@github.com: Permission denied (publickey).'],
  ['unauthenticated', 'npm error code ENEEDAUTH'],
  [
    'context-too-long',
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
  ],
  ['context-too-long', 'prompt is too long: 210000 tokens > 200000 maximum'],
  ['context-too-long', 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).'],
  ['context-too-long', 'litellm.ContextWindowExceededError: too much'],
  ['unavailable', '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'],
  ['unavailable', 'HTTP/1.1 503 Service Unavailable'],
  ['unavailable', 'curl: (22) The requested URL returned error: 502'],
  ['unavailable', '504 Gateway Timeout'],
  ['unavailable', 'The model is overloaded. Please try again later.'],
  ['network', 'Error: connect ECONNREFUSED 127.0.0.1:443'],
  ['network', 'curl: (6) Could not resolve host: example.org'],
  ['network', 'ssh: connect to host github.com port 22: Connection timed out'],
  ['network', 'TypeError: fetch failed'],
  ['network', 'dial tcp: lookup proxy.golang.org: no such host'],
  ['network', "fatal: unable to access 'https://github.com/a/b.git/': Failed to connect to github.com port 443"],
  ['network', 'requests.exceptions.ConnectionError: HTTPSConnectionPool(...): Max retries exceeded with url: /'],
  ['network', 'SSL certificate problem: unable to get local issuer certificate'],
  ['tool-missing', 'bash: line 1: aider: command not found'],
  ['tool-missing', 'sh: 1: vitest: not found'],
  ['tool-missing', 'env: ‘node22’: No such file or directory'],
  ['tool-missing', 'Error: spawn codex ENOENT'],
  ['tool-missing', 'exec: "golangci-lint": executable file not found in $PATH'],
  ['permission-denied', "Error: EACCES: permission denied, open '/etc/x'"],
  ['permission-denied', 'mkdir: cannot create directory ‘/usr/x’: Permission denied'],
  ['permission-denied', 'HTTP 403 Forbidden'],
  ['workspace', "fatal: Unable to create '/repo/.git/index.lock': File exists."],
  ['workspace', 'fatal: not a git repository (or any of the parent directories): .git'],
];

const MACHINE_LINES: readonly (readonly [FaultCode, string])[] = [
  ['disk-full', 'tar: out.tar: Wrote only 4096 of 10240 bytes: No space left on device'],
  ['disk-full', 'Error: ENOSPC: no space left on device, write'],
  ['disk-full', 'sqlite3.OperationalError: database or disk is full'],
  ['disk-full', 'write error: Disk quota exceeded'],
  ['out-of-memory', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
  ['out-of-memory', 'java.lang.OutOfMemoryError: Java heap space'],
  ['out-of-memory', 'Memory cgroup out of memory: Killed process 4711 (node)'],
  ['out-of-memory', 'MemoryError'],
  ['out-of-memory', "terminate called after throwing an instance of 'std::bad_alloc'"],
  ['out-of-memory', 'memory allocation of 8589934592 bytes failed'],
  ['out-of-memory', 'g++: fatal error: Killed signal terminated program cc1plus'],
];

describe('a known line', () => {
  test.each(LINES)('has the code %s: %s', (code, line) => {
    expect(findServiceShape(['before', line, 'after'])).toEqual({ code, line, at: 1 });
  });
  test.each(MACHINE_LINES)('has the code %s: %s', (code, line) => {
    expect(findMachineShape(['before', line, 'after'])).toEqual({ code, line, at: 1 });
    expect(codeOfText(line)).toBe(code);
  });
});

test.each([
  'all 429 tests passed',
  'Downloading 503 packages',
  'rendered 401 pages in 3 s',
  'Error: ENOSPC: System limit for number of file watchers reached',
  'npm notice authentication is handled by the server',
  'warning: module "x" was not found in the cache',
  'GET /limits 200 12 ms',
])('a line that only resembles one has no code: %s', (line) => {
  expect(findServiceShape([line])).toBeNull();
  expect(findMachineShape([line])).toBeNull();
});

test('the last line that has a shape wins, because it ended the command', () => {
  const lines = ['connect ECONNREFUSED 127.0.0.1:80', 'retrying', 'HTTP/1.1 401 Unauthorized'];
  expect(findServiceShape(lines)?.code).toBe('unauthenticated');
});

test('a full disk that is spoken of long before the end does not count', () => {
  const lines = ['No space left on device', ...Array.from({ length: 400 }, () => 'fine')];
  expect(findMachineShape(lines)).toBeNull();
});
