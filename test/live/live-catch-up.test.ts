// Many who catch up at once: what one of them needed is given to the others, and no more is executed at a time than may be.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExecutionGate, MAX_OWN_EXECUTIONS } from '../../src/api/graphql/live/execution-gate.ts';
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

test('a payload that shows a failure is not given to who resumes after it: the next one is executed anew', async () => {
  let fail = false;
  const { execute } = await import('graphql');
  const ground = await liveGround({
    room: {
      execute: (args) => {
        if (fail) throw new Error('the database is away');
        return execute(args) as ReturnType<typeof execute> & object;
      },
    },
  });
  try {
    const [before] = await ground.append([numbered(0)]);
    const after = ground.events.stream.cursorAt(before!.seq);
    await ground.append([numbered(1), numbered(2)]);
    fail = true;
    const unlucky = await LiveClient.open(ground.url);
    unlucky.subscribe('1', EVENTS, { after });
    await unlucky.until(() => unlucky.of('1').length >= 2, 'the failures');
    expect(unlucky.of('1').slice(0, 2)).toMatchObject([{ payload: { errors: [{}] } }, { payload: { errors: [{}] } }]);
    fail = false;
    const later = await LiveClient.open(ground.url);
    later.subscribe('1', EVENTS, { after });
    await later.until(() => later.of('1').length === 3, 'the past');
    expect(later.numbers('1')).toEqual([1, 2]);
    unlucky.close();
    later.close();
  } finally {
    await ground.close();
  }
});

test('nothing more is executed for subscribers that have left while they waited in line', async () => {
  const open: (() => void)[] = [];
  let hold = false;
  const { execute } = await import('graphql');
  const many = MAX_OWN_EXECUTIONS + 50;
  const ground = await liveGround({
    limits: { maxOperations: many },
    room: {
      execute: async (args) => {
        if (hold) await new Promise<void>((resolve) => open.push(resolve));
        return execute(args);
      },
    },
  });
  try {
    const [before] = await ground.append([numbered(0)]);
    const after = ground.events.stream.cursorAt(before!.seq);
    await ground.append([numbered(1), numbered(2)]);
    const client = await LiveClient.open(ground.url);
    hold = true;
    // Each with a text of its own, so that none is given what another has executed.
    for (let i = 0; i < many; i++) client.subscribe(`${i}`, EVENTS.replace('kind', `kind a${i}: kind`), { after });
    await until(() => ground.room.stats().subscribers === many && open.length === MAX_OWN_EXECUTIONS, 'as many executions as may run');
    for (let i = 0; i < many; i++) client.send({ id: `${i}`, type: 'complete' });
    await until(() => ground.room.stats().subscribers === 0, 'all to be gone');
    const left = performance.now();
    await until(() => performance.now() > left + SHARED_FOR_MS, 'the time to be over within which they might come back');
    hold = false;
    for (const go of open) go();
    client.subscribe('last', EVENTS, { after });
    await client.caughtUp('last');
    expect(client.numbers('last')).toEqual([1, 2]);
    expect(ground.room.stats().executions).toBe(MAX_OWN_EXECUTIONS + 3);
    client.close();
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

test('what is in line is executed while one of those who share it stays, or may come back for it; else who asks next gets it anew', async () => {
  let now = 0;
  const recent = new RecentPayloads(() => now);
  const begun: (() => void)[] = [];
  const begin = new ExecutionGate(1).behind(() => (root) => new Promise((resolve) => { begun.push(() => resolve(Buffer.from(String(root)))); }));
  const over = new Set<string>();
  const as = (who: string) => recent.sharing(begin, { ...terms, isOver: () => over.has(who) })();
  const turn = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    begun.shift()!();
  };
  const asked = [as('b')('before'), as('a')('soon'), as('a')('shared'), as('b')('shared'), as('a')('lonely'), as('a')('own')];
  over.add('a');
  await turn();
  await turn();
  now = SHARED_FOR_MS - 1;
  await asked[1];
  now = SHARED_FOR_MS;
  await turn();
  expect((await Promise.all(asked)).map(String)).toEqual(['before', 'soon', 'shared', 'shared', '', '']);
  const again = as('b')('lonely');
  await turn();
  expect(String(await again)).toBe('lonely');
});

test('what is kept does not grow with the text of the operation and its variables', async () => {
  const recent = new RecentPayloads(() => 0);
  const begin = () => () => Promise.resolve(Buffer.from('payload'));
  const count = 400;
  const before = heapAfterCollection();
  for (const place of ['first', 'second']) {
    const render = recent.sharing(begin, { ...terms, key: ['a long list of variables'.repeat(10_000), 'k'].join(' ') })();
    for (let n = 0; n < count; n++) expect(String(await render(n)), place).toBe('payload');
  }
  expect(recent.size).toBe(count);
  expect(heapAfterCollection() - before).toBeLessThan(10_000_000);
});

test('a gate before which there is always somebody keeps nothing of those it has let in', async () => {
  const begun: (() => void)[] = [];
  const render = new ExecutionGate(1).behind(() => () => new Promise((resolve) => { begun.push(() => resolve(Buffer.alloc(0))); }))();
  const under = [render(0), render(1)];
  const before = heapAfterCollection();
  for (let n = 0; n < 100_000; n++) {
    under.push(render(n));
    await new Promise((resolve) => setImmediate(resolve));
    begun.shift()!();
    await under.shift();
  }
  expect(heapAfterCollection() - before).toBeLessThan(5_000_000);
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

/** Bytes of what is still in use. */
function heapAfterCollection(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
