// Statements on one connection that are given up when nobody needs their rows any more.
import type pg from 'pg';
import { sendCancel } from './cancel-request.ts';
import type { ConnectionWork } from './database.ts';
import { isSilence } from './silent-connection.ts';

/** What is run, and until when. */
export interface CancellableCall<T> {
  readonly work: ConnectionWork<T>;
  /** Rejects with its reason when it fires, at once. */
  readonly signal: AbortSignal;
}

/**
 * Does the work on a connection of the pool. When the signal fires while PostgreSQL works, it is asked to stop. The connection goes
 * back to the pool only after both the work and the request to cancel it are over: so the request cannot meet the statement of whoever
 * gets the connection next. Where that stays unclear, or the work has spoilt it, the connection is ended instead.
 */
export async function onCancellable<T>(pool: pg.Pool, { work, signal }: CancellableCall<T>): Promise<T> {
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
    let isSpoilt = false;
    const answer = work(client, () => { isSpoilt = true; });
    void giveBack(client, { answer, signal, isSpoilt: () => isSpoilt });
    return await Promise.race([answer, aborted.promise]);
  } finally {
    aborted.stop();
  }
}

/** Time after which a statement that is still under way is asked again to stop, ms: a request that overtakes its statement finds nothing to cancel. */
const ASK_AGAIN_MS = 50;

interface UnderWay {
  readonly answer: Promise<unknown>;
  readonly signal: AbortSignal;
  readonly isSpoilt: () => boolean;
}

/** Returns the connection when nothing of this work can reach it any more. */
async function giveBack(client: pg.PoolClient, { answer, signal, isSpoilt }: UnderWay): Promise<void> {
  let cancelling: Promise<boolean> | null = null;
  const settled = answer.then(() => null, (error: unknown) => error);
  const cancel = (): void => { cancelling = cancelUntil(settled, client); };
  signal.addEventListener('abort', cancel, { once: true });
  const failure = await settled;
  signal.removeEventListener('abort', cancel);
  const isClear = cancelling === null || (await cancelling);
  client.release(isSilence(failure) ? failure : !isClear || isSpoilt());
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
