// What the processes of the lean measurement say to each other, and the one operation they all answer.

/** An order to the client that asks; its report says how long it took. */
export interface LeanOrder {
  readonly port: number;
  readonly requests: number;
  /** Requests under way at the same time, each on a connection of its own that is kept alive. */
  readonly connections: number;
}

/** A report: the port of a server at its start; of the client, seconds, and the answer, which must always be the same. */
export interface LeanReport {
  readonly port?: number;
  readonly seconds?: number;
  readonly answer?: string;
}

/** A page as a client asks for it. */
export const LEAN_QUERY = 'query Board($first: Int!) { tasks(first: $first) { nodes { id name status statusReason specKind priority tags generation createdAt version } } }';
/** Rows of the page. */
export const LEAN_ROWS = 100;
/** The request, as JSON. */
export const LEAN_BODY = JSON.stringify({ operationName: 'Board', query: LEAN_QUERY, variables: { first: LEAN_ROWS } });
