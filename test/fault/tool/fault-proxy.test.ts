// The proxy of the fault tests does what it says, and counts it.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../until.ts';
import { MAX_HELD_BYTES } from './delayed-pipe.ts';
import { FaultProxy } from './fault-proxy.ts';

/** Answers every byte with itself and the end with its end; counts how its connections ended. */
async function echo(): Promise<{ url: string; ends: { closed: number; errors: string[] } }> {
  const ends = { closed: 0, errors: [] as string[] };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', (error: NodeJS.ErrnoException) => ends.errors.push(error.code ?? '')).on('close', () => ends.closed++);
    socket.pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, ends };
}

interface Caller {
  readonly socket: Socket;
  readonly got: () => string;
  readonly error: () => string | null;
}

async function call(proxy: FaultProxy): Promise<Caller> {
  const socket = connect(proxy.port, '127.0.0.1');
  let got = '';
  let error: string | null = null;
  socket.setEncoding('latin1').on('data', (text: string) => (got += text)).on('error', (e: NodeJS.ErrnoException) => (error = e.code ?? ''));
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return { socket, got: () => got, error: () => error };
}

test('undisturbed it passes all bytes in order and the end of each side, and counts them', async () => {
  const { url, ends } = await echo();
  await using proxy = await FaultProxy.open(url);
  const caller = await call(proxy);
  const text = Array.from({ length: 40_000 }, (_, i) => String(i)).join();
  caller.socket.end(text);
  await once(caller.socket, 'close');
  expect(caller.got()).toBe(text);
  await until('the far end is closed', () => ends.closed === 1, { withinMs: 2_000 });
  expect(proxy.counts).toEqual({ connections: 1, refused: 0, resets: 0, bytes: 2 * text.length });
});

test('latency delays each way and jitter turns no bytes around', async () => {
  const { url } = await echo();
  await using proxy = await FaultProxy.open(url, 7);
  proxy.disturb({ latencyMs: 50, jitterMs: 50 });
  const caller = await call(proxy);
  const began = performance.now();
  for (let i = 0; i < 10; i++) {
    caller.socket.write(String(i));
    await new Promise(setImmediate);
  }
  await until('all is back', () => caller.got().length === 10, { withinMs: 5_000 });
  expect(performance.now() - began).toBeGreaterThanOrEqual(100 - 2); // timers round to whole milliseconds
  expect(caller.got()).toBe('0123456789');
});

test('a bandwidth is kept', async () => {
  const { url } = await echo();
  await using proxy = await FaultProxy.open(url);
  proxy.disturb({ bytesPerSecond: 200_000 });
  const caller = await call(proxy);
  const began = performance.now();
  // In pieces, because a piece leaves whole: the line is busy after it, not before.
  for (let i = 1; i <= 5; i++) {
    caller.socket.write('x'.repeat(10_000));
    await until('it is back', () => caller.got().length === i * 10_000, { withinMs: 5_000 });
  }
  expect(performance.now() - began).toBeGreaterThanOrEqual(190);
});

test('frozen it passes nothing, not even an end, holds a bounded amount, takes new connections, and healed it delivers everything', async () => {
  const { url, ends } = await echo();
  await using proxy = await FaultProxy.open(url);
  const [caller, leaver] = [await call(proxy), await call(proxy)];
  caller.socket.write('before;');
  await until('it answers', () => caller.got() === 'before;', { withinMs: 2_000 });
  proxy.freeze();
  const flood = 'y'.repeat(128 * MAX_HELD_BYTES);
  caller.socket.write(flood);
  leaver.socket.end();
  const late = await call(proxy);
  late.socket.write('late');
  let before = -1;
  await until('the sender is stopped', () => before === (before = caller.socket.writableLength), { withinMs: 2_000 });
  expect(before).toBeGreaterThan(flood.length / 2);
  expect([caller.got(), late.got(), ends.closed]).toEqual(['before;', '', 0]);
  proxy.heal();
  await until('all has arrived', () => caller.got().length === 'before;'.length + flood.length && late.got() === 'late', { withinMs: 10_000 });
  await until('the end has arrived', () => ends.closed === 1, { withinMs: 2_000 });
});

test('a reset while it is frozen is heard by the other side after it is healed', async () => {
  const { url, ends } = await echo();
  await using proxy = await FaultProxy.open(url);
  const caller = await call(proxy);
  caller.socket.write('x');
  await until('it answers', () => caller.got() === 'x', { withinMs: 2_000 });
  proxy.freeze();
  caller.socket.resetAndDestroy();
  await once(caller.socket, 'close');
  expect(ends.closed).toBe(0);
  proxy.heal();
  await until('the far side knows', () => ends.closed === 1, { withinMs: 2_000 });
});

test('cut it resets what is open and what comes, until it is healed', async () => {
  const { url } = await echo();
  await using proxy = await FaultProxy.open(url);
  const open = await call(proxy);
  open.socket.write('x');
  await until('it answers', () => open.got() === 'x', { withinMs: 2_000 });
  proxy.cut();
  await until('the open one was reset', () => open.error() === 'ECONNRESET', { withinMs: 2_000 });
  const refused = await call(proxy).catch((error: NodeJS.ErrnoException) => error);
  if (!(refused instanceof Error)) await until('the new one was reset', () => refused.socket.destroyed, { withinMs: 2_000 });
  expect(proxy.counts).toMatchObject({ connections: 1, refused: 1 });
  proxy.heal();
  const after = await call(proxy);
  after.socket.write('y');
  await until('it answers again', () => after.got() === 'y', { withinMs: 2_000 });
});

test('the same seed resets the same connections and pieces, about as many as asked for', async () => {
  const { url } = await echo();
  const outcomes = async (seed: number): Promise<string> => {
    await using proxy = await FaultProxy.open(url, seed);
    proxy.disturb({ resetPerConnection: 0.2, resetPerChunk: 0.1 });
    let told = '';
    for (let i = 0; i < 30; i++) {
      const caller = await call(proxy);
      caller.socket.write('x');
      await until('it answers or breaks', () => caller.got() === 'x' || caller.error() !== null, { withinMs: 2_000 });
      told += caller.error() === null ? '.' : 'R';
      caller.socket.destroy();
    }
    expect(proxy.counts.resets).toBe(told.split('R').length - 1);
    return told;
  };
  const [one, again, other] = [await outcomes(5), await outcomes(5), await outcomes(6)];
  expect(again).toBe(one);
  expect(other).not.toBe(one);
  const broken = one.split('R').length - 1; // 1 - 0.8 * 0.9 * 0.9 = 35 %
  expect(broken).toBeGreaterThan(4);
  expect(broken).toBeLessThan(20);
});
