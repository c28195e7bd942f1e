// The two signals of a runner process: the first asks it to drain, the second to end at once.

/** The two requests as abort signals. */
export interface StopSignals {
  /** Aborted by the first SIGTERM or SIGINT. */
  readonly signal: AbortSignal;
  /** Aborted by the second. */
  readonly now: AbortSignal;
}

/** Takes over SIGTERM and SIGINT of this process for good. */
export function onStopSignals(): StopSignals {
  const drain = new AbortController();
  const now = new AbortController();
  const onSignal = (): void => (drain.signal.aborted ? now : drain).abort();
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return { signal: drain.signal, now: now.signal };
}
