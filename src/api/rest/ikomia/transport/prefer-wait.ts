// `Prefer: wait=N`: how long a caller would rather wait for the result than ask for it.

/** Longest wait for a result, in seconds; clients give up on an answer after 30. */
export const MAX_PREFERRED_SECONDS = 25;

/** Whole seconds to wait, at most `MAX_PREFERRED_SECONDS`; null when nothing is preferred, or what cannot be read: a preference is no command. */
export function preferredWait(header: string | readonly string[] | undefined): number | null {
  const preferences = (typeof header === 'string' ? [header] : (header ?? [])).flatMap((each) => each.split(','));
  for (const preference of preferences) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(preference)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds), MAX_PREFERRED_SECONDS);
  }
  return null;
}
