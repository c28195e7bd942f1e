// The rule of the hand-over by itself: who joins where, and what it is then given.
import { expect, test } from 'vitest';
import { asFeed, type FeedListener, type LiveFeed } from '../../src/api/graphql/live/feed/live-feed.ts';
import { GroupRegister } from '../../src/api/graphql/live/group-register.ts';
import type { GroupMember } from '../../src/api/graphql/live/live-group.ts';

/** A feed of whole numbers that a test gives by hand. */
function handFeed(): { feed: LiveFeed<unknown>; give(...numbers: number[]): Promise<void>; watched(): boolean } {
  let listener: FeedListener<number> | null = null;
  const feed = asFeed<number>({
    start: '',
    isLater: (a, b) => a > b,
    caughtUp: (cursor) => cursor,
    watch: (_at, heard) => {
      listener = heard;
      return () => { listener = null; };
    },
    resume: () => Promise.resolve(),
  }) as LiveFeed<unknown>;
  return {
    feed,
    give: (...numbers) => {
      for (const at of numbers) listener!.onItem({ at, cursor: String(at), root: at });
      return listener!.settled();
    },
    watched: () => listener !== null,
  };
}

function memberAt(at: number): GroupMember & { got: string[]; at: unknown } {
  const got: string[] = [];
  return {
    at,
    got,
    give(wave, first) {
      got.push(...wave.payloads.slice(first).map(String));
      this.at = wave.items.at(-1)!.at;
      return true;
    },
    lag: () => { throw new Error('nobody lags here'); },
    fail: (error) => { throw error; },
  };
}

test('a member is given exactly what is later than its place, and is refused when some of that has been delivered', async () => {
  const { feed, give, watched } = handFeed();
  const register = new GroupRegister();
  const terms = { key: 'k', feed, work: { begin: () => (root: unknown) => Promise.resolve(Buffer.from(String(root))), maxBacklog: 100 } };
  const first = memberAt(0);
  const group = register.join(first, terms);
  await give(1, 2, 3);
  expect(register.join(memberAt(2), terms)).toBeNull();
  const level = memberAt(3);
  const ahead = memberAt(5);
  expect(register.join(level, terms)).toBe(group);
  expect(register.join(ahead, terms)).toBe(group);
  const wave = give(4, 5, 6);
  const late = memberAt(5); // joins while the wave is being executed
  expect(register.join(late, terms)).toBe(group);
  await wave;
  expect([first, level, ahead, late].map(({ got }) => got)).toEqual([['1', '2', '3', '4', '5', '6'], ['4', '5', '6'], ['6'], ['6']]);
  for (const member of [first, level, ahead, late]) group!.remove(member);
  expect({ watched: watched(), groups: register.size }).toEqual({ watched: false, groups: 0 });
});
