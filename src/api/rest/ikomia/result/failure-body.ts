// The body of a run that has failed: clients read no more than ten kilobytes of it.

/** Most bytes of the body. */
export const MAX_FAILURE_BYTES = 10_240;

/** `{"message": …}` as text of at most `MAX_FAILURE_BYTES`; what is too long is cut, with a sign that it was. */
export function failureBody(message: string): string {
  // Every character takes a byte at least: of a longer message the rest need not be looked at.
  const whole = message.length > MAX_FAILURE_BYTES ? null : JSON.stringify({ message: message.toWellFormed() });
  if (whole !== null && Buffer.byteLength(whole) <= MAX_FAILURE_BYTES) return whole;
  let [fits, tooLong] = [0, Math.min(message.length, MAX_FAILURE_BYTES)];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (Buffer.byteLength(cutBody(message, middle)) <= MAX_FAILURE_BYTES) fits = middle;
    else tooLong = middle;
  }
  return cutBody(message, fits);
}

function cutBody(message: string, length: number): string {
  const text = message.slice(0, length);
  // Not between the halves of a pair: they would become signs for something that cannot be read.
  const cut = /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
  return JSON.stringify({ message: `${cut.toWellFormed()}…` });
}
