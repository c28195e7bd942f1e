// A job queue as the measurements see it: fill it, then empty it on given terms.

/** How work is taken: so many takers at a time, each so many jobs at once. Who takes jobs ends them together as well, where the program can do that. */
export interface Terms {
  readonly takers: number;
  readonly batch: number;
}

/** A queue that is full, with connections that are open and warm. */
export interface Filled {
  /** Takes and ends every job; rejects when not every one was done. Gives when the first one was in hand, for those that have to start first. */
  drain(): Promise<number | void>;
  /** Ends the connections, so that PostgreSQL has counted what they did. */
  close(): Promise<void>;
}

/** A program that is compared. */
export interface QueueSide {
  readonly name: string;
  /** The database it works on. */
  readonly url: string;
  fill(terms: Terms, jobs: number): Promise<Filled>;
}

/** Jobs per second of one drain. */
export async function rateOf(side: QueueSide, terms: Terms, jobs: number): Promise<number> {
  const filled = await side.fill(terms, jobs);
  const called = performance.now();
  const started = (await filled.drain()) ?? called;
  const seconds = (performance.now() - started) / 1_000;
  await filled.close();
  return jobs / seconds;
}

/** Throws unless every job was done. */
export function requireAll(done: number, jobs: number): void {
  if (done !== jobs) throw new Error(`${done} of ${jobs} jobs were done`);
}

/** Runs `count` jobs, so many at a time. */
export async function inParallel(width: number, count: number, job: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: width }, async () => { while (next < count) await job(next++); }));
}

/** Opens so many connections of a pool, so that no measurement waits for them. */
export async function warm(pool: { connect(): Promise<{ release(): void }> }, connections: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
  for (const client of clients) client.release();
}
