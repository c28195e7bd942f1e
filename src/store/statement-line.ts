// The statements of one transaction, in their order: those that are sent in one turn of the event loop travel together.
import type pg from 'pg';
import type { Statement } from './database.ts';
import { type Answer, Flight } from './flight.ts';

/** One transaction's way to its connection. */
export class StatementLine {
  readonly #client: pg.ClientBase;
  readonly #sent: Promise<unknown>[] = [];
  #boarding: Flight | null = null;
  #isOver = false;

  constructor(client: pg.ClientBase) {
    this.#client = client;
  }

  /** Sends a statement with the others of this turn. Rejects what comes behind the end: it would be a transaction of its own, or part of a stranger's. */
  async add<Row>(statement: Statement, values: readonly unknown[]): Promise<Answer<Row>> {
    if (this.#isOver) throw new Error(`the transaction is over: ${statement.name || 'a statement'} comes too late to be part of it`);
    const answer = (this.#boarding ?? this.#open()).add<Row>(statement, values);
    this.#sent.push(answer);
    return answer;
  }

  /** Of work in several branches one may go on when another has failed: nothing more is sent from now on. */
  end(): void {
    this.#isOver = true;
    this.#leave();
  }

  /** Resolves when every statement has been answered; rejects with the first failure that is heard of. */
  async answered(): Promise<void> {
    await Promise.all(this.#sent);
  }

  /** A statement behind one that failed is only told that the transaction is aborted: the reason is with the first. */
  async firstFailure(heard: unknown): Promise<unknown> {
    const settled = await Promise.allSettled(this.#sent);
    return settled.find((one) => one.status === 'rejected')?.reason ?? heard;
  }

  #open(): Flight {
    const flight = new Flight();
    this.#boarding = flight;
    process.nextTick(() => this.#leave());
    return flight;
  }

  #leave(): void {
    const flight = this.#boarding;
    this.#boarding = null;
    if (flight !== null) this.#client.query(flight);
  }
}
