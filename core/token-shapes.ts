/** Takes out of a text whatever looks like a key or token, known to us or not. */
import { MASKED } from './masking/masked.ts';

/** Every repetition is bounded or cannot overlap what follows it, so that no text takes long. */
const WHOLE: readonly RegExp[] = [
  /\b(?:sk|rk|pk)[-_](?:live[-_]|test[-_]|proj-|ant-)?[A-Za-z0-9_-]{16,250}/g,
  /\bgh[pousr]_[A-Za-z0-9]{16,255}/g,
  /\bgithub_pat_\w{20,255}/g,
  /\bglpat-[\w-]{16,100}/g,
  /\bxox[abeoprs]-[\w-]{10,250}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{30,60}/g,
  /\bnpm_[A-Za-z0-9]{30,60}/g,
  /\bpypi-[\w-]{16,250}/g,
  /\bhf_[A-Za-z0-9]{20,60}/g,
  /\beyJ[\w-]{8,4000}\.[\w-]{8,8000}\.[\w-]{8,2000}/g,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{1,20000}-----END [A-Z ]{0,40}PRIVATE KEY-----/g,
];

/** The part in front stays: it says what was there. */
const AFTER: readonly RegExp[] = [
  /(\b(?:Bearer|Basic)\s{1,4})[\w.~+/=-]{12,4000}/gi,
  /(:\/\/[^\s/:@'"]{0,100}:)[^\s/@'"]{1,200}(?=@)/g,
  /(\b[A-Z0-9_]{0,60}(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)[A-Z0-9_]{0,30}=["']?)[^\s"']{4,4000}/g,
];

/** The text with key and token shapes masked; doing it twice changes nothing. */
export const maskTokens = (text: string): string => {
  let masked = text;
  for (const shape of WHOLE) masked = masked.replace(shape, MASKED);
  for (const shape of AFTER) masked = masked.replace(shape, `$1${MASKED}`);
  return masked;
};

/** Whether the value that stands under this name is most likely a secret. */
export const isSecretName = (name: string): boolean =>
  /(?:token|secret|passw(?:or)?d|passphrase|[-_]pass|(?:api|access|private|secret|signing|encryption|master|account)[-_]?key|credential|authorization)s?$/i.test(
    name,
  ) && !/^(?:max|num|total|input|output|prompt|completion)?[-_]?tokens$/i.test(name);
