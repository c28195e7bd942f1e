// One statement that is given up when nobody needs its rows any more.
import type pg from 'pg';
import { sendCancel } from './cancel-request.ts';
import type { Statement } from './database.ts';
import { isSilence } from './silent-connection.ts';
import { driverQuery, rowsOf } from './statement-rows.ts';

/** What is run, and until when. */
export interface CancellableCall {
  readonly statement: Statement;
  readonly values: readonly unknown[];
  /** Rejects with its reason when it fires, at once. */
  readonly signal: AbortSignal;
}

/**
 * Runs one statement on a connection of the pool. When the signal fires while PostgreSQL works, it is asked to stop. The connection goes
 * back to the pool only after both the statement and the request to cancel it have been answered: so the request cannot meet the
 * statement of whoever gets the connection next. Where that stays unclear the connection is ended instead.
 */
export async function runCancellable(pool: pg.Pool, { statement, values, signal }: CancellableCall): Promise<readonly unknown[]> {
  signal.throwIfAborted();
  const aborted = whenAborted(signal);
  try {
    const connecting = pool.connect();
    const client = await Promise.race([connecting, aborted.promise]).catch((error: unknown) => {
      connecting.then((late) => late.release(), () => undefined); // came for nobody, or not at all
      throw error;
    });
    if (signal.aborted) {
      client.release();
      signal.throwIfAborted();
    }
    const answer = client.query(driverQuery(statement, values));
    void giveBack(client, answer, signal);
    return rowsOf(await Promise.race([answer, aborted.promise]));
  } finally {
    aborted.stop();
  }
}

/** Time after which a statement that is still under way is asked again to stop, ms: a request that overtakes its statement finds nothing to cancel. */
const ASK_AGAIN_MS = 50;

/** Returns the connection when nothing of this statement can reach it any more. */
async function giveBack(client: pg.PoolClient, answer: Promise<unknown>, signal: AbortSignal): Promise<void> {
  let cancelling: Promise<boolean> | null = null;
  const settled = answer.then(() => null, (error: unknown) => error);
  const cancel = (): void => { cancelling = cancelUntil(settled, client); };
  signal.addEventListener('abort', cancel, { once: true });
  const failure = await settled;
  signal.removeEventListener('abort', cancel);
  const isClear = cancelling === null || (await cancelling);
  client.release(isSilence(failure) ? failure : !isClear);
}

/** Asks until the statement has ended; resolves to whether every request was taken, after the last of them was. */
async function cancelUntil(settled: Promise<unknown>, client: pg.PoolClient): Promise<boolean> {
  let isOver = false;
  const over = settled.then(() => { isOver = true; });
  while (!isOver) {
    if (!(await sendCancel(client))) return false;
    await Promise.race([over, pause(ASK_AGAIN_MS)]);
  }
  return true;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms).unref(); });
}

function whenAborted(signal: AbortSignal): { promise: Promise<never>; stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    const fire = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', fire, { once: true });
    stop = () => signal.removeEventListener('abort', fire);
  });
  promise.catch(() => undefined); // heard by whoever races it
  return { promise, stop };
}
