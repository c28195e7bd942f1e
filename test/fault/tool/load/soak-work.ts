// What goes on during a soak: real short tasks with output, orders and pauses, reading, and subscribers that come and go.
import { callApi } from '../../api-client.ts';
import { uuidOf } from '../../resuming-subscriber.ts';
import { CursorFollower } from './cursor-follower.ts';
import { EventSightings } from './event-sightings.ts';
import { headOf } from './load-calls.ts';

/** Subscribers at the same time. */
export const SOAK_SUBSCRIBERS = 50;
/** Clients that write, and such as read, one call at a time each. */
const WRITERS = 3;
const READERS = 2;
/** Pause between two calls of one client, ms: a load that can go on for ever. */
const PACE_MS = 120;
/** Longest life of one subscriber, ms. */
const MOST_LIFE_MS = 20_000;

const CREATE = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } userErrors { message } } }';
const ABORT = 'mutation ($input: AbortTaskInput!) { abortTask(input: $input) { outcome } }';
const PAUSE = 'mutation ($input: PauseQueueInput!) { pauseQueue(input: $input) { outcome queue { id } } }';
const RESUME = 'mutation ($input: ResumeQueueInput!) { resumeQueue(input: $input) { outcome } }';
const QUEUES = '{ queues(first: 10) { nodes { id name } } }';
const READS = [
  '{ tasks(first: 50) { nodes { id name status attempts(first: 3) { nodes { outcome } } } pageInfo { hasNextPage } } }',
  '{ queues(first: 10) { nodes { id name items(first: 20) { nodes { id position } totalCount } } } }',
  '{ runners(first: 10) { nodes { id name state } } events(first: 20) { endCursor } }',
];

/** The work of one soak; `end` lets it come to rest. */
export class SoakWork {
  /** UUIDs of the tasks that were made. */
  readonly accepted: string[] = [];
  calls = 0;
  subscriptions = 0;
  faults: string[] = [];
  readonly #url: string;
  readonly #random: () => number;
  readonly #loops: Promise<unknown>;
  readonly #followers = new Set<CursorFollower>();
  #isOver = false;

  constructor(url: string, random: () => number) {
    this.#url = url;
    this.#random = random;
    const loops = [...Array.from({ length: WRITERS }, () => this.#write()), ...Array.from({ length: READERS }, () => this.#read()), this.#pauses(), ...Array.from({ length: SOAK_SUBSCRIBERS }, () => this.#follow())];
    this.#loops = Promise.all(loops.map((loop) => loop.catch((error: unknown) => this.faults.push(String(error)))));
  }

  /** Ends every client and subscriber; what was enqueued is still carried out. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#loops;
  }

  async #write(): Promise<void> {
    while (!this.#isOver) {
      const lines = Math.floor(this.#random() * 40);
      const script = `i=0; while [ $i -lt ${lines} ]; do echo "line $i of some output of a task"; i=$((i+1)); done; ${this.#random() < 0.1 ? 'sleep 2' : 'true'}`;
      const { createTask } = await this.#call<{ createTask: { task: { id: string } } }>(CREATE, { input: { name: 'soak', enqueue: true, spec: { command: { binary: '/bin/sh', args: ['-c', script] } } } });
      this.accepted.push(uuidOf(createTask.task.id));
      if (this.#random() < 0.1) await this.#call(ABORT, { input: { taskId: createTask.task.id } });
      await this.#rest(PACE_MS * 4 * this.#random());
    }
  }

  async #read(): Promise<void> {
    while (!this.#isOver) {
      await this.#call(READS[Math.floor(this.#random() * READS.length)]!, {});
      await this.#rest(PACE_MS);
    }
  }

  async #pauses(): Promise<void> {
    const { queues } = await this.#call<{ queues: { nodes: { id: string; name: string }[] } }>(QUEUES, {});
    const queueId = queues.nodes.find(({ name }) => name === 'default')!.id;
    while (!this.#isOver) {
      await this.#call(PAUSE, { input: { queueId } });
      await this.#rest(500 * this.#random());
      await this.#call(RESUME, { input: { queueId } });
      await this.#rest(5_000 * this.#random());
    }
  }

  /** One place in the audience: somebody leaves, the next one comes; some of them are cut now and then. */
  async #follow(): Promise<void> {
    while (!this.#isOver) {
      const { cursor } = await headOf(this.#url);
      this.subscriptions += 1;
      const follower = new CursorFollower({ url: this.#url, name: `subscriber ${this.subscriptions}`, after: cursor, sightings: new EventSightings(), pauseMs: () => 50 });
      this.#followers.add(follower);
      for (let left = this.#random() * MOST_LIFE_MS; left > 0 && !this.#isOver; left -= 500) {
        if (this.#random() < 0.02) follower.drop();
        await this.#rest(500);
      }
      this.faults.push(...follower.faults);
      follower.close();
      this.#followers.delete(follower);
    }
  }

  #call<T>(query: string, variables: object): Promise<T> {
    this.calls += 1;
    return callApi<T>(this.#url, query, variables);
  }

  /** The pace of the load, not a wait for a result. */
  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}
