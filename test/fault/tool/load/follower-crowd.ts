// Many followers at once: opened in waves, dropped together or at random, level again within a deadline.
import { until } from '../../until.ts';
import { CursorFollower, type FollowedFilter } from './cursor-follower.ts';
import { EventSightings } from './event-sightings.ts';

/** Sockets that are opened at the same moment at the start. */
const OPENING = 50;
/** Longest pause before a dropped follower connects again, ms: a storm is when nobody waits for long. */
const MOST_PAUSE_MS = 50;

/** Who follows what. */
export interface CrowdOptions {
  readonly url: string;
  readonly size: number;
  readonly after: string;
  readonly random: () => number;
  /** Taken in turn; everybody follows everything when absent. */
  readonly filters?: readonly (FollowedFilter | null)[];
}

/** A crowd; it must be closed. */
export class FollowerCrowd {
  readonly followers: CursorFollower[] = [];
  readonly #sightings = new EventSightings();

  /** Resolves when everybody is level. */
  static async gather(options: CrowdOptions): Promise<FollowerCrowd> {
    const crowd = new FollowerCrowd();
    for (let from = 0; from < options.size; from += OPENING) {
      for (let i = from; i < Math.min(from + OPENING, options.size); i++) crowd.followers.push(crowd.#follower(options, i));
      await crowd.level(60_000);
    }
    return crowd;
  }

  /** Waits until everybody has heard that the past is over. */
  async level(withinMs: number): Promise<void> {
    await until(`all ${this.followers.length} followers are level`, () => (this.check(), this.followers.every(({ isLevel }) => isLevel)), { withinMs });
  }

  /** Drops everybody at once, and waits until all are level again and have seen everything up to `seq`. */
  async dropAll(withinMs: number, seq = 0): Promise<void> {
    for (const follower of this.followers) follower.drop();
    await this.level(withinMs);
    await until(`all followers have seen event ${seq}`, () => this.followers.every(({ upTo }) => upTo >= seq), { withinMs });
  }

  /** Milliseconds to the end of the past after each loss since the last call. */
  takeLevelTimes(): number[] {
    return this.followers.flatMap(({ levelAfterMs }) => levelAfterMs.splice(0));
  }

  /** Throws what no follower may get. */
  check(): void {
    const faults = this.followers.flatMap((follower) => follower.faults);
    if (faults.length > 0) throw new Error(`${faults.length} faults of followers: ${faults.slice(0, 5).join('\n')}`);
  }

  /** Connections that were made so far, and events that arrived, over all. */
  get totals(): { connections: number; events: number; lagged: number } {
    const sum = (of: (follower: CursorFollower) => number): number => this.followers.reduce((all, follower) => all + of(follower), 0);
    return { connections: sum(({ connections }) => connections), events: sum(({ seen }) => seen.length), lagged: sum(({ lagged }) => lagged) };
  }

  close(): void {
    for (const follower of this.followers) follower.close();
  }

  #follower({ url, after, random, filters }: CrowdOptions, i: number): CursorFollower {
    const filter = filters?.[i % filters.length] ?? null;
    return new CursorFollower({ url, after, name: `follower ${i}`, sightings: this.#sightings, pauseMs: () => random() * MOST_PAUSE_MS, ...(filter ? { filter } : {}) });
  }
}
