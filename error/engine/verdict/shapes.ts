/** The known shapes of failure that are not of one tool: providers, network, machine. Each is told from one line. */
import type { FaultCode } from './fault-code.ts';
import { endsWell, isHarmless } from '../reading/harmless-line.ts';
import { tellingLines, withoutSpans } from '../reading/telling-lines.ts';
import { answerAt, codeOfAnswer, codeOfSentence } from './provider-answer.ts';

export type Shape = {
  readonly code: FaultCode;
  readonly pattern: RegExp;
  /** A line that matches this as well is something else. */
  readonly unless: RegExp | null;
};

/** A shape found in a log. */
export type ShapeMatch = { readonly code: FaultCode; readonly line: string; readonly at: number };

const shape = (code: FaultCode, pattern: RegExp, unless: RegExp | null = null): Shape => ({ code, pattern, unless });

/** The machine gives out: whatever a tool says besides follows from it. */
const MACHINE: readonly Shape[] = [
  shape(
    'disk-full',
    /No space left on device|\bENOSPC\b|Disk quota exceeded|\bEDQUOT\b|database or disk is full|not enough space on the disk|disk full|Wrote only \d+ of \d+ bytes/i,
    /file watchers|inotify/i,
  ),
  shape(
    'out-of-memory',
    /JavaScript heap out of memory|Reached heap limit|java\.lang\.OutOfMemoryError|\bOut of memory\b|oom-kill|\bOOMKilled\b|Killed process \d+|^MemoryError\b|Cannot allocate memory|\bENOMEM\b|std::bad_alloc|memory allocation of \d+ bytes failed|virtual memory exhausted|terminated by signal 9|signal: 9[, ]|signal=SIGKILL|ERR_WORKER_OUT_OF_MEMORY|Array buffer allocation failed|fatal error: Killed signal terminated program|Memory cgroup out of memory|GC overhead limit exceeded|Allowed memory size of \d{1,20} bytes exhausted|more system memory .{0,60} than is available/i,
  ),
];

