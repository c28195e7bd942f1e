// Bombs: each is refused over both transports, by little work, and nothing of it is executed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveClient } from '../live/live-client.ts';
import { type LiveGround, liveGround } from '../live/live-ground.ts';
import { BOMBS, type Bomb } from './bombs.ts';

/** CPU of the whole exchange, sending and reading included, ms: that of the fastest round, because other processes make the others slower. */
const MOST_CPU_MS = 20;
const ROUNDS = 3;

let ground: LiveGround;
let client: LiveClient;
beforeAll(async () => {
  ground = await liveGround();
  client = await LiveClient.open(ground.url);
});
afterAll(() => ground.close());

interface Answer {
  readonly data?: unknown;
  readonly errors: readonly { readonly extensions: { readonly code: string } }[];
}

async function overHttp(body: string): Promise<Answer> {
  const response = await fetch(`${ground.httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(response.status).toBeLessThan(500);
  return (await response.json()) as Answer;
}

async function overSocket(body: string): Promise<Answer> {
  client.messages.length = 0;
  client.send(`{"id":"1","type":"subscribe","payload":${body}}`);
  await client.until(() => client.of('1').some(({ type }) => type === 'complete' || type === 'error'), 'the answer');
  const [message] = client.of('1');
  return message!.type === 'next' ? (message!.payload as Answer) : { errors: message!.payload as Answer['errors'] };
}

test.each(BOMBS)('$name: refused over both transports by at most 20 ms of CPU, and nothing is executed', async ({ name, query, variables = {}, code }: Bomb) => {
  const body = JSON.stringify({ query, variables });
  for (const ask of [overHttp, overSocket]) {
    const spent: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const before = process.cpuUsage();
      const answer = await ask(body);
      const { user, system } = process.cpuUsage(before);
      spent.push((user + system) / 1_000);
      expect(answer.data ?? null, ask.name).toBeNull();
      expect(answer.errors.map(({ extensions }) => extensions.code), ask.name).toContain(code);
    }
    const sorted = spent.slice(1).toSorted((a, b) => a - b);
    process.stdout.write(`${name}, ${ask.name}: ${sorted[0]!.toFixed(1)} ms of CPU, median ${sorted[Math.floor(ROUNDS / 2)]!.toFixed(1)}\n`);
    expect(sorted[0], ask.name).toBeLessThanOrEqual(MOST_CPU_MS);
  }
  expect(ground.logged.filter(({ level }) => level === 'error')).toEqual([]);
});
