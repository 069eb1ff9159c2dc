/** Numbers as they are written: fractions of whole numbers, rounded half up only where they are told. */

/** @typedef {{ readonly over: bigint, readonly under: bigint }} Exact */

/** What the decimal text of a number says, to the last digit. @type {(number: number) => Exact} */
export const exact = (number) => {
  const [, sign = '', whole = '0', part = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(number)) ?? [];
  const places = part.length - Number(power);
  const over = BigInt(`${sign}${whole}${part}`) * 10n ** BigInt(Math.max(0, -places));
  return { over, under: 10n ** BigInt(Math.max(0, places)) };
};

/** @type {(a: Exact, b: Exact) => Exact} */
export const times = (a, b) => ({ over: a.over * b.over, under: a.under * b.under });

/** `b` is not nothing. @type {(a: Exact, b: Exact) => Exact} */
export const by = (a, b) => ({ over: a.over * b.under, under: a.under * b.over });

/** @type {(a: Exact, b: Exact) => Exact} */
export const plus = (a, b) => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under });

/** @type {(numbers: readonly Exact[]) => Exact} */
export const sum = (numbers) => numbers.reduce(plus, exact(0));

/** Below nothing, nothing, or above it. @type {(a: Exact, b: Exact) => number} */
export const compared = (a, b) => {
  const left = a.over * b.under;
  const right = b.over * a.under;
  return left < right ? -1 : left > right ? 1 : 0;
};

/** To so many places, half up. @type {(number: Exact, places?: number) => number} */
export const rounded = ({ over, under }, places = 2) => {
  const scaled = over * 10n ** BigInt(places) * 2n + under;
  const twice = under * 2n;
  const whole = scaled < 0n && scaled % twice !== 0n ? scaled / twice - 1n : scaled / twice;
  return Number(`${whole}e-${places}`);
};
