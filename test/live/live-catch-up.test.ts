// Many who catch up at once: what one of them needed is given to the others, and no more is executed at a time than may be.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExecutionGate } from '../../src/api/graphql/live/execution-gate.ts';
import { MAX_RECENT_PAYLOADS, RecentPayloads, SHARED_FOR_MS } from '../../src/api/graphql/live/recent-payloads.ts';
import { EVENTS, LiveClient, until } from './live-client.ts';
import { liveGround, numbered } from './live-ground.ts';

const PAST = 150;
const SOCKETS = 20;

test(`${SOCKETS} sockets that resume the same subscription from the same place cost one execution for each event, and each gets all in order`, async () => {
  const ground = await liveGround();
  try {
    const first = await LiveClient.open(ground.url);
    first.subscribe('1', EVENTS);
    await first.caughtUp('1');
    const { cursor } = first.data('1')[0]!;
    first.close();
    await until(() => ground.room.stats().subscribers === 0, 'the first to be gone');
    await ground.append(Array.from({ length: PAST }, (_, n) => numbered(n)));
    const before = ground.room.stats().executions;
    const clients = await Promise.all(Array.from({ length: SOCKETS }, () => LiveClient.open(ground.url)));
    for (const client of clients) client.subscribe('1', EVENTS, { after: cursor });
    await Promise.all(clients.map((client) => client.caughtUp('1')));
    for (const client of clients) expect(client.numbers('1')).toEqual(Array.from({ length: PAST }, (_, n) => n));
    // The message that says that the past is over is each one's own.
    expect(ground.room.stats().executions - before).toBeLessThanOrEqual(PAST + SOCKETS);
    clients.forEach((client) => client.close());
  } finally {
    await ground.close();
  }
});

const terms = { key: 'k', identityOf: (root: unknown): string | null => (root === 'own' ? null : String(root)) };

test('a payload is shared with those who ask the same, for a moment; never across operations, and never when it is nobody else\'s', async () => {
  let now = 0;
  let executions = 0;
  const recent = new RecentPayloads(() => now);
  const begin = () => (root: unknown) => Promise.resolve(Buffer.from(`${String(root)} ${++executions}`));
  const ask = async (root: string, key = 'k'): Promise<string> => String(await recent.sharing(begin, { ...terms, key })()(root));
  expect([await ask('a'), await ask('a'), await ask('b'), await ask('a', 'other'), await ask('own'), await ask('own')]).toEqual(['a 1', 'a 1', 'b 2', 'a 3', 'own 4', 'own 5']);
  now = SHARED_FOR_MS;
  expect([await ask('a'), recent.size]).toEqual(['a 6', 1]);
});

test('as many payloads are kept as may be, the newest', async () => {
  const recent = new RecentPayloads(() => 0);
  const render = recent.sharing(() => () => Promise.resolve(Buffer.alloc(0)), terms)();
  for (let n = 0; n < MAX_RECENT_PAYLOADS + 10; n++) await render(n);
  expect(recent.size).toBe(MAX_RECENT_PAYLOADS);
});

test('behind a gate never more runs than may run, everything runs in the order of its coming, and a failure lets the next one in', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(fc.boolean(), { maxLength: 40 }), async (limit, fates) => {
    const begun: number[] = [];
    const open: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const render = new ExecutionGate(limit).behind(() => async (root) => {
      begun.push(root as number);
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => open.push(resolve));
      running -= 1;
      if (fates[root as number]) throw new Error('it failed');
      return Buffer.alloc(0);
    })();
    const results = fates.map((_, i) => render(i).then(() => true, () => false));
    while (begun.length < fates.length || open.length > 0) {
      open.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(results)).toEqual(fates.map((fails) => !fails));
    expect(begun).toEqual(fates.map((_, i) => i));
    expect(most).toBe(Math.min(limit, fates.length));
  }), { numRuns: 50 });
});
