// Loops that every server runs: the reaper and the retention.
import type { Engine } from './engine.ts';
import { reap } from './reaper.ts';
import { retain } from './retention.ts';

/** Seconds between two sweeps of the reaper, and between two rounds of retention. */
export const SWEEP_SECONDS = 1;
export const RETENTION_SECONDS = 60;

/** Told of a round that failed; the next one is tried all the same. */
export type MaintenanceLog = (message: string, error: unknown) => void;

/** Starts the loops; `stop` waits for a round that is under way. */
export function startMaintenance(engine: Engine, options: { readonly log: MaintenanceLog }): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loops = [
    loop(stopping.signal, SWEEP_SECONDS, () => reap(engine), (error) => options.log('the reaper failed; it tries again', error)),
    loop(stopping.signal, RETENTION_SECONDS, () => retain(engine), (error) => options.log('retention failed; it tries again', error)),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function loop(signal: AbortSignal, seconds: number, round: () => Promise<unknown>, failed: (error: unknown) => void): Promise<void> {
  while (!signal.aborted) {
    await round().catch(failed);
    await pause(signal, seconds * 1_000);
  }
}

function pause(signal: AbortSignal, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
