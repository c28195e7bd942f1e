// A group: subscribers of one operation, variables and scope. Each event is executed once, encoded once and written as ready frames.
import type { FeedListener, LiveFeed, LiveItem } from './feed/live-feed.ts';
import { type Wave, waveOf } from './frame/wave.ts';
import { WAVE_SIZE } from './live-limits.ts';
import type { BeginWave } from './shared-renderer.ts';

/** A subscriber as its group sees it. */
export interface GroupMember {
  /** Everything up to here has been given to it; it moves on with each wave. */
  readonly at: unknown;
  /** Takes the items of a wave from index `first` on; false when they are more than may wait for it, and nothing was taken. */
  give(wave: Wave, first: number): boolean;
  /** Ends it because it reads too slowly, or because its group does. */
  lag(): void;
  /** Ends it with what went wrong. */
  fail(error: unknown): void;
}

/** How a group works. */
export interface GroupWork {
  readonly begin: BeginWave;
  /** Items that may wait for execution. */
  readonly maxBacklog: number;
  /** Called once when the last member has left. */
  readonly onEmpty: () => void;
}

/**
 * Items are executed in waves: what came in while one wave was executed makes the next. So order is that of the log by construction,
 * a burst costs one batch of reads and one write per socket, and a single event waits for nothing.
 */
export class LiveGroup implements FeedListener<unknown> {
  readonly #feed: LiveFeed<unknown>;
  readonly #work: GroupWork;
  readonly #members = new Set<GroupMember>();
  readonly #stop: () => void;
  #backlog: LiveItem<unknown>[] = [];
  /** The waves under way; null when there is nothing to do. */
  #running: Promise<void> | null = null;
  /** Everything up to here has been given to the members. */
  #delivered: unknown;

  /** Starts reading at the place where the first member joins. */
  constructor(feed: LiveFeed<unknown>, at: unknown, work: GroupWork) {
    this.#feed = feed;
    this.#work = work;
    this.#delivered = at;
    this.#stop = feed.watch(at, this);
  }

  /** From now on the member gets every item later than its `at`; false when some of them have been delivered already. */
  add(member: GroupMember): boolean {
    if (this.#feed.isLater(this.#delivered, member.at)) return false;
    this.#members.add(member);
    return true;
  }

  remove(member: GroupMember): void {
    if (!this.#members.delete(member) || this.#members.size > 0) return;
    this.#stop();
    this.#backlog = [];
    this.#work.onEmpty();
  }

  onItem(item: LiveItem<unknown>): void {
    if (this.#backlog.length >= this.#work.maxBacklog) {
      for (const member of this.#members) member.lag();
      return;
    }
    this.#backlog.push(item);
    // From a microtask: the events of one commit are published in one go and belong into one wave.
    this.#running ??= Promise.resolve().then(() => this.#run());
  }

  settled(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  onFault(error: unknown): void {
    for (const member of this.#members) member.fail(error);
  }

  async #run(): Promise<void> {
    while (this.#backlog.length > 0) {
      const items = this.#backlog.splice(0, WAVE_SIZE);
      const render = this.#work.begin();
      this.#deliver(waveOf(items, await Promise.all(items.map((item) => render(item.root)))));
    }
    this.#running = null;
  }

  #deliver(wave: Wave): void {
    this.#delivered = wave.items.at(-1)!.at;
    for (const member of this.#members) {
      const first = this.#firstFor(member, wave.items);
      if (first < wave.items.length && !member.give(wave, first)) member.lag();
    }
  }

  // A member that joined while this wave was executed has the first items from its own reading.
  #firstFor({ at }: GroupMember, items: readonly LiveItem<unknown>[]): number {
    let first = 0;
    while (first < items.length && !this.#feed.isLater(items[first]!.at, at)) first += 1;
    return first;
  }
}
