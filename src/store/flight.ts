// Statements that travel together: sent in one piece with one request for answers behind them all, and answered in one piece.
import type pg from 'pg';
import utils from 'pg/lib/utils.js';
import type { Statement } from './database.ts';
import { answerLimit, SilenceError } from './silent-connection.ts';
import { type MakeRow, rowMaker, type WireField } from './statement-rows.ts';

/** What a statement has answered. */
export interface Answer<Row> {
  readonly rows: Row[];
  /** The tag of the command, such as `SELECT 2` or `COMMIT`; empty for an empty statement. */
  readonly tag: string;
}

/** The SQLSTATE of a statement in a transaction that has already failed. */
export const ABORTED = '25P02';

/**
 * A query of the driver that is made of several statements. PostgreSQL carries them out one after the other, each with a snapshot of its own,
 * and answers them all behind the last: with a request for an answer behind each, as the driver sends them, every statement costs both sides a
 * system call and a wake-up. The columns of a named statement are asked for once a connection. Behind one that fails PostgreSQL passes the
 * others by: they reject with `ABORTED`. Hand it to `client.query` when all statements are in.
 *
 * It has its own clock for answers that do not come. The driver's would be wrapped around the callback by a function that is assigned to a
 * property, and V8 takes such functions for methods that stay: it puts them where only a full collection clears, with all that they refer
 * to, here the statements, their values and their rows. For the same reason nothing of a flight is a field that is an arrow function.
 */
export class Flight implements pg.Submittable {
  /** Called once, when all is answered or has failed: the pool's. */
  callback: ((error: Error | null) => void) | undefined;
  readonly #members: Member[] = [];
  /** Index of the statement whose answer comes next. */
  #at = 0;
  #makers: Map<string, MakeRow | null> = NO_MAKERS;
  #clock: NodeJS.Timeout | undefined;

  /** Adds a statement; the answer comes with those of all others. Throws for values that have no form in PostgreSQL. */
  add<Row>({ name, text }: Statement, values: readonly unknown[]): Promise<Answer<Row>> {
    const bound = values.map(utils.prepareValue);
    return new Promise((resolve, reject) => {
      this.#members.push({ name, text, values: bound, isParsed: false, make: null, rows: [], tag: '', failure: null, resolve: resolve as Member['resolve'], reject });
    });
  }

  /** What is in, in its order; for measurements. */
  get statements(): readonly (Statement & { readonly values: readonly unknown[] })[] {
    return this.#members;
  }

  // By these the driver keeps its books of prepared statements: they are those of the statement that is being answered.
  get name(): string {
    const member = this.#members[this.#at];
    return member?.isParsed === true ? member.name : '';
  }

  get text(): string {
    return this.#members[this.#at]?.text ?? '';
  }

