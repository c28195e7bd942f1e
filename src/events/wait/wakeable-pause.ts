// A pause that ends early: for waits on events, in the rooms that hold answers back.

/** Resolves after the time, when the signal fires, or when what was handed to `register` is called; leaves no timer and no listener behind. */
export function wakeablePause(timeoutMs: number, signal: AbortSignal, register: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, timeoutMs);
    signal.addEventListener('abort', done);
    register(done);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
