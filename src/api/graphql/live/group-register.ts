// All groups by key: the first subscriber makes one, the last takes it away.
import type { LiveFeed } from './feed/live-feed.ts';
import { type GroupMember, type GroupWork, LiveGroup } from './live-group.ts';

/** What a member's group must be able to do. */
export interface GroupTerms {
  readonly key: string;
  readonly feed: LiveFeed<unknown>;
  readonly work: Omit<GroupWork, 'onEmpty'>;
}

/** The groups of one live room. */
export class GroupRegister {
  readonly #groups = new Map<string, LiveGroup>();

  get size(): number {
    return this.#groups.size;
  }

  /**
   * Puts the member, which stands at the live end of its feed, into its group; null when the group has delivered beyond its place.
   * Synchronous: nothing may come between its place and its joining.
   */
  join(member: GroupMember, terms: GroupTerms): LiveGroup | null {
    const group = this.#groups.get(terms.key) ?? this.#open(member.at, terms);
    return group.add(member) ? group : null;
  }

  #open(at: unknown, { key, feed, work }: GroupTerms): LiveGroup {
    const group = new LiveGroup(feed, at, { ...work, onEmpty: () => this.#groups.delete(key) });
    this.#groups.set(key, group);
    return group;
  }
}
