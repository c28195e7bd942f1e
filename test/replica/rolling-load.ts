// What a rolling restart is done under: clients that create work, a runner that does it, a subscriber that follows; and the judgement of all.
import type { Connection } from '../../src/store/database.ts';
import { callApi } from '../fault/api-client.ts';
import { uuidOf } from '../fault/resuming-subscriber.ts';
import { until } from '../fault/until.ts';
import { decodeCursor } from '../../src/domain/event/cursor.ts';
import { oracle } from '../oracle/oracle.ts';
import { printed } from '../oracle/oracle-report.ts';
import { RoamingClient, type Troubles } from './roaming-client.ts';
import { RoamingSubscriber } from './roaming-subscriber.ts';

const CREATE = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } userErrors { message } } }';

/** Clients that create work, each with one command under way at a time. */
export const CLIENTS = 3;

/** Load that goes on until it is ended. */
export class RollingLoad {
  readonly subscriber: RoamingSubscriber;
  readonly #clients: readonly RoamingClient[];
  readonly #accepted: string[] = [];
  readonly #working: Promise<unknown>;
  #isEnding = false;

  private constructor(urls: readonly string[], cursor: string) {
    this.subscriber = new RoamingSubscriber(urls, cursor);
    this.#clients = Array.from({ length: CLIENTS }, (_, i) => new RoamingClient(i % 2 ? urls.toReversed() : urls, `client-${i}`));
    this.#working = Promise.all(this.#clients.map((client) => this.#work(client)));
    this.#working.catch(() => undefined); // thrown by `judged`
  }

  static async start(urls: readonly string[]): Promise<RollingLoad> {
    const { eventCursor } = await callApi<{ eventCursor: string }>(urls[0]!, '{ eventCursor }');
    return new RollingLoad(urls, eventCursor);
  }

  /** Tasks whose creation was answered. */
  get accepted(): number {
    return this.#accepted.length;
  }

  /** Waits until so many more were accepted. */
  async goOn(tasks: number): Promise<void> {
    const goal = this.accepted + tasks;
    await Promise.race([until(`${goal} tasks are accepted`, () => this.accepted >= goal, { withinMs: 60_000 }), this.#working]);
  }

  /** Ends the load, waits until everything is done and seen, asks the oracle; throws for whatever is not as it must be. Gives what the clients met. */
  async judged(url: string, db: Connection): Promise<{ troubles: Troubles; accepted: number; connections: number; closeCodes: string }> {
    this.#isEnding = true;
    await this.#working;
    const left = async () => (await db.query<{ n: number }>({ name: '', text: `SELECT count(*)::int AS n FROM task WHERE status <> 'completed'` }, []))[0]!.n;
    await until('every task is completed', async () => (await left()) === 0, { withinMs: 120_000 });
    const { eventCursor } = await callApi<{ eventCursor: string }>(url, '{ eventCursor }');
    await until('the subscriber has everything', () => this.subscriber.upTo >= decodeCursor(eventCursor)!.seq, { withinMs: 30_000 });
    await this.subscriber.close();
    if (this.subscriber.disorder > 0) throw new Error(`${this.subscriber.disorder} events came twice or out of order`);
    const [made] = await db.query<{ n: number }>({ name: '', text: 'SELECT count(*)::int AS n FROM task' }, []);
    if (made!.n !== this.accepted) throw new Error(`${made!.n} tasks were made, ${this.accepted} creations were answered`);
    const report = await oracle({ db, clients: [this.subscriber.sight], expectations: { accepted: this.#accepted } });
    if (!report.content) throw new Error(printed(report));
    const sum = (kind: keyof Troubles): number => this.#clients.reduce((total, { troubles }) => total + troubles[kind], 0);
    const closeCodes = [...this.subscriber.closeCodes].map(([code, n]) => `${code}×${n}`).join(' ');
    return { troubles: { refused: sum('refused'), unavailable: sum('unavailable'), cut: sum('cut') }, accepted: this.accepted, connections: this.subscriber.connections, closeCodes };
  }

  /** Ends what still runs, after a failure. */
  async abandon(): Promise<void> {
    this.#isEnding = true;
    await this.subscriber.close();
  }

  async #work(client: RoamingClient): Promise<void> {
    while (!this.#isEnding) {
      const spec = { command: { binary: '/bin/sh', args: ['-c', 'echo line'] } };
      const { task } = await client.command<{ task: { id: string }; userErrors: object[] }>(CREATE, { name: 'rolling', spec, enqueue: true });
      this.#accepted.push(uuidOf(task.id));
      // The pace of the load: the runner starts a process for each.
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  }
}
