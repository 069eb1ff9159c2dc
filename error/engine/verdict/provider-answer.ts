/** What a provider of models or a coding CLI said, read as one: its status, its body, the words of its SDK and CLI. */
import type { FaultCode } from './fault-code.ts';

/** An answer that stands in a log, from line `at` to line `until`, exclusive. */
export type ProviderAnswer = { readonly code: FaultCode; readonly message: string; readonly until: number };

/** A line on which an answer may begin; one look that throws out nearly all others. */
const BEGINS =
  /API ?[Ee]rror|APIError|\bstatus(?: ?code)?\b|["'\\]error["'\\]{1,4} ?:|Error code: ?\d|HTTP(?:\/[\d.]{1,4})? ?\d{3}|_error\b|Exception\b|ConnectError|RpcError|StatusCode\.|rpc error|\b[45]\d\d \{|AI_\w{3,40}Error|litellm\.|CAPIError|QuotaError|ProviderError|["']code["'] ?:/;

/** The numbers by which an answer names its status. */
const STATUS =
  /(?:API [Ee]rror:? ?\(?|CAPIError:? |Error code:? |HTTP(?:\/[\d.]{1,4})? |got status:? |last status:? |unexpected status |["']?(?:status|code|statusCode|status_code|http_status|api_error_status)["']? ?[:=] ?|\bstatus(?: code)?:? |^|: |\()["']?([45]\d\d)\b(?!\.\d|:\d)/g;
/** Fields that name the kind of an error. */
const KIND =
  /["'](?:type|code|status|reason|__type|name|errorType|error_type|error)["'] ?: ?["']([A-Za-z][\w.:-]{2,80})["']/g;
/** Kinds as SDKs and gRPC write them outside of JSON. */
const NAMED =
  /\b(?:StatusCode\.([A-Z_]{4,30})|code = ([A-Za-z]{4,30})\b|ConnectError: \[([a-z_]{4,30})\]|\(([A-Z]\w{4,60}(?:Exception|Error)?)\) when calling|([A-Z]\w{2,60}(?:Error|Exception))\b)/g;
const MESSAGE = /["']?message["']? ?: ?(?:"([^"]{1,600})"|'([^']{1,600})')/g;

const KINDS: readonly (readonly [FaultCode, RegExp])[] = [
  ['budget-exceeded', /^budget_?exceeded(?:error)?$|^error_max_budget_usd$/],
  [
    'quota-exceeded',
    /^insufficient_?quota|^billing_error$|^billing_not_active$|^billing_hard_limit|^usage_?limit(?:_reached|_exceeded|reached|error)?$|^usage_not_included$|^insufficient_?(?:credits?|balance|funds)|^quota_?exceeded|^servicequotaexceeded|^terminalquotaerror$|^creditserror$|^payment_?required|^freeusagelimiterror$|^monthlylimiterror$|^out_of_credits$/,
  ],
  [
    'context-too-long',
    /^context_?length_?exceeded|^contextwindowexceeded|^request_?too_?large|^string_above_max_length$|^context_?overflow|^model_context_window_exceeded$|^prompt_too_long$|^request_entity_too_large$/,
  ],
  [
    'rate-limited',
    /^rate_?limit(?:_?(?:error|exceeded|ed|reached)|error|ed)?$|^rate_?limit_?exceeded_?error$|^too_?many_?requests|^throttling(?:exception)?$|^throttled|^resource_?exhausted$|^requests$|^tokens$|^requestthrottled|^retryablequotaerror$|^slow_down$/,
  ],
  [
    'unauthenticated',
    /^authentication_?error$|^invalid_api_key$|^unauthenticated$|^unauthorized(?:error)?$|^invalid_?authentication|^expired_?token|^api_key_invalid$|^invalidclienttokenid$|^unrecognizedclientexception$|^loadapikeyerror$|^ai_loadapikeyerror$|^token_?expired$|^invalid_token$|^token_invalidated$|^token_revoked$|^refresh_token_(?:reused|expired|invalidated)$|^providerautherror$|^account_deactivated$|^missing_api_key$|^no_api_key/,
  ],
  [
    'permission-denied',
    /^permission_?(?:denied)?_?error$|^permission_?denied|^forbidden|^access_?denied(?:exception)?$|^unsupported_country|^organization_(?:restricted|disabled)$|^failed_precondition$/,
  ],
  [
    'unavailable',
    /^overloaded(?:_error)?$|^api_error$|^server_?error$|^internal(?:_server_error|servererror|serverexception|failure|error)?$|^unavailable$|^service_?unavailable|^serviceunavailableexception$|^modelnotready|^modelerrorexception$|^modelstreamerrorexception$|^server_is_overloaded$|^engine_overloaded|^model_capacity_exhausted$|^bad_gateway|^gateway_timeout|^aborted$|^model_overloaded$|^slow_down$|^upstream_error$|^provider_error$/,
  ],
  [
    'timeout',
    /^deadline_?exceeded$|^timeout(?:_error)?$|^apitimeouterror$|^apiconnectiontimeouterror$|^modeltimeoutexception$|^request_timeout$/,
  ],
  [
    'network',
    /^apiconnectionerror$|^connection_error$|^connecttimeout(?:error)?$|^connecterror$|^readtimeout(?:error)?$|^connectionerror$/,
  ],
  [
    'bad-input',
    /^invalid_?request(?:_?error)?$|^invalid_?argument$|^not_?found(?:_?error)?$|^model_?not_?found|^providermodelnotfounderror$|^badrequest(?:error)?$|^bad_request|^validationexception$|^resourcenotfoundexception$|^content_?(?:filter|policy)|^unsupported_(?:parameter|value|model)|^deploymentnotfound$|^unprocessableentityerror$|^out_of_range$|^invalid_prompt$|^model_not_supported$|^decommissioned$|^model_decommissioned$|^contentpolicyviolationerror$/,
  ],
];

/** What the words of an answer say; the closer remedy stands first. Not anchored: a message says it in a sentence. */
const WORDS: readonly (readonly [FaultCode, RegExp])[] = [
  [
    'budget-exceeded',
    /Exceeded USD budget|error_max_budget_usd|max(?:imum)? budget (?:reached|of)|Budget has been exceeded/i,
  ],
  [
    'context-too-long',
    /prompt is too long|input is too long|too long for (?:the )?requested model|context (?:length|window|limit)\b.{0,60}\b(?:only|exceed\w*|reached|full)|exceeds?\b.{0,60}\bcontext (?:length|window|limit|size)|ran out of room in the model's context|maximum context length|maximum (?:number of )?(?:prompt |input )?(?:tokens allowed|prompt length)|Request too large for|input token count.{0,40}exceed|reduce the length of the (?:input|messages|prompt)|maximum allowed input|hit a token limit!|conversation is too long|Please compact|exceeds? the (?:available|model'?s) context|Input tokens exceed|request body (?:is )?too large|413 Payload Too Large/i,
  ],
  [
    'quota-exceeded',
    /usage limit (?:has been )?reached|hit (?:your|the) (?:(?:session|weekly|monthly|daily|5-hour|Opus|Sonnet|usage|org(?:anization)?'?s?|monthly usage|team|spend(?:ing)?) ){0,3}(?:usage )?limit|reached your (?:(?:session|weekly|monthly|daily|usage|Opus|Sonnet|specified API usage|spend\w*|plan'?s?) ){1,4}limits?|\b(?:(?:5-hour|session|weekly|Opus|Opus weekly|Sonnet|monthly|daily) )(?:usage )?limit reached|^\W{0,6}Limit reached\b|credit balance is too low|exceeded your current quota|insufficient (?:balance|credits?|funds|quota)|requires more credits|out of (?:extra usage|credits|free)|exhausted your (?:daily |monthly |weekly )?(?:quota|capacity|credits?)|used all (?:available|of your) credits|used 100% of your|no quota\b|(?:daily|monthly|weekly) (?:quota|request limit|token limit|usage)\b.{0,40}(?:exceeded|reached|exhausted)|(?<!disk )quota exceeded|(?<!disk )quota (?:has been |was )?(?:hit|exhausted|reached|used up)|Too many tokens per day|per day per (?:user|project)|PerDay\b|exceeded your (?:monthly|copilot|premium|included|plan)\b|Key limit exceeded|[Ff]ree usage exceeded|monthly (?:included|spend\w*|usage) (?:credits|limit)\b.{0,30}(?:exceed|reach)?|To use Codex with your ChatGPT plan|add (?:more )?credits|purchase (?:more )?credits|check your plan and billing|Payment Required|No payment method|spending limit|storage quota/i,
  ],
  [
    'rate-limited',
    /exceeded (?:token |call |request |your |the |secondary )?rate[- ]?limits?|rate[- ]?limit(?:s|ed|ing)?\b.{0,30}(?:reached|exceeded|error|upstream|hit)|hit (?:a|the|your) rate[- ]?limit|(?:been|are|is|being|temporarily) rate[- ]?limited|Too Many Requests|Too many tokens, please wait|too many (?:concurrent )?requests|Resource has been exhausted|exceed your (?:organization|account)'?’?s?'? (?:\w{1,20} )?rate limit|per-minute (?:rate )?limit|tier capacity exceeded|requests? per (?:minute|second)|tokens per min|secondary rate limit|exceeded your rate[- ]?limits/i,
  ],
  [
    'unauthenticated',
    /Please run \/login|Run \/login|Invalid (?:x-)?api[- ]?key|Incorrect API key|API key (?:is )?(?:not valid|not found|missing|expired|invalid|required|revoked)|OAuth (?:access )?token (?:has )?(?:expired|been revoked|revoked|is invalid)|OAuth authentication is currently not (?:supported|allowed)|Missing bearer|access token could not be refreshed|refresh token was (?:already used|revoked)|(?:log|sign) ?in again|set an Auth method|No authentication information found|Authentication required|not logged in|could not resolve authentication method|Both methods? of auth|authentication (?:failed|token (?:is )?(?:invalid|expired))|credentials? (?:have |has )?expired|Invalid auth method|no auth(?:entication)? credentials found|session (?:has )?expired/i,
  ],
  [
    'permission-denied',
    /(?:organization|account|workspace) has been (?:disabled|suspended|banned)|location is not supported|Country, region, or territory not supported|don't have access to the model|do not have access to this (?:model|resource|organization)|Access denied by policy|not (?:enabled|authorized|allowed) (?:for|to use|by) (?:your|this)/i,
  ],
  [
    'unavailable',
    /\boverloaded\b|experiencing (?:high|heavy|elevated)|high demand|at capacity|No capacity available|server (?:had an )?error|internal server error|server_error|temporarily unavailable|Service Unavailable|currently unavailable|Bad Gateway|upstream (?:connect )?error|Last error: Unknown error|Failed to get response from the AI model|try a different model|Provider returned error|empty (?:response|stream)|no (?:healthy upstream|instances available)|Model is (?:loading|overloaded)|interrupted due to a server error|An error occurred while processing your request/i,
  ],
  [
    'network',
    /stream (?:error: )?(?:stream )?disconnected before completion|stream closed before|error sending request for url|fetch failed|Connection error|socket (?:hang up|connection was closed)|ECONN\w{3,8}|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|Unable to connect|Cannot connect to API|Premature close|network (?:error|connection)|getaddrinfo|Failed to connect|connection (?:closed|reset|refused|lost|dropped)|other side closed|\bterminated$|Name or service not known|waiting for network/i,
  ],
  [
    'timeout',
    /Request timed out|request timeout|Deadline expired|timed out waiting|timeout (?:error|exceeded|of \d)|operation was aborted due to timeout|idle timeout/i,
  ],
  [
    'bad-input',
    /model\b.{0,100}\b(?:does not exist|not found|may not exist|is not supported|has been (?:deprecated|retired|decommissioned)|invalid)|model identifier is invalid|No endpoints found|content (?:management|filter\w*) policy|issue with the selected model|unexpected (?:model|parameter)|max_tokens: \d|Requested entity was not found|does not support (?:tools|image)|try pulling it first/i,
  ],
];

const codeOfStatus = (status: number): FaultCode | null => {
  if (status === 401) return 'unauthenticated';
  if (status === 402) return 'quota-exceeded';
  if (status === 403) return 'permission-denied';
  if (status === 408 || status === 425 || status >= 500) return 'unavailable';
  if (status === 413) return 'context-too-long';
  return status === 429 ? 'rate-limited' : null;
};

/** JSON within JSON, and text that a terminal broke: as it was before. */
const unwrapped = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trim())
    .join(' ')
    .slice(0, 4000)
    .replace(/\\{1,3}n/g, ' ')
    .replace(/\\{1,3}(["'])/g, '$1');

/** How many lines an answer may take. */
const LINES = 16;

const bracesOf = (line: string): number => {
  let depth = 0;
  for (const letter of line.slice(0, 2000)) {
    if (letter === '{') depth += 1;
    else if (letter === '}') depth -= 1;
  }
  return depth;
};

/** The lines from `at` on that belong to the same answer: as long as a brace is open. */
const blockAt = (lines: readonly string[], at: number): readonly string[] => {
  let depth = 0;
  for (let end = at; end < Math.min(lines.length, at + LINES); end += 1) {
    depth += bracesOf(lines[end] ?? '');
    if (depth <= 0) return lines.slice(at, end + 1);
  }
  return lines.slice(at, at + 1);
};

const kindsIn = (text: string): readonly string[] => [
  ...[...text.matchAll(KIND)].map(([, kind]) => kind ?? ''),
  ...[...text.matchAll(NAMED)].map((match) => match.slice(1).find((each) => each !== undefined) ?? ''),
];

const plainKind = (kind: string): string => (kind.split(/[.#:]/).at(-1) ?? '').toLowerCase().replace(/-/g, '_');

/** The code that is named first in {@link KINDS}, so the closer remedy. */
const codeOfKinds = (kinds: readonly string[]): FaultCode | null => {
  const plain = kinds.map(plainKind);
  return KINDS.find(([, pattern]) => plain.some((kind) => pattern.test(kind)))?.[0] ?? null;
};

const codeOfWords = (text: string): FaultCode | null => WORDS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

/** Words that tell more than the kind or the status: an empty purse comes as 429, a prompt too long as 400. */
const TELLING: ReadonlySet<FaultCode> = new Set<FaultCode>(['budget-exceeded', 'quota-exceeded', 'context-too-long']);

/** Google calls every limit a quota; one that is over in a minute is a rate. */
const BY_THE_MINUTE =
  /PerMinute|RESOURCE_EXHAUSTED.{0,2000}\bretry in [\d.]{1,12}s\b|\bretry in [\d.]{1,12}s\b.{0,2000}RESOURCE_EXHAUSTED/;
const BY_THE_DAY = /PerDay|per day|daily/i;
/** What only clients of models write before a status of 400 or 404. */
const REFUSED =
  /\b(?:API Error|CAPIError|litellm\.\w{0,40}|AI_APICallError|APIStatusError|BadRequestError|NotFoundError)\b.{0,40}\b4(?:00|04|05|22)\b|\bError code: 4(?:00|04|22)\b/;

const VAGUE: ReadonlySet<FaultCode | null> = new Set<FaultCode | null>(['bad-input', 'permission-denied', null]);

/** The remedy for an answer's text: telling words, then the kind, then the status, then any words; null where none. */
export const codeOfAnswer = (text: string): FaultCode | null => {
  const words = codeOfWords(text);
  if (words === 'quota-exceeded' && BY_THE_MINUTE.test(text) && !BY_THE_DAY.test(text)) return 'rate-limited';
  if (words !== null && TELLING.has(words)) return words;
  const kind = codeOfKinds(kindsIn(text));
  // A kind that only says that the request was refused leaves it to the words to say why.
  if (kind !== null && !VAGUE.has(kind)) return kind;
  const statuses = [...text.matchAll(STATUS)].map(([, status]) => codeOfStatus(Number(status)));
  const status = statuses.find((each) => each !== null) ?? null;
  if (status !== null && !VAGUE.has(status)) return status;
  if (kind === null && status === null && !(REFUSED.test(text) || words === 'network')) return null;
  return words ?? kind ?? status ?? (REFUSED.test(text) ? 'bad-input' : null);
};

/** The answer that begins on a line; null where none does. */
export const answerAt = (lines: readonly string[], at: number): ProviderAnswer | null => {
  const line = lines[at] ?? '';
  if (!BEGINS.test(line)) return null;
  const block = blockAt(lines, at);
  const text = unwrapped(block);
  const code = codeOfAnswer(text);
  if (code === null) return null;
  // An answer that was wrapped says it inside.
  const said = [...text.matchAll(MESSAGE)].map(([, double, single]) => (double ?? single ?? '').trim());
  const message = said.findLast((each) => /[a-z] [a-z]/i.test(each)) ?? text;
  return { code, message, until: at + block.length };
};

/** Who speaks: lines of coding CLIs that name no status and no kind. */
const SPEAKS =
  /API Error|\blimit\b|\/login|\bmodel\b|\bcredit|quota|capacity|stream|Reconnecting|auth|API key|logged in|context|prompt|disconnected|Execution failed|budget|billing|plan\b|[Pp]rovider|overloaded|server|response|tokens?\b|sign in|log in|ConnectError/i;
const SAID =
  /^\W{0,8}(?:Claude|Error|ERROR|API Error|You(?:'|’)ve|You have|Your|You|Codex|Invalid|Credit|Prompt|OAuth|Please|Limit|5-hour|Weekly|Opus|Session|Execution failed|Selected model|Failed|We(?:'|’)re|stream|Request|Quota|Sorry|Model|The|This|There|litellm|Authentication|No|Not|Free|Rate|AI_\w+|unexpected status|exceeded|Insufficient|To use|Last error|Daily|Monthly|Reached|Exceeded)\b/;

/** The remedy for a sentence in which a CLI says that a provider refused; null where it says nothing of the kind. */
export const codeOfSentence = (line: string): FaultCode | null => {
  if (line.length > 600 || !SPEAKS.test(line) || !SAID.test(line)) return null;
  const code = codeOfWords(line);
  return code;
};
