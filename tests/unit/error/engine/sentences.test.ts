/** What single sentences of services, machines and CI runners are taken for. */
import { expect, test } from 'vitest';
import { classify } from '../../../../error/engine/verdict/classify.ts';
import { requestFor } from '../fixture.ts';

const SENTENCES: readonly (readonly [string, string])[] = [
  [
    'rate-limited',
    'Error response from daemon: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading',
  ],
  [
    'interrupted',
    '##[error]The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is canceled.\n##[error]The operation was canceled.',
  ],
  ['interrupted', 'Running tests\n##[error]The operation was canceled.'],
  ['timeout', 'building\nToo long with no output (exceeded 10m0s): context deadline exceeded'],
  [
    'timeout',
    'Cancelling nested steps due to timeout\nSending interrupt signal to process\nTimeout has been exceeded\nFinished: ABORTED',
  ],
  ['timeout', "Error: The action 'Run tests' has timed out after 10 minutes."],
  ['interrupted', 'Sending interrupt signal to process\nAborted by admin\nFinished: ABORTED'],
  [
    'bad-input',
    "openai.BadRequestError: Error code: 400 - {'error': {'message': \"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.\", 'type': None, 'param': 'prompt', 'code': 'content_filter', 'status': 400}}",
  ],
  [
    'bad-input',
    'botocore.errorfactory.ValidationException: An error occurred (ValidationException) when calling the InvokeModel operation: Invocation of model ID anthropic.claude-3-5 with on-demand throughput isn\u2019t supported.',
  ],
  [
    'quota-exceeded',
    'botocore.errorfactory.ServiceQuotaExceededException: An error occurred (ServiceQuotaExceededException) when calling the Converse operation: quota',
  ],
  ['timeout', 'openai.APITimeoutError: Request timed out.'],
  [
    'timeout',
    'litellm.exceptions.Timeout: litellm.Timeout: APITimeoutError - Request timed out. Error_str: Request timed out.',
  ],
  [
    'rate-limited',
    "google.api_core.exceptions.ResourceExhausted: 429 Quota exceeded for quota metric 'Generate Content API requests per minute' and limit 'GenerateContent request limit per minute for a region' of service",
  ],
  [
    'unavailable',
    'google.api_core.exceptions.ServiceUnavailable: 503 The model is overloaded. Please try again later.',
  ],
  [
    'unauthenticated',
    'google.auth.exceptions.DefaultCredentialsError: Your default credentials were not found. To set up Application Default Credentials, see',
  ],
  ['permission-denied', 'google.api_core.exceptions.PermissionDenied: 403 Permission denied on resource project shop.'],
  [
    'context-too-long',
    'anthropic.BadRequestError: Error code: 400 - {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 215000 tokens > 200000 maximum"}}',
  ],
  [
    'unauthenticated',
    "error: failed to push some refs\nremote: Invalid username or password.\nfatal: Authentication failed for 'https://github.com/a/b.git/'",
  ],
  [
    'unauthenticated',
    'remote: Support for password authentication was removed on August 13, 2021.\nfatal: unable to access',
  ],
  [
    'git-conflict',
    " ! [rejected]        main -> main (fetch first)\nerror: failed to push some refs to 'github.com:a/b.git'\nhint: Updates were rejected because the remote contains work that you do not",
  ],
  ['git-conflict', ' ! [rejected]        main -> main (non-fast-forward)\nerror: failed to push some refs'],
  ['tool-missing', '/bin/sh: 1: yarn: not found'],
  ['tool-missing', 'bash: pnpm: command not found'],
  ['tool-missing', "'tsc' is not recognized as an internal or external command,\noperable program or batch file."],
  [
    'tool-missing',
    "The term 'dotnet' is not recognized as the name of a cmdlet, function, script file, or operable program.",
  ],
  ['tool-missing', 'zsh: command not found: cargo'],
  [
    'tool-missing',
    'docker: Error response from daemon: failed to create shim task: OCI runtime create failed: exec: "bash": executable file not found in $PATH: unknown.',
  ],
  ['out-of-memory', '{"level":"warn"}\nLast State:     Terminated\n  Reason:       OOMKilled\n  Exit Code:    137'],
  ['out-of-memory', 'c++: fatal error: Killed signal terminated program cc1plus\ncompilation terminated.'],
  [
    'out-of-memory',
    "error: could not compile `shop` (lib)\n\nCaused by:\n  process didn't exit successfully: `rustc` (signal: 9, SIGKILL: kill)",
  ],
  ['out-of-memory', 'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB'],
  [
    'disk-full',
    'npm error code ENOSPC\nnpm error syscall write\nnpm error errno -28\nnpm error nospc ENOSPC: no space left on device, write',
  ],
  [
    'network',
    "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.example.org', port=443): Read timed out.",
  ],
  ['network', 'curl: (6) Could not resolve host: example.org'],
  ['network', 'Error: read ECONNRESET'],
  ['network', 'dial tcp: lookup modules.example.org: no such host'],
  ['network', "E: Failed to fetch http://deb.example.org/x.deb  Temporary failure resolving 'deb.example.org'"],
  [
    'network',
    'error: RPC failed; curl 92 HTTP/2 stream 0 was not closed cleanly: CANCEL (err 8)\nfatal: the remote end hung up unexpectedly',
  ],
  ['unavailable', 'requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: https://api.example.org/'],
  ['permission-denied', "Error: EACCES: permission denied, open '/etc/hosts'"],
  [
    'permission-denied',
    'Error from server (Forbidden): pods is forbidden: User "ci" cannot list resource "pods" in API group "" in the namespace "shop"',
  ],
  ['permission-denied', 'denied: requested access to the resource is denied'],
  ['permission-denied', '##[error]Resource not accessible by integration'],
  ['unauthenticated', 'error: You must be logged in to the server (Unauthorized)'],
  [
    'unauthenticated',
    'Error: Process completed with exit code 1.\nnpm ERR! code E401\nnpm ERR! Incorrect or missing password.',
  ],
  [
    'check-failed',
    "Error: Cannot find module './foo'\nRequire stack:\n- /repo/src/index.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1048:15)",
  ],
  ['check-failed', 'ERROR: Coverage for lines (71.2%) does not meet global threshold (80%)'],
  ['check-failed', 'Jest: "global" coverage threshold for branches (80%) not met: 71.43%'],
  ['check-failed', "error TS18003: No inputs were found in config file 'tsconfig.json'."],
  [
    'check-failed',
    "E   ModuleNotFoundError: No module named 'shop'\n=========================== short test summary info ============================\nERROR tests/test_a.py\n!!!!!!!!!!!!!!!!!!!! Interrupted: 1 error during collection !!!!!!!!!!!!!!!!!!!!",
  ],
  ['workspace', "fatal: Unable to create '/repo/.git/index.lock': File exists."],
  [
    'quota-exceeded',
    'Error: 402 {"error":{"message":"Insufficient credits. Add more using https://openrouter.ai/settings/credits","code":402}}',
  ],
  ['rate-limited', 'stream error: exceeded retry limit, last status: 429 Too Many Requests'],
  ['quota-exceeded', 'Claude AI usage limit reached|1750000000'],
  ['quota-exceeded', "You've hit your usage limit. Upgrade to Pro or try again in 3 days."],
  ['unauthenticated', 'Invalid API key \u00b7 Please run /login'],
  ['unauthenticated', 'ERROR: unexpected status 401 Unauthorized: Missing bearer or basic authentication in header'],
];

test.each(SENTENCES)('%s: %s', async (expected, stdout) => {
  expect((await classify(await requestFor({ stdout, exitCode: 1 }))).code).toBe(expected);
});
