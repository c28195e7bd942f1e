// A connection of a transaction that knows which of its statements are still without an answer; only fault tests pay for it.
import type { Connection, Statement } from '../store/database.ts';

/** Passes statements on, and can be waited for: a point before the commit is reached when the database has done everything but commit. */
export class WatchedConnection implements Connection {
  readonly #inner: Connection;
  readonly #sent: Promise<unknown>[] = [];

  constructor(inner: Connection) {
    this.#inner = inner;
  }

  query<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const answer = this.#inner.query<Row>(statement, values);
    this.#sent.push(answer);
    return answer;
  }

  /** Resolves when every statement so far has been answered; rejects with the failure of the first that has failed. */
  async answered(): Promise<void> {
    await Promise.all(this.#sent);
  }
}
