// A subscriber that knows the addresses of several servers: whenever its socket ends it resumes at the next one, with the cursor of the last.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { decodeCursor } from '../../src/domain/event/cursor.ts';
import type { ClientSight } from '../oracle/oracle.ts';
import { uuidOf } from '../fault/resuming-subscriber.ts';

/** Pause before the next server is tried, in milliseconds. */
const PAUSE_MS = 20;

type Noun = { id: string } | null;
interface Delivery {
  readonly events: { cursor: string; event: { kind: string; task?: Noun; run?: Noun; queue?: Noun; runner?: Noun; workflow?: Noun; project?: Noun; deck?: Noun } | null };
}

const EVENTS = `subscription ($after: String) { events(after: $after) { cursor event { kind ... on TaskEvent { task { id } } ... on RunEvent { run { id } }
  ... on QueueEvent { queue { id } } ... on RunnerEvent { runner { id } } ... on WorkflowEvent { workflow { id } } ... on ProjectEvent { project { id } } ... on DeckEvent { deck { id } } } } }`;

/** Collects every event from its first cursor on. */
export class RoamingSubscriber {
  readonly #urls: readonly string[];
  readonly #events: { seq: number; kind: string; subjectId: string }[] = [];
  readonly #start: number;
  #cursor: string;
  #dispose: (() => void | Promise<void>) | null = null;
  #isClosed = false;
  readonly #running: Promise<void>;
  connections = 0;
  /** Close codes of sockets that were ended by a server, each with how often. */
  readonly closeCodes = new Map<number, number>();

  constructor(urls: readonly string[], cursor: string) {
    this.#urls = urls.map((url) => `${url.replace('http', 'ws')}/graphql`);
    this.#cursor = cursor;
    this.#start = decodeCursor(cursor)!.seq;
    this.#running = this.#run();
  }

  /** The place up to which everything has arrived. */
  get upTo(): number {
    return decodeCursor(this.#cursor)!.seq;
  }

  /** Events that arrived although a later or the same one had before. */
  get disorder(): number {
    return this.#events.filter((event, i) => i > 0 && event.seq <= this.#events[i - 1]!.seq).length;
  }

  /** What it saw, for the oracle. */
  get sight(): ClientSight {
    return { name: 'the roaming subscriber', after: this.#start, sawUpTo: this.upTo, events: this.#events };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#dispose?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let turn = 0; !this.#isClosed; turn++) {
      await this.#connection(this.#urls[turn % this.#urls.length]!).catch(() => undefined); // an ended socket is what this subscriber is for
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #connection(url: string): Promise<void> {
    const closed = (event: unknown): void => {
      const { code } = event as { code: number };
      if (!this.#isClosed) this.closeCodes.set(code, (this.closeCodes.get(code) ?? 0) + 1);
    };
    const client = createClient({ url, webSocketImpl: WebSocket, lazy: true, retryAttempts: 0, onNonLazyError: () => undefined, on: { closed } });
    this.#dispose = client.dispose;
    this.connections += 1;
    for await (const result of client.iterate<Delivery>({ query: EVENTS, variables: { after: this.#cursor } })) {
      if (result.errors) throw new Error(JSON.stringify(result.errors));
      this.#take(result.data!.events);
    }
  }

  #take({ cursor, event }: Delivery['events']): void {
    if (event) {
      const noun = event.task ?? event.run ?? event.queue ?? event.runner ?? event.workflow ?? event.project ?? event.deck;
      this.#events.push({ seq: decodeCursor(cursor)!.seq, kind: event.kind.toLowerCase().replace('_', '.'), subjectId: noun ? uuidOf(noun.id) : '' });
    }
    this.#cursor = cursor;
  }
}
