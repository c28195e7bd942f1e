// A subscriber as users write them: keeps its last cursor, reconnects whenever the socket breaks, resumes from there.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { decodeCursor } from '../../src/domain/event/cursor.ts';

/** One event as it arrived. */
export interface SeenEvent {
  readonly seq: number;
  readonly kind: string;
  readonly subjectId: string;
  readonly status: string | null;
}

interface Delivery {
  readonly events: { cursor: string; event: { kind: string; subjectId: string; status?: string | null } | null };
}

const EVENTS = 'subscription ($after: String) { events(after: $after) { cursor event { kind subjectId ... on TaskEvent { status } } } }';

/** Collects every event from its first cursor on, over any number of connections. */
export class ResumingSubscriber {
  readonly seen: SeenEvent[] = [];
  /** The place after which it began. */
  readonly start: number;
  connections = 0;
  /** The codes that its connections were closed with once they had been opened, in order. */
  readonly closeCodes: number[] = [];
  #cursor: string;
  #isClosed = false;
  #dispose: (() => void | Promise<void>) | null = null;
  readonly #url: string;

  constructor(url: string, cursor: string) {
    this.#url = url.replace('http', 'ws');
    this.#cursor = cursor;
    this.start = decodeCursor(cursor)!.seq;
    void this.#run();
  }

  /** The place up to which everything has arrived. */
  get upTo(): number {
    return decodeCursor(this.#cursor)!.seq;
  }

  /** Events that arrived although a later or the same one had before: repeats or disorder. */
  get disorder(): number {
    return this.seen.filter((event, i) => i > 0 && event.seq <= this.seen[i - 1]!.seq).length;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#dispose?.();
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      await this.#connection().catch(() => undefined); // a broken socket is what this subscriber is for
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #connection(): Promise<void> {
    let isOpen = false;
    const told = { opened: () => void (isOpen = true), closed: (event: unknown) => void (isOpen && this.closeCodes.push((event as { code: number }).code)) };
    const client = createClient({ url: `${this.#url}/graphql`, webSocketImpl: WebSocket, lazy: true, retryAttempts: 0, onNonLazyError: () => undefined, on: told });
    this.#dispose = client.dispose;
    this.connections += 1;
    for await (const result of client.iterate<Delivery>({ query: EVENTS, variables: { after: this.#cursor } })) {
      if (result.errors) throw new Error(JSON.stringify(result.errors));
      this.#take(result.data!.events);
    }
  }

  #take({ cursor, event }: Delivery['events']): void {
    const seq = decodeCursor(cursor)!.seq;
    if (event) this.seen.push({ seq, kind: event.kind.toLowerCase().replace('_', '.'), subjectId: uuidOf(event.subjectId), status: event.status ?? null });
    this.#cursor = cursor;
  }
}

/** The UUID within a global id. */
export function uuidOf(globalId: string): string {
  return Buffer.from(globalId, 'base64url').toString('utf8').split(':')[1]!;
}
