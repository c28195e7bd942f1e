// What a program sends to PostgreSQL: statements, how long it waits for each, and how often it has to wait at all.
import type pg from 'pg';

/** What was seen of one statement; of those that leave as one query each takes as long as all. */
export interface TappedStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** From sending to the answer, in milliseconds; what is sent together waits for what is before it. */
  readonly ms: number;
}

/** Everything that was seen between start and stop. */
export interface Tapped {
  readonly statements: readonly TappedStatement[];
  /** Times that a connection went from silence to waiting: statements that are sent together are one. */
  readonly roundTrips: number;
  /** Transactions that were ended, single statements included. */
  readonly transactions: number;
}

/** The prototype of clients; packages may have copies of `pg` of their own, each with one. */
export type ClientClass = Pick<pg.Client, 'query'>;

type Query = (this: object, ...args: unknown[]) => unknown;

/** Listens to every client of some copies of `pg` in this process, until disposed. */
export class WireTap implements Disposable {
  readonly #classes: { readonly target: { query: Query }; readonly query: Query }[] = [];
  readonly #underWay = new WeakMap<object, number>();
  #statements: TappedStatement[] = [];
  #roundTrips = 0;
  #transactions = 0;
  readonly #inTransaction = new WeakSet<object>();
  readonly #onSent: (text: string) => void;

  /** `onSent` is told of each statement as it leaves. */
  constructor(classes: Iterable<ClientClass>, onSent: (text: string) => void = () => undefined) {
    this.#onSent = onSent;
    for (const one of new Set(classes)) {
      const target = one as unknown as { query: Query };
      const { query } = target;
      this.#classes.push({ target, query });
      target.query = this.#listening(query);
    }
  }

  /** What was seen since the last call. */
  take(): Tapped {
    const seen = { statements: this.#statements, roundTrips: this.#roundTrips, transactions: this.#transactions };
    this.#statements = [];
    this.#transactions = 0;
    this.#roundTrips = 0;
    return seen;
  }

  [Symbol.dispose](): void {
    for (const { target, query } of this.#classes) target.query = query;
  }

  #listening(query: Query): Query {
    const sent = this.#sent.bind(this);
    return function (this: object, ...args) {
      const ended = sent(this, args);
      const callback = args.at(-1);
      if (typeof callback === 'function') {
        return query.apply(this, [...args.slice(0, -1), (...answer: unknown[]) => { ended(); (callback as (...given: unknown[]) => void)(...answer); }]);
      }
      const [config] = args;
      if (isFlight(config)) {
        config.callback = ended;
        return query.apply(this, args);
      }
      const answer = query.apply(this, args) as Promise<unknown>;
      answer.then(ended, ended);
      return answer;
    };
  }

  #countTransaction(client: object, text: string): void {
    if (/^\s*begin\b/i.test(text) && !/\bcommit\b/i.test(text)) this.#inTransaction.add(client);
    else if (/^\s*(commit|rollback)\b/i.test(text)) this.#inTransaction.delete(client);
    if (!this.#inTransaction.has(client)) this.#transactions += 1;
  }

  #sent(client: object, [config, given]: readonly unknown[]): () => void {
    const statements: readonly Sent[] = isFlight(config) ? config.statements : [typeof config === 'string' ? { text: config, values: given } : (config as Sent)];
    for (const { text } of statements) {
      this.#onSent(text);
      this.#countTransaction(client, text);
    }
    const before = this.#underWay.get(client) ?? 0;
    if (before === 0) this.#roundTrips += 1;
    this.#underWay.set(client, before + 1);
    const at = performance.now();
    return () => {
      this.#underWay.set(client, this.#underWay.get(client)! - 1);
      const ms = performance.now() - at;
      this.#statements.push(...statements.map(({ text, name, values }) => ({ name: name === undefined || name === '' ? text.slice(0, 40) : name, text, values: Array.isArray(values) ? values : [], ms })));
    };
  }
}

interface Sent {
  readonly text: string;
  readonly name?: string;
  readonly values?: unknown;
}

/** Statements that leave as one query. */
interface SentFlight {
  readonly statements: readonly Sent[];
  callback: unknown;
}

function isFlight(config: unknown): config is SentFlight {
  return typeof config === 'object' && config !== null && 'statements' in config;
}

/** The class of a pool's clients. */
export async function clientClassOf(pool: Pick<pg.Pool, 'connect'>): Promise<ClientClass> {
  const client = await pool.connect();
  client.release();
  return Object.getPrototypeOf(client) as ClientClass;
}