/** Someone else gives out or refuses. The first that matches a line has it, so the closer remedy stands first. */
const SERVICES: readonly Shape[] = [
  // What CI runners say of a job that they ended themselves, and clients of an answer that did not come in time.
  shape(
    'timeout',
    /Too long with no output|timed out waiting for|\bDUE TO TIME LIMIT\b|exceeded its deadline|DeadlineExceeded|Timeout has been exceeded|nested steps due to timeout|^(?:Error: )?The (?:action|job|step) .{0,100}has timed out after|has exceeded the maximum execution time|execution took longer than \d|APITimeoutError|litellm\.Timeout|^Error: Job timed out|Process exceeded the time limit/,
    /^\s{0,12}(?:at |from |File )/,
  ),
  shape(
    'interrupted',
    /runner has received a shutdown signal|^The operation was cancell?ed\.|^Aborted by \S|[Jj]ob was cancell?ed|[Bb]uild was (?:aborted|cancell?ed)|^Error: The operation was cancell?ed/,
  ),
  shape(
    'budget-exceeded',
    /budget (?:has been )?exceeded|exceeded (?:your |the )?budget|ExceededBudget|budget_exceeded|error_max_budget|max(?:imum)? budget reached/i,
  ),
  shape(
    'rate-limited',
    /(?:requests|tokens)[ _]?(?:\([A-Z]{1,4}\) )?per[ _]?(?:min|day|hour|second)|\b(?:RPM|TPM|RPD)\b.{0,40}limit|hit your rate limit|API rate limit exceeded|api_error_status"?: ?429|\bAPI Error: .{0,60}\b429\b/i,
  ),
  shape(
    'quota-exceeded',
    /storage quota has been|insufficient_quota|exceeded your current quota|billing_hard_limit|billing hard limit|credit balance is too low|quota (?:has been )?exceeded|exceeded.{0,20} quota|insufficient (?:credits|funds|balance)|payment required|out of credits|billing_not_active|ServiceQuotaExceeded/i,
  ),
  shape(
    'context-too-long',
    /context_length_exceeded|maximum context length|ran out of room in .{0,40}context|context[ _](?:window|length).{0,40}exceed|exceed.{0,60}context (?:window|length|limit)|prompt is too long|input (?:is|length).{0,30}(?:too long|exceed)|input token count.{0,40}exceed|maximum number of tokens allowed|ContextWindowExceeded|string_above_max_length|request_too_large/i,
  ),
  shape(
    'rate-limited',
    /rate[_ -]?limit(?:ed|_error| error| reached| exceeded| (?:is|was) exceeded|s? for|Error|ing)|RateLimitError|rate_limit_exceeded|Too Many Requests|(?:HTTP\/[\d.]{1,4}|status(?: ?code)?|error(?: ?code)?|returned|response)[:=]? ?\(?429\b|^429\b|ThrottlingException|RESOURCE_EXHAUSTED|toomanyrequests|secondary rate limit/i,
  ),
  shape(
    'unauthenticated',
    /invalid_api_key|Incorrect API key|invalid (?:x-)?api[ -]key|authentication_error|AuthenticationError|API key not (?:valid|found)|API_KEY_INVALID|no api key|api key (?:is )?(?:missing|required|expired)|(?:HTTP\/[\d.]{1,4}|status(?: ?code)?|error(?: ?code)?)[:=]? ?\(?401\b|401 Unauthorized|^401\b|\bUNAUTHENTICATED\b|\bENEEDAUTH\b|npm (?:error|ERR!).{0,20}\bE401\b|Authentication failed|could not read (?:Username|Password) for|Permission denied \(publickey|Bad credentials|not logged in|please (?:run )?.{0,12}log ?in|OAuth token (?:has )?expired|token (?:has )?expired|unauthorized: authentication required|no basic auth credentials|api_error_status"?: ?401|\bAPI Error: .{0,60}\b401\b/i,
  ),
  shape(
    'unauthenticated',
    /unable to locate credentials|could not (?:load|find|resolve) (?:the )?(?:default |any )?(?:credentials|authentication)|(?:no|missing|invalid|expired|unable to load|could not load) (?:\w{1,20} )?(?:credentials|authentication|API key|API token|access token|auth token)\b|credentials? (?:were |was )?(?:not found|missing|expired|could not be found)|NoCredentials|ExpiredToken|InvalidClientTokenId|UnrecognizedClientException|security token included in the request is (?:invalid|expired)|set an auth method|\b(?:gh auth|az|gcloud auth|docker|npm|aws sso|huggingface-cli|vercel|heroku|firebase|fly auth) login\b|must be logged in|Support for password authentication was removed|requires authentication|authentication (?:is )?required|not authenticated|password authentication failed|Access denied for user|\bNOAUTH\b|\bWRONGPASS\b|\bENOGHTOKEN\b|incorrect username or password|HTTP Basic: Access denied|Host key verification failed|401 \(Unauthorized\)|Status 401\b|[Ii]nvalid login|login (?:incorrect|invalid)|\b535[ -]5\.7\.\d|no auth(?:entication)? (?:info|information|token)|Login failed for user|ORA-01017/i,
    /^\s{0,8}(?:\$|\+|#|>|run:)\s|echo |\blogin (?:succeeded|page|form|test)/i,
  ),
  shape(
    'unauthenticated',
    /(?:[Ss]et|[Ss]pecify|[Pp]rovide|[Mm]issing|[Rr]equires?) (?:\S{1,40} ){0,5}['"`]?[A-Z][A-Z0-9_]{2,60}_(?:API_KEY|TOKEN|ACCESS_KEY|SECRET)\b|\b[A-Z][A-Z0-9_]{2,60}_(?:API_KEY|TOKEN|ACCESS_KEY)['"`]? (?:environment variable )?(?:is |was )?(?:not set|missing|required|empty|undefined|unset)/,
    /^\s{0,8}(?:\$|\+|#|>|run:)\s|echo |export /,
  ),
  shape(
    'unavailable',
    /overloaded_error|\boverloaded\b|Service (?:Temporarily )?Unavailable|Bad Gateway|Gateway Time-?out|(?:HTTP\/[\d.]{1,4}|status(?: ?code)?|error(?: ?code)?|returned error)[:=]? ?\(?5(?:00|02|03|04|20|22|24|29)\b|^5(?:00|02|03|04|29) |500 Internal Server Error|InternalServerError|"type": ?"api_error"|server had an error|"status": ?"UNAVAILABLE"|is currently unavailable|temporarily unavailable|(?:50[023]|529) \((?:Internal Server Error|Bad Gateway|Service Unavailable)\)|Status (?:50[0234]|529)\b|experiencing high demand|api_error_status"?: ?5\d\d|ServiceUnavailableException|ModelNotReadyException|An error occurred while processing your request\b/i,
    /Resource temporarily unavailable|^\s{0,12}(?:GET|POST|PUT|PATCH|DELETE|HEAD) \S/i,
  ),
  shape(
    'network',
    /\b(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|UND_ERR_\w+)\b|socket hang up|getaddrinfo|Could not resolve (?:host|proxy)|Temporary failure in name resolution|Name or service not known|no such host|Connection (?:refused|reset by peer|timed out|closed by remote)|Network is unreachable|No route to host|fetch failed|SSL certificate problem|TLS handshake (?:timeout|error)|certificate (?:has expired|verify failed)|Max retries exceeded with url|i\/o timeout|APIConnectionError|curl: \((?:5|6|7|16|18|28|35|52|55|56|60)\)|Failed to (?:connect to|establish a new connection)|Connection error\.|unable to access 'https?:|The remote end hung up|Network request failed|Could not connect to server|spurious network error|Read timed out|Unknown host |\bENOTCACHED\b|cache mode is 'only-if-cached'|Client\.Timeout exceeded|context deadline exceeded|Cannot connect to the Docker daemon|unable to resolve host address|Can(?:'|no)t (?:reach|connect to) (?:the )?(?:database|\w{1,20}) server|Could(?:n't| not) connect to (?:server|the )|Unable to connect to (?:the )?(?:server|remote|host|database)|could not connect to [\w.-]{1,100}:\d|Connection error\b|ServerSelectionError|ERR_PROXY_CONNECTION|network timeout|Received HTTP code 5\d\d from proxy|kex_exchange_identification|TNS:no listener|Could not translate host name|nodename nor servname|Temporary failure resolving|Failed to fetch http|RPC failed; (?:curl|HTTP)|Unable to load the service index for source|TransportException|Failed to download|error downloading|Unable to download|error sending request for url|certificate of .{1,100} is not trusted|self[- ]signed certificate|unable to (?:get local issuer|verify the first) certificate|\bnet::ERR_(?:CONNECTION|NAME|INTERNET|ADDRESS|TIMED)\w{0,30}|verify that this server is running|urlopen error|^(?:socket\.)?(?:timeout|TimeoutError): (?:timed out|The read operation timed out)|CERTIFICATE_VERIFY_FAILED|\bSSLError\b|Connection (?:was )?aborted|connection (?:was )?(?:closed|lost) (?:before|unexpectedly|by)|\bdial tcp\b|lookup \S{1,100}: (?:no such host|i\/o timeout)|Temporary failure in|ERR_NETWORK|stream disconnected before completion/i,
    /returned error: 4\d\d|\b40[134]\b/,
  ),
];

/** The machine lacks or refuses something. */
const PLACE: readonly Shape[] = [
  shape(
    'tool-missing',
    /: [Cc]ommand not found$|: not found$|spawn \S{1,200} ENOENT|is not recognized as (?:an internal or external command|(?:the|a) name of a cmdlet)|executable file not found in \$PATH|^(?:\/usr\/bin\/)?env: .{1,100}: No such file or directory$|^make(?:\[\d+\])?: .{1,200}: No such file or directory$|^make(?:\[\d+\])?: \*\*\* .{1,300} Error 127$|bad interpreter: |program not found|command not found: |^Command '.{1,100}' not found|FileNotFoundError: \[Errno 2\] No such file or directory: '[\w.+-]{1,100}'$|Cannot run program ".{1,200}": error=2|linker `.{1,100}` not found|cannot execute: required file not found|(?:[Ee]xecutable|[Bb]inary) (?:not found|doesn't exist|does not exist|could not be found)(?: at\b|:|$)|^(?:git|docker|npm|cargo|go|kubectl|helm|dotnet): '[\w-]{1,60}' is not a (?:git|docker|\w{1,20}) command|: unknown command: docker |^error: no such (?:command|subcommand): |JAVA_HOME is not set|unable to find utility "|No \.NET SDKs were found|command could not be found in your PATH|is not installed(?: or not in|\.? Please install| on your|, please)/,
    /\.(?:so|a|h|py|js|ts)\b.{0,20}: not found$|\b404\b|warning/,
  ),
  shape(
    'workspace',
    /Unable to create '.{1,400}\.lock': File exists|Another git process seems to be running|not a git repository|index file corrupt|detected dubious ownership|Author identity unknown|Please tell me who you are|empty ident name|is already (?:checked out|used by worktree)|You are not currently on a branch|fatal: a branch named .{1,200} already exists|loose object .{1,100} is corrupt|object file .{1,200} is empty|fatal: bad config/,
  ),
  shape('permission-denied', /\(protected branch hook declined\)$|\bGH0(?:06|13)\b|not allowed to (?:force[- ])?push/),
  shape('check-failed', /^ ?! \[remote rejected\] .{1,300} \(.{0,60}hook declined\)$/),
  shape(
    'permission-denied',
    /\bEACCES\b|\bEPERM\b|\bEROFS\b|[Pp]ermission denied|PermissionError|Operation not permitted|Read-only file system|(?:HTTP\/[\d.]{1,4}|status(?: ?code)?|[Ee]rror(?: ?code)?)[:=]? ?\(?403\b|403 Forbidden|\(Forbidden\)|is forbidden: User|requested access to the resource is denied|[Rr]esource not accessible by integration|permission_error|\bPERMISSION_DENIED\b|AccessDenied|PermissionDeniedError|UnauthorizedOperation|not authorized to perform|AuthorizationFailed|Access Denied\b/,
  ),
];

/** A provider did not take the request as it was; what it says besides may be more telling. */
const REQUESTS: readonly Shape[] = [
  shape(
    'bad-input',
    /\b(?:not_found_error|invalid_request_error|model_not_found|BadRequestError|NotFoundError|ValidationException|content_filter|unsupported_(?:parameter|value))\b|\bmodel\b.{0,80}(?:does not exist|not found|is not supported)|"status": ?"(?:INVALID_ARGUMENT|NOT_FOUND)"/,
  ),
];

/** One look that throws out nearly every line before the patterns are tried. */
const HINT =
  /space|hung|remote|forbid|integration|cancel|Aborted|removed|Validation|content_|Timeout|Too long|action|RPC|Failed|Temporary|space|Wrote only|_TOKEN|_KEY|daemon|binary|executable|installed|command|JAVA_HOME|protected|unable to|download|ORA-|nodename|error:|could not|error 127|ENOSPC|EDQUOT|full|memory|oom|kill|heap|bad_alloc|signal|ENOMEM|GC over|quota|budget|limit|billing|credit|insufficient|payment|context|too long|token|exceed|ident|model|_error|RequestError|FoundError|unsupported|INVALID_|NOT_F|cached|too[ _]?large|429|too ?many|throttl|EXHAUSTED|api[ _-]?key|auth|401|40[13]|credentials|log ?in|logged|E401|overloaded|unavailable|gateway|5\d\d|server|api_error|ECONN|ETIME|ENOT|EAI_|UNREACH|UND_ERR|socket|getaddr|resolve|resolution|name or|host|connect|network|route|fetch|SSL|TLS|certificate|retries|timeout|timed out|curl|access|not found|No such|Cannot run|branch|already|corrupt|object|demand|API Error|deadline|ENOENT|recognized|interpreter|No such file|lock|declined|maximum|longer than|timed|time limit|git|index|dubious|EACCES|EPERM|EROFS|permi|forbidden|read-only|denied/i;

const matchIn = (shapes: readonly Shape[], given: string): FaultCode | null => {
  const line = given.trimEnd();
  for (const each of shapes) {
    if (each.pattern.test(line) && each.unless?.test(line) !== true) return each.code;
  }
  return null;
};

/** What a tool shows of sources, or of a difference that it found: those are not the tool's own words. */
const SHOWN =
  /^\s{0,12}(?:[-+] |>? ?\d{1,6} ?[|│])|^\s{0,12}(?:GET|POST|PUT|PATCH|DELETE|HEAD) {1,4}\/\S*(?: .{0,40}?\b[1-5]\d\d\b){3}/;

/** What a line may tell: not what a test that passed is called, nor what is shown of a source. */
const isTold = (line: string): boolean => HINT.test(line) && !SHOWN.test(line) && !isHarmless(line);

/** The last line of a log that has one of the shapes: what came last is most likely what ended it. */
const lastOf = (shapes: readonly Shape[], lines: readonly string[], from: number): ShapeMatch | null => {
  for (let at = lines.length - 1; at >= from; at -= 1) {
    const line = lines[at] ?? '';
    const code = isTold(line) ? matchIn(shapes, line) : null;
    if (code !== null) return { code, line, at };
  }
  return null;
};

/** How many of the last lines are read for the end of a machine's means; a log may well speak of such things earlier. */
const MACHINE_LINES = 300;

/** Disk or memory ran out, as the end of the log tells; null where it does not. */
export const findMachineShape = (lines: readonly string[]): ShapeMatch | null =>
  endsWell(lines) ? null : lastOf(MACHINE, tellingLines(lines), Math.max(0, lines.length - MACHINE_LINES));

/** How far above the refusal of a push the other side says why. */
const REMOTE_LINES = 20;

/** What the other side said of why it declined a push; its own words tell more than the refusal. */
const reasonOf = (declined: ShapeMatch, lines: readonly string[]): ShapeMatch | null => {
  const from = Math.max(0, declined.at - REMOTE_LINES);
  const said = lines.slice(from, declined.at).map((line) => (line.startsWith('remote:') ? line : ''));
  const match = lastOf([...SERVICES, ...PLACE], said, 0);
  return match === null ? null : { ...match, at: from + match.at };
};

const REFUSALS: readonly Shape[] = [...SERVICES, ...PLACE];

/** What one line says of who refused: a provider's answer that begins here, then the shapes, then the words of a CLI. */
const codeAt = (lines: readonly string[], at: number): ShapeMatch | null => {
  const line = lines[at] ?? '';
  if (!isTold(line)) return null;
  const answer = answerAt(lines, at);
  if (answer !== null && answer.code !== 'bad-input') return { code: answer.code, line, at };
  // What stands in a code span is quoted.
  const own = withoutSpans(line);
  const code = matchIn(REFUSALS, own) ?? codeOfSentence(own);
  return code === null || code === 'bad-input' ? null : { code, line, at };
};

/** How far above a line the head of what it belongs to may stand. */
const HEAD_LINES = 40;
/** How far above a line its own paragraph is looked through for words that tell more. */
const NEAR_LINES = 8;
const INDENTED = /^(?:\s|[}\])])/;
/** From what says most of the remedy to what says least; a status alone says least of all. */
const TELLING: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'budget-exceeded',
  'quota-exceeded',
  'context-too-long',
  'rate-limited',
  'unauthenticated',
]);

/** What a client adds below an answer says less than the answer. */
const asAnswered = (match: ShapeMatch, lines: readonly string[]): ShapeMatch => {
  for (let at = match.at; at >= Math.max(0, match.at - 3); at -= 1) {
    if (answerAt(lines, at)?.code === match.code) return { ...match, line: lines[at] ?? '', at };
  }
  return match;
};

/** What make says of a program that is not there, which the shell named above. */
const ENDED = /^make(?:\[\d+\])?: \*\*\* .{1,300} Error 127$/;

/** Who named the program that is missing, where the last line only says that there was none. */
const asMissed = (match: ShapeMatch, lines: readonly string[]): ShapeMatch => {
  for (let at = match.at - 1; at >= Math.max(0, match.at - NEAR_LINES); at -= 1) {
    const near = codeAt(lines, at);
    if (near?.code === 'tool-missing' && !ENDED.test(near.line)) return near;
  }
  return match;
};

/** Within one block the most specific line says what it is, not the last: its head, or words that tell a remedy. */
const refined = (match: ShapeMatch, lines: readonly string[]): ShapeMatch => {
  // The outermost answer that it stands in.
  for (let at = Math.max(0, match.at - 16); at < match.at; at += 1) {
    const answer = answerAt(lines, at);
    if (answer !== null && answer.until > match.at && answer.code !== 'bad-input')
      return { code: answer.code, line: lines[at] ?? '', at };
  }
  if (ENDED.test(match.line)) return asMissed(match, lines);
  if (TELLING.has(match.code)) return asAnswered(match, lines);
  if (INDENTED.test(match.line)) {
    for (let at = match.at - 1; at >= Math.max(0, match.at - HEAD_LINES); at -= 1) {
      const line = lines[at] ?? '';
      if (line.trim() === '' || INDENTED.test(line)) continue;
      return codeAt(lines, at) ?? match;
    }
  }
  for (let at = match.at - 1; at >= Math.max(0, match.at - NEAR_LINES); at -= 1) {
    if ((lines[at] ?? '').trim() === '') break;
    const near = codeAt(lines, at);
    if (near !== null && TELLING.has(near.code)) return near;
  }
  return match;
};

/** A version that is there already: a registry says 403 or 409, but nobody has to allow anything. */
const TAKEN =
  /cannot publish over (?:the )?(?:previously published|existing)|File already exists\. See https:\/\/pypi|is already (?:published|uploaded)|crate version .{1,80} already (?:uploaded|exists)|Cannot publish over existing version/i;

const lastRefusal = (lines: readonly string[]): ShapeMatch | null => {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const match = codeAt(lines, at);
    if (match !== null) return refined(match, lines);
  }
  return null;
};

/** A provider said that it cannot use the request, which says least: asked when nothing else is known. */
const lastRequest = (lines: readonly string[]): ShapeMatch | null => {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? '';
    if (!isTold(line)) continue;
    const isRefused =
      answerAt(lines, at)?.code === 'bad-input' ||
      matchIn(REQUESTS, line) !== null ||
      codeOfSentence(line) === 'bad-input';
    if (isRefused) return { code: 'bad-input', line, at };
  }
  return null;
};

/**
 * A provider, the network or the surroundings refused, as the last such line tells and the block it stands in; null
 * where none does. What was tried again with success, quoted or passed over does not count.
 */
export const findServiceShape = (lines: readonly string[]): ShapeMatch | null => {
  if (endsWell(lines) || lines.some((line) => TAKEN.test(line))) return null;
  const telling = tellingLines(lines);
  const match = lastRefusal(telling) ?? lastRequest(telling);
  return match?.code === 'check-failed' ? (reasonOf(match, lines) ?? match) : match;
};

/** The code of a single text, such as the message of an adapter's error; null where it has no known shape. */
export const codeOfText = (text: string): FaultCode | null => {
  const machine = matchIn(MACHINE, text);
  const answer = machine ?? codeOfAnswer(text);
  return answer !== null && answer !== 'bad-input' ? answer : (matchIn(REFUSALS, text) ?? codeOfSentence(text));
};