  /** The driver has it sent. Answers the error of a statement that cannot be. */
  submit(given: pg.Connection): Error | null {
    const connection = given as unknown as DriverConnection;
    const texts = new Map<string, string>();
    const taken = this.#members.find(({ name, text }) => {
      const known = preparedText(connection, name) ?? texts.get(name) ?? text;
      if (name !== '') texts.set(name, known);
      return known !== text;
    });
    if (taken) return new Error(`two statements have the name ${taken.name}`);
    this.#makers = makersOf(connection);
    connection.stream.cork();
    try {
      for (const member of this.#members) this.#send(member, connection);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
    const limit = answerLimit(connection);
    if (limit !== null) this.#clock = setTimeout(hearNothing, limit, this, connection);
    return null;
  }

  handleRowDescription({ fields }: { readonly fields: readonly pg.FieldDef[] }): void {
    const member = this.#members[this.#at]!;
    member.make = rowMaker(fields);
    this.#learn(member);
  }

  handleDataRow({ fields }: { readonly fields: readonly WireField[] }): void {
    const member = this.#members[this.#at]!;
    if (member.failure !== null) return;
    try {
      member.rows.push(member.make!(fields));
    } catch (error) {
      member.failure = error as Error;
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const member = this.#members[this.#at]!;
    member.tag = text;
    this.#learn(member);
    this.#at += 1;
  }

  handleEmptyQuery(): void {
    this.#at += 1;
  }

  /** Of the statement whose turn it is, or of the connection: then of all that have no answer. Behind the last of a flight outside a transaction it is the commit that has failed, and with it all. */
  handleError(error: Error, given: pg.Connection): void {
    const { submittedNamedStatements } = given as unknown as DriverConnection;
    if (this.#at === this.#members.length) this.#at = 0;
    this.#settle();
    const [failed, ...others] = this.#members.splice(0).slice(this.#at);
    failed?.reject(error);
    for (const { isParsed, name } of others) if (isParsed) delete submittedNamedStatements[name];
    for (const other of others) other.reject(Object.assign(new Error(`a statement before it has failed: ${error.message}`, { cause: error }), { code: ABORTED }));
    this.#tell(error);
  }

  handleReadyForQuery(): void {
    this.#settle();
    this.#tell(this.#members[0]?.failure ?? null);
  }

  #send(member: Member, connection: DriverConnection): void {
    const { name, text, values } = member;
    if (preparedText(connection, name) === undefined) {
      connection.parse({ name, text });
      member.isParsed = true;
      if (name !== '') connection.submittedNamedStatements[name] = text;
    }
    connection.bind({ statement: name, values });
    const make = this.#makers.get(name);
    if (make === undefined) connection.describe({ type: 'P', name: '' });
    else member.make = make;
    connection.execute({});
  }

  #tell(failure: Error | null): void {
    clearTimeout(this.#clock);
    const { callback } = this;
    this.callback = undefined;
    callback?.(failure);
  }

  #learn({ name, make }: Member): void {
    if (name !== '') this.#makers.set(name, make);
  }

  /** Those that have been answered. */
  #settle(): void {
    for (const { rows, tag, failure, resolve, reject } of this.#members.slice(0, this.#at)) {
      if (failure === null) resolve({ rows, tag });
      else reject(failure);
    }
  }
}

/** Runs one statement on a connection, behind all that has been sent there. */
export async function queryOn<Row>(client: pg.ClientBase, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
  const flight = new Flight();
  const answer = flight.add<Row>(statement, values);
  client.query(flight);
  return (await answer).rows;
}

// Only a connection that has gone answers nothing for so long: PostgreSQL itself ends what takes longer.
function hearNothing(flight: Flight, connection: DriverConnection): void {
  flight.handleError(new SilenceError(), connection as unknown as pg.Connection);
  connection.stream.destroy();
}

interface Member {
  readonly name: string;
  readonly text: string;
  readonly values: readonly (string | Buffer | null)[];
  /** Whether this flight has it prepared. */
  isParsed: boolean;
  /** Null until its columns are known, and for a statement without rows. */
  make: MakeRow | null;
  readonly rows: object[];
  tag: string;
  /** A row that could not be read. */
  failure: Error | null;
  readonly resolve: (answer: Answer<object>) => void;
  readonly reject: (error: Error) => void;
}

/** The driver's connection as its queries use it. */
interface DriverConnection {
  readonly stream: { cork(): void; uncork(): void; destroy(): void };
  /** Texts of the statements that are prepared, and of those whose preparation is on its way, by their names. */
  readonly parsedStatements: Readonly<Record<string, string>>;
  readonly submittedNamedStatements: Record<string, string>;
  parse(statement: { readonly name: string; readonly text: string }): void;
  bind(of: { readonly statement: string; readonly values: readonly (string | Buffer | null)[] }): void;
  describe(what: { readonly type: 'P'; readonly name: string }): void;
  execute(how: object): void;
  sync(): void;
}

function preparedText({ parsedStatements, submittedNamedStatements }: DriverConnection, name: string): string | undefined {
  return name === '' ? undefined : (parsedStatements[name] ?? submittedNamedStatements[name]);
}

/** What makes the rows of named statements, by connection; null for those without rows. PostgreSQL refuses a prepared statement whose columns have changed, so that what is known stays true. */
const MAKERS = new WeakMap<DriverConnection, Map<string, MakeRow | null>>();
/** Of a flight that has not been sent; nothing is ever put into it. */
const NO_MAKERS: Map<string, MakeRow | null> = new Map();

function makersOf(connection: DriverConnection): Map<string, MakeRow | null> {
  const makers = MAKERS.get(connection) ?? new Map<string, MakeRow | null>();
  MAKERS.set(connection, makers);
  return makers;
}
