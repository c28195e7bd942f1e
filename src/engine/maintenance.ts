// Loops that every server runs: the reaper, the retention, and counts of denied attempts. No server leads: each looks as often as if it were alone, and the first that comes takes the turn.
import { giveBackTurn, takeTurn } from '../store/maintenance/take-turn.store.ts';
import { writeCountedDenials } from './access/denial-book.ts';
import type { Engine } from './engine.ts';
import { DETACHED_SECONDS, sweepDetached } from './external/detached-sweep.ts';
import { COLLECT_SECONDS, collectFiles } from './file/collect-files.ts';
import { reap } from './reaper.ts';
import { retain } from './retention.ts';
import { COLLECT_TASKS_SECONDS, collectTasks } from './retention/collect-tasks.ts';

/** Seconds between two sweeps of the reaper, and between two rounds of retention. */
export const SWEEP_SECONDS = 1;
export const RETENTION_SECONDS = 60;

/**
 * A turn is due after this share of its time: timers of the server that took the last one may fire a little early, and would
 * otherwise leave every second turn to nobody.
 */
export const TURN_SHARE = 0.9;

/** Told of a round that failed; the next one is tried all the same. */
export type MaintenanceLog = (message: string, error: unknown) => void;

/** Starts the loops; `stop` waits for a round that is under way. */
export function startMaintenance(engine: Engine, options: { readonly log: MaintenanceLog }): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loops = [
    loop(stopping.signal, SWEEP_SECONDS, () => inTurn(engine, { work: 'sweep', seconds: SWEEP_SECONDS }, reap), (error) => options.log('the reaper failed; it tries again', error)),
    // Each server has counts of its own.
    loop(stopping.signal, RETENTION_SECONDS, () => writeCountedDenials(engine), (error) => options.log('denied attempts that were counted could not be written into the audit; it tries again', error)),
    ...(engine.files ? [loop(stopping.signal, COLLECT_SECONDS, () => inTurn(engine, { work: 'files', seconds: COLLECT_SECONDS }, collectFiles), (error) => options.log('the collector of files failed; it tries again', error))] : []),
    loop(stopping.signal, DETACHED_SECONDS, () => inTurn(engine, { work: 'detached', seconds: DETACHED_SECONDS }, sweepDetached), (error) => options.log('the sweep over tasks that nobody is at failed; it tries again', error)),
    loop(stopping.signal, COLLECT_TASKS_SECONDS, () => inTurn(engine, { work: 'deleted-tasks', seconds: COLLECT_TASKS_SECONDS }, (each) => collectTasks(each)), (error) => options.log('the collector of deleted tasks failed; it tries again', error)),
    loop(stopping.signal, RETENTION_SECONDS, () => inTurn(engine, { work: 'retention', seconds: RETENTION_SECONDS }, retain), (error) => options.log('retention failed; it tries again', error)),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await writeCountedDenials(engine, { all: true }).catch((error: unknown) => options.log('denied attempts that were counted could not be written into the audit', error));
    },
  };
}

/**
 * Does the work unless another server has done it just now. Turns spare work, they do not guard it: what is due ends once because of
 * its own locks, also when a server that took a turn is still at it, or comes back to it after a pause.
 */
async function inTurn(engine: Engine, turn: { readonly work: string; readonly seconds: number }, round: (engine: Engine) => Promise<unknown>): Promise<void> {
  if (!(await takeTurn(engine.db, turn.work, turn.seconds * TURN_SHARE))) return;
  try {
    await round(engine);
  } catch (error) {
    // A server that fails at it must not keep the turns from those that would not. What keeps it from giving back is told as the error below.
    await giveBackTurn(engine.db, turn.work).catch(() => undefined);
    throw error;
  }
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
