// How long calls of attempts may take.

/** Milliseconds for one page of history. */
export const HISTORY_TIMEOUT_MS = 20_000;
