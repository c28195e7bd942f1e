// A client that looks closely at every answer it gets: which were clean refusals, which were not, how long each took.
import type { Payload } from '../persistent-client.ts';

/** A command or a read that is not answered by then has hung, in milliseconds; the server promises less. */
const HUNG_MS = 60_000;
/** Pause before a command is repeated, in milliseconds. */
const REPEAT_MS = 50;
/** Unclean answers that are kept; the first ones tell the most. */
const MAX_UNCLEAN = 20;

/** What came back. */
export interface AnswerTally {
  /** Calls that were sent, and those that were answered with data. */
  sent: number;
  answered: number;
  /** Clean refusals: UNAVAILABLE with advice. */
  unavailable: number;
  /** Connections that ended before an answer. */
  cut: number;
  /** Everything else; must stay empty. */
  readonly unclean: string[];
  slowestMs: number;
}

/** An empty tally; several clients may share one. */
export function emptyTally(): AnswerTally {
  return { sent: 0, answered: 0, unavailable: 0, cut: 0, unclean: [], slowestMs: 0 };
}

/** One client of the API. */
export class CarefulClient {
  readonly #url: string;
  readonly #name: string;
  readonly #tally: AnswerTally;
  #requests = 0;

  constructor(url: string, name: string, tally: AnswerTally) {
    this.#url = url;
    this.#name = name;
    this.#tally = tally;
  }

  /** Sends a mutation of one field with the same request id until it is answered; null when the signal ends it before. */
  async command<T extends Payload>(mutation: string, input: object, over: AbortSignal): Promise<T | null> {
    const requestId = `${this.#name}-${++this.#requests}`;
    for (;;) {
      const data = await this.read<Record<string, T>>(mutation, { input: { ...input, requestId } });
      if (data !== null) return Object.values(data)[0] ?? null;
      if (over.aborted) return null;
      await new Promise((resolve) => setTimeout(resolve, REPEAT_MS));
    }
  }

  /** Sends an operation once; null when it was refused or cut off. */
  async read<T>(query: string, variables: object = {}): Promise<T | null> {
    const began = performance.now();
    this.#tally.sent += 1;
    try {
      const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
      const response = await fetch(`${this.#url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }), signal: AbortSignal.timeout(HUNG_MS) });
      return this.#judge<T>(response.status, await response.text());
    } catch (error) {
      if (error instanceof DOMException) this.#note(`no answer within ${HUNG_MS} ms to ${query}`);
      else this.#tally.cut += 1;
      return null;
    } finally {
      this.#tally.slowestMs = Math.max(this.#tally.slowestMs, performance.now() - began);
    }
  }

  #judge<T>(status: number, text: string): T | null {
    const { data, errors } = parsed<T>(text);
    if (status === 200 && data && !errors) {
      this.#tally.answered += 1;
      return data;
    }
    const isClean = status === 503 && errors?.length && errors.every(({ message, extensions }) => extensions?.code === 'UNAVAILABLE' && /try again/.test(message));
    if (isClean) this.#tally.unavailable += 1;
    else this.#note(`${status} ${text.slice(0, 500)}`);
    return null;
  }

  #note(what: string): void {
    if (this.#tally.unclean.length < MAX_UNCLEAN) this.#tally.unclean.push(what);
  }
}

interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

function parsed<T>(text: string): Answer<T> {
  try {
    return JSON.parse(text) as Answer<T>;
  } catch {
    return {}; // not JSON: counted as unclean with its text
  }
}
