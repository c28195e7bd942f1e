// Many broken conversations in a row with one server, and a good one at the end.
import { seededRandom } from '../../fault/seeded-random.ts';
import { LiveClient } from '../../live/live-client.ts';
import type { LiveGround } from '../../live/live-ground.ts';
import { liveBytes } from './document-fuzz.ts';
import { MALFORMED } from './socket-fuzz.ts';

/** What happened. */
export interface CampaignFigures {
  readonly conversations: number;
  /** Endings that were not right, each with what was done. */
  readonly wrong: readonly string[];
  readonly heapBefore: number;
  readonly heapAfter: number;
}

/** Conversations at a time. */
const AT_ONCE = 8;

/** Holds so many conversations, each kind in turn; ends when the server has let go of all of them. */
export async function malformedSockets(ground: LiveGround, { seed, conversations }: { seed: number; conversations: number }): Promise<CampaignFigures> {
  const random = seededRandom(seed);
  const wrong: string[] = [];
  const heapBefore = liveBytes();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < conversations) {
      const kind = MALFORMED[next++ % MALFORMED.length]!;
      const ending = await kind.run(ground, random).catch((error: Error) => error.message);
      if (!(kind.expected as readonly unknown[]).includes(ending)) wrong.push(`${kind.name}: ${ending}, expected ${kind.expected.join(' or ')}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const client = await LiveClient.open(ground.url);
  client.subscribe('1', '{ viewer { name } }');
  await client.until(() => client.of('1').length === 2, 'a good answer at the end');
  client.close();
  await client.until(() => ground.room.stats().sockets === 0 && ground.room.stats().subscribers === 0, 'the server to let go of all sockets');
  ground.sockets.length = 0;
  for (const { level, message, fields } of ground.logged) if (level === 'error') wrong.push(`logged: ${message} ${String((fields as { err?: Error }).err?.message)}`);
  return { conversations, wrong, heapBefore, heapAfter: liveBytes() };
}
