// Bombs: each is refused over both transports, by little work, and nothing of it is executed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ask, openTransports, TRANSPORTS } from '../live/both-transports.ts';
import { type LiveGround, liveGround } from '../live/live-ground.ts';
import { BOMBS, type Bomb } from './bombs.ts';

/** CPU of the whole exchange, the test's own side included, ms: the median of `ROUNDS` after one to warm up. */
const MOST_CPU_MS = 20;
const ROUNDS = 5;

let ground: LiveGround;
let transports: Readonly<Record<string, Ask>>;
beforeAll(async () => {
  ground = await liveGround();
  transports = await openTransports(ground);
});
afterAll(() => ground.close());

test.each(BOMBS)('$name: refused over both transports by at most 20 ms of CPU, and nothing is executed', async (bomb: Bomb) => {
  for (const transport of TRANSPORTS) {
    const spent: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const before = process.cpuUsage();
      const answer = await transports[transport]!(bomb.query, bomb.variables ?? {});
      const { user, system } = process.cpuUsage(before);
      spent.push((user + system) / 1_000);
      expect(answer.data ?? null, transport).toBeNull();
      expect((answer.errors as { extensions: { code: string } }[]).map(({ extensions }) => extensions.code), transport).toContain(bomb.code);
    }
    const median = spent.slice(1).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
    process.stdout.write(`${bomb.name} over ${transport}: ${median.toFixed(1)} ms of CPU\n`);
    expect(median, transport).toBeLessThanOrEqual(MOST_CPU_MS);
  }
  expect(ground.logged.filter(({ level }) => level === 'error')).toEqual([]);
});
